"""Real boots of the User-Mode Linux guest and of the quick hook in it."""

import io
import os
import pickle
import socket
import ssl
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest

from helpers.engine import quickhook, slirp, tls
from helpers.engine.uml import vm

pytestmark = pytest.mark.uml

IMAGE = "course/uml-test"
LABELS = {"org.docker-course": "uml-test"}


@pytest.fixture(scope="session")
def rootfs():
    """The engine's root file system, fetched if need be; COURSE_TEST_ROOTFS names another one."""
    if named := os.environ.get("COURSE_TEST_ROOTFS"):
        return Path(named)
    from helpers.engine import rootfs

    return rootfs.ensure()


class Engine:
    """A guest in its own state folder, that can be booted again."""

    def __init__(self, rootfs, folder):
        self.home = folder / "home"
        self.home.mkdir()
        (self.home / "state").mkdir()
        run = folder / "r"
        run.mkdir()
        self.plan = vm.Plan(rootfs, folder / "cache", self.home / "state", run, folder / "log", shared=(self.home,))
        self.guest = self.client = None

    def boot(self):
        self.guest = vm.boot(self.plan)
        deadline = time.monotonic() + 90
        while True:
            try:
                self.client = tls.connect(self.guest.host, self.guest.cert_dir, timeout=60)
                break
            except Exception:
                assert self.guest.process.poll() is None, self.plan.log.read_text()
                assert time.monotonic() < deadline, self.plan.log.read_text()
                time.sleep(0.1)
        if not self.client.images.list(IMAGE):
            self.client.api.import_image_from_data(busybox(self.plan.rootfs), repository=IMAGE)
        return self

    def run(self, script, **more):
        command = ["/bin/busybox", "sh", "-c", script]
        output = self.client.containers.run(IMAGE, command, remove=True, stderr=True, labels=LABELS, **more)
        return output.decode()

    def start(self, script, **more):
        return self.client.containers.run(
            IMAGE, ["/bin/busybox", "sh", "-c", script], detach=True, labels=LABELS, **more
        )


def busybox(rootfs):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        tar.add(rootfs / "usr/bin/busybox", "bin/busybox")
        for name in ("etc", "tmp"):
            folder = tarfile.TarInfo(name)
            folder.type, folder.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(folder)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory(prefix="dc-uml-") as name:  # short: sockets are in it
        yield Path(name)


@pytest.fixture(scope="module")
def engine(rootfs, folder):
    engine = Engine(rootfs, folder)
    yield engine.boot()
    engine.guest.kill()


def test_the_quick_hook_is_used_and_gives_a_network(engine):
    container = engine.start("busybox ip address show eth0; busybox sleep 100")
    try:
        bundle = f"/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/{container.id}/config.json"
        assert "docker-course-quickhook" in engine.run(f"busybox cat /guest{bundle}", volumes=["/:/guest"])
        assert "inet 172." in wait_for(lambda: container.logs().decode())
    finally:
        container.remove(force=True)


def test_without_its_socket_the_hook_falls_back(rootfs, folder, tmp_path):
    broken = tmp_path / "rootfs"
    subprocess.run(["cp", "-a", "--reflink=auto", rootfs, broken], check=True)
    (broken / quickhook.RUNC).unlink()
    quickhook.compile_into(broken, broken / quickhook.RUNC, '-DSOCKETS="broken"')
    (folder / "broken").mkdir()
    engine = Engine(broken, folder / "broken").boot()
    try:
        assert "inet 172." in engine.run("busybox ip address show eth0")
    finally:
        engine.guest.kill()


def wait_for(ask, seconds=30):
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.1)
    return answer


def test_a_client_without_our_certificate_is_refused(engine):
    context = ssl.create_default_context(cafile=engine.guest.cert_dir / "ca.pem")
    with pytest.raises((ssl.SSLError, OSError)):
        urllib.request.urlopen(engine.guest.host.replace("tcp", "https") + "/_ping", context=context, timeout=10).read()


def test_a_container_is_refused(engine):
    request = "printf 'GET /_ping HTTP/1.0\\r\\n\\r\\n' | busybox nc -w 5"
    for address in ("10.0.2.100", "172.17.0.1"):
        said = engine.run(f"{request} {address} 2376; true")
        assert " 200 " not in said and "HTTPS server" in said, "it should meet a TLS server only"


def test_a_container_does_not_reach_the_hosts_loopback(engine):
    port = engine.guest.host.rsplit(":", 1)[1]
    assert "open" not in engine.run(f"busybox nc -w 3 10.0.2.2 {port} </dev/null && echo open; true")


def test_bind_mounts_show_the_hosts_files_but_not_the_engines_own(engine):
    (engine.home / "hello").write_text("from the host")
    mount = [f"{engine.home}:{engine.home}"]
    script = f"cd {engine.home}; busybox cat hello; busybox ls -A state; echo written > back"
    assert engine.run(script, volumes=mount) == "from the host"
    assert (engine.home / "back").read_text() == "written\n"
    assert (engine.home / "back").stat().st_uid == os.getuid()


def test_a_forwarded_port_answers_and_closes_again(engine):
    serve = "busybox mkdir /www; echo hello >/www/index.html; exec busybox httpd -f -p 80 -h /www"
    container = engine.start(serve, ports={"80/tcp": 8080})
    try:
        number, port = free_forward(engine.guest.forwards, 8080)
        assert wait_for(lambda: fetch(port)) == b"hello\n"
        engine.guest.forwards.remove(number)
        assert fetch(port) is None
    finally:
        container.remove(force=True)


def free_forward(forwards, guest_port):
    with socket.socket() as probe:
        probe.bind((slirp.LOOPBACK, 0))
        port = probe.getsockname()[1]
    return forwards.add(port, guest_port), port


def fetch(port):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read()
    except OSError:
        return None


def test_after_kill_9_nothing_is_left_and_the_data_is_intact(engine):
    engine.client.volumes.create("uml-test-volume", labels=LABELS)
    volume = ["uml-test-volume:/v"]
    engine.run("echo data >/v/kept; busybox sync", volumes=volume)
    busy = engine.start("while :; do busybox dd if=/dev/zero of=/big bs=64k count=200; done")
    wait_for(lambda: busy.logs())
    engine.guest.process.kill()
    engine.guest.kill()
    wait_for(lambda: not processes_of(engine.plan))
    engine.boot()
    assert engine.run("busybox cat /v/kept", volumes=volume) == "data\n"
    engine.client.api.remove_container(busy.id, force=True)


def processes_of(plan):
    """The living processes that have this engine's sockets on their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if str(plan.run).encode() in (entry / "cmdline").read_bytes():
                found.append(entry.name)
        except OSError:
            continue
    return found


def test_a_clean_stop_leaves_a_clean_disk(engine):
    before = len(engine.plan.log.read_text())
    assert engine.guest.halt()
    assert "course: stopped" in engine.plan.log.read_text()[before:]
    assert not processes_of(engine.plan)
    before = len(engine.plan.log.read_text())
    engine.boot()
    assert "/dev/ubda: clean" in engine.plan.log.read_text()[before:]


def test_it_dies_with_its_starter(engine, tmp_path):
    engine.guest.halt()
    script = tmp_path / "starter.py"
    script.write_text(
        "import sys, time, pickle\nfrom helpers.engine.uml import vm\n"
        "vm.boot(pickle.load(sys.stdin.buffer))\nprint('up', flush=True)\ntime.sleep(1000)\n"
    )
    starter = subprocess.Popen(
        [sys.executable, script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
    )
    starter.stdin.write(pickle.dumps(engine.plan))
    starter.stdin.close()
    assert starter.stdout.readline() == b"up\n"
    assert processes_of(engine.plan)
    starter.kill()
    starter.wait()
    wait_for(lambda: not processes_of(engine.plan))

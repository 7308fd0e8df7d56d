"""What a learner does with an engine, the same on every driver that runs containers."""

import io
import os
import socket
import ssl
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
from pathlib import Path

import pytest

from helpers.client.labels import ours
from tests.contract.conftest import BOX, EMBEDDED, eventually

_GET = "printf 'GET {path} HTTP/1.0\\r\\n\\r\\n' | nc -w 3 {address} {port}; true"


def fetch(port):
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read()
    except OSError:
        return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_container_runs(real):
    assert real.run("echo hello; id -u") == "hello\n0\n"


def test_capabilities_are_what_the_engine_can_do(real):
    words = real.start().capabilities
    assert {"linux", "buildkit"} <= words
    version = real.client().api.version()["Version"]
    assert ("start-interval" in words) == (int(version.split(".")[0]) >= 25)


def test_a_published_port_answers_on_this_machine_while_its_container_runs(real):
    port = free_port()
    container = real.serve(ports={"80/tcp": port})
    try:
        assert eventually(lambda: fetch(port)) == b"served\n"
    finally:
        container.remove(force=True)
    eventually(lambda: fetch(port) is None)


def test_a_port_published_for_the_loopback_only_answers_too(real):
    port = free_port()
    container = real.serve(ports={"80/tcp": ("127.0.0.1", port)})
    try:
        assert eventually(lambda: fetch(port)) == b"served\n"
    finally:
        container.remove(force=True)


def test_a_bind_mount_shows_the_hosts_files_and_writes_them(real):
    with tempfile.TemporaryDirectory(dir=Path.home(), prefix="docker-course-test-") as name:
        folder = Path(name)
        (folder / "hello").write_text("from the host\n")
        script = f"cat {folder}/hello; echo back > {folder}/answer"
        assert real.run(script, volumes=[f"{folder}:{folder}"]) == "from the host\n"
        assert (folder / "answer").read_text() == "back\n"


def test_a_volume_outlives_its_containers(real):
    volume = real.client().docker.volumes.create("contract-volume", labels=ours())
    try:
        real.run("echo kept > /v/file", volumes=["contract-volume:/v"])
        assert real.run("cat /v/file", volumes=["contract-volume:/v"]) == "kept\n"
    finally:
        volume.remove()


def test_a_container_does_not_reach_the_engines_api(real):
    container = real.serve()
    try:
        container.reload()
        network = next(iter(container.attrs["NetworkSettings"]["Networks"].values()))
        server = _GET.format(path="/", address=network["IPAddress"], port=80)
        assert " 200 " in real.run(server), "the way to ask does not work, so the rest would say nothing"
        ports = {"2375", "2376", real.start().host.rpartition(":")[2]}
        for port in sorted(port for port in ports if port.isdigit()):
            for address in (network["Gateway"], "10.0.2.100", "10.0.2.2"):
                said = real.run(_GET.format(path="/_ping", address=address, port=port))
                assert " 200 " not in said, (address, port)
    finally:
        container.remove(force=True)


def test_a_client_without_credentials_is_refused(real):
    endpoint = real.start()
    if endpoint.host.startswith("unix://"):
        assert Path(endpoint.host.removeprefix("unix://")).stat().st_mode & 0o777 == 0o600
        return
    context = ssl.create_default_context(cafile=endpoint.cert_dir / "ca.pem")
    with pytest.raises(OSError):
        urllib.request.urlopen(endpoint.host.replace("tcp", "https") + "/_ping", context=context, timeout=10).read()


_AS_NOBODY = """
import os, socket, sys  # before: root's own Python may be closed to others
os.setgroups([]); os.setgid(65534); os.setuid(65534)
place = sys.argv[1].partition("://")[2]
socket.socket(socket.AF_UNIX).connect(place)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user; the test above stands for it")
def test_another_user_of_this_machine_is_refused(real):
    if not real.start().host.startswith("unix://"):
        return  # whoever it is, a port wants a certificate: the test above

    def connect(script):
        return subprocess.run([sys.executable, "-c", script, real.start().host], capture_output=True, text=True)

    assert connect(_AS_NOBODY.replace("os.setgid(65534); os.setuid(65534)", "")).returncode == 0
    refused = connect(_AS_NOBODY)
    assert refused.returncode and "denied" in refused.stderr


def test_a_build_by_the_brought_along_programs_works(real, tmp_path):
    endpoint = real.start()
    if endpoint.buildx is None:
        assert not endpoint.owned, "our own engine brings its programs"
        return
    (tmp_path / "Dockerfile").write_text(f"FROM {BOX}\nRUN echo built > /proof\n")
    built = subprocess.run(
        [endpoint.buildx, "build", "-t", "contract/build", "--label", next(iter(ours())), tmp_path],
        env=real.client().tool_env(), capture_output=True, text=True,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    engine = real.client().docker
    try:
        assert engine.containers.run("contract/build", "cat /proof", remove=True) == b"built\n"
    finally:
        engine.images.remove("contract/build", force=True)


def archive(files, kind=""):
    """A tar of files by name, compressed as `kind` says."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=f"w:{kind}") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return data.getvalue()


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz"])
def test_add_unpacks_every_format_that_the_reference_names(real, kind):
    context = {"Dockerfile": f"FROM {BOX}\nADD packed /got/\n".encode(), "packed": archive({"member": b"in"}, kind)}
    engine = real.client().docker
    built, _ = engine.images.build(
        fileobj=io.BytesIO(archive(context)), custom_context=True, tag=f"contract/add:{kind}", labels=ours(), rm=True
    )
    try:
        assert engine.containers.run(built.id, "cat /got/member", remove=True) == b"in"
    finally:
        engine.images.remove(f"contract/add:{kind}", force=True)


def test_the_driver_is_the_one_for_this_user(embedded):
    assert embedded.driver.name == EMBEDDED

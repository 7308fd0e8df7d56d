"""The own kernel and the ready-made engine: everything that the course asks of a kernel, with nothing to fetch from.

`make test-kernel` builds the kernel first; a kernel that is missing fails, it does not skip.
"""

import contextlib
import os
import tempfile
from pathlib import Path

import pytest

from helpers import engine, images
from helpers.cli import prebuilt
from helpers.client.engine import Client
from helpers.client.labels import ours
from helpers.engine import choose, machine
from helpers.engine.uml import build
from tests.contract.conftest import BOX, eventually

pytestmark = pytest.mark.uml


def client_of(found):
    return Client(found.env(), found.docker, found.buildx, found.capabilities, owned=True)


def load(found):
    images.ensure(client_of(found).docker, [BOX], owned=True)


@pytest.fixture(scope="module")
def ready():
    """A folder for COURSE_PREBUILT, made here unless there is one."""
    if found := os.environ.get("COURSE_PREBUILT"):
        yield Path(found)
        return
    assert build.current(build.folder()), "there is no own kernel of today's recipe: make kernel"
    with tempfile.TemporaryDirectory(prefix="dc-ready-") as name:
        assert prebuilt.main([name]) == 0
        yield Path(name)


@contextlib.contextmanager
def environment(**values):
    before = {name: os.environ.get(name) for name in values}
    os.environ.update({name: str(value) for name, value in values.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


@contextlib.contextmanager
def booted(ready, **more):
    """The uml engine out of the ready-made folder, with an empty cache and no mirror."""
    with (
        tempfile.TemporaryDirectory(prefix="dc-") as name,
        environment(
            COURSE_PREBUILT=ready, COURSE_STATE_DIR=f"{name}/s", COURSE_CACHE=f"{name}/cache", COURSE_ENGINE="uml",
            COURSE_DEBIAN_MIRROR="http://127.0.0.1:9/debian", **more,
        ),
    ):  # fmt: skip
        driver = choose.driver("uml")
        answer = driver.probe()
        assert answer.ok, answer
        try:
            yield client_of(driver.start(Path(f"{name}/s"))), driver
        finally:
            engine.stop()
        assert not list(Path(f"{name}/cache").rglob("*.deb")), "nothing was fetched"


@pytest.fixture(scope="module")
def running(ready):
    with booted(ready) as both:
        yield both


@pytest.fixture
def docker(running):
    return running[0].docker


def run(docker, script, **options):
    options |= {"remove": True, "stderr": True, "labels": ours()}
    return docker.containers.run(BOX, ["sh", "-c", script], **options).decode()


def test_it_is_the_own_kernel_on_overlay2_with_the_images_in_it(running, docker):
    info = docker.info()
    assert info["KernelVersion"].endswith("-docker") and info["Driver"] == "overlay2"
    assert docker.images.get(BOX)
    assert {"memory-limit", "cpu-limit", "pids-limit", "cgroup2"} <= running[0].capabilities


def test_programs_run_under_seccomp_and_the_status_says_what_that_means(running):
    said = " ".join(machine.running(running[1].folder()).notes)
    assert "under seccomp" in said and "COURSE_ENGINE_SECCOMP=0" in said


def test_a_container_gets_out_by_address_translation(docker):
    # Nobody out there would answer a bridge's address.
    assert "1 packets received" in run(docker, "ping -c 1 -w 10 10.0.2.2")


def test_a_container_has_the_interfaces_that_it_has_elsewhere(docker):
    assert run(docker, "ls /sys/class/net", network="none").split() == ["lo"]
    assert run(docker, "ls /sys/class/net").split() == ["eth0", "lo"]


def test_containers_find_each_other_by_name(docker):
    network = docker.networks.create("own-kernel", labels=ours())
    server = docker.containers.run(BOX, "sleep 1000", name="own-kernel-server", network="own-kernel",
                                   detach=True, labels=ours())  # fmt: skip
    try:
        assert "1 packets received" in run(docker, "ping -c 1 -w 10 own-kernel-server", network="own-kernel")
    finally:
        server.remove(force=True)
        network.remove()


def test_a_memory_limit_ends_what_goes_beyond_it(docker):
    container = docker.containers.run(BOX, ["sh", "-c", "tail /dev/zero"], mem_limit="16m", memswap_limit="16m",
                                      detach=True, labels=ours())  # fmt: skip
    try:
        container.wait(timeout=120)
        container.reload()
        assert container.attrs["State"]["OOMKilled"]
    finally:
        container.remove(force=True)


def test_a_limit_of_processes_holds(docker):
    script = "for n in 1 2 3 4 5 6 7 8 9; do sleep 5 & done; wait"
    assert "can't fork" in run(docker, f"({script}) 2>&1; true", pids_limit=5)


def test_a_limit_of_processor_time_is_set(docker):
    assert run(docker, "cat /sys/fs/cgroup/cpu.max", nano_cpus=500_000_000) == "50000 100000\n"


def test_a_tmpfs_and_a_read_only_root(docker):
    said = run(docker, "echo x >/t/x && cat /t/x; echo y >/y || true", tmpfs={"/t": "size=1m"}, read_only=True)
    assert said.startswith("x\n") and "Read-only file system" in said


def test_a_health_check_runs(docker):
    check = {"test": ["CMD", "true"], "interval": 1_000_000_000}
    container = docker.containers.run(BOX, "sleep 1000", detach=True, healthcheck=check, labels=ours())
    try:
        eventually(lambda: docker.api.inspect_container(container.id)["State"]["Health"]["Status"] == "healthy")
    finally:
        container.remove(force=True)


@pytest.mark.parametrize("storage", ["btrfs", "fuse-overlayfs", "vfs", "containerd"])
def test_every_way_to_store_images_is_ready_made(running, ready, storage):
    with engine.beside(storage=storage) as other:
        client = client_of(other)
        assert client.docker.info()["Driver"] == {"containerd": "overlayfs"}.get(storage, storage)
        load(other)
        assert run(client.docker, "echo runs") == "runs\n"


def test_without_seccomp_it_runs_by_ptrace(ready):
    with booted(ready, COURSE_ENGINE_SECCOMP="0") as (client, driver):
        assert "by ptrace" in " ".join(machine.running(driver.folder()).notes)
        assert run(client.docker, "echo runs") == "runs\n"


def test_an_engine_that_was_stopped_goes_on_with_its_data(ready):
    with booted(ready) as (client, driver):
        client.docker.volumes.create("own-kernel", labels=ours())
        run(client.docker, "echo kept >/v/f", volumes=["own-kernel:/v"])
        driver.stop()
        again = client_of(driver.start(Path(os.environ["COURSE_STATE_DIR"])))
        assert run(again.docker, "cat /v/f", volumes=["own-kernel:/v"]) == "kept\n"

"""Real boots of engines beside one another: each stores images its own way, has its own state, and is found again."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from helpers import api, engine
from helpers.engine import machine, variants
from helpers.engine.variants import Variant
from helpers.errors import EngineError

DRIVER = "namespaces" if os.geteuid() == 0 else "uml"
pytestmark = pytest.mark.namespaces if DRIVER == "namespaces" else pytest.mark.uml
DRIVERS = {"overlay2": "overlay2", "fuse-overlayfs": "fuse-overlayfs", "btrfs": "btrfs", "vfs": "vfs",
           "containerd": "overlayfs"}  # fmt: skip
BIG = "FROM busybox:1.37\nRUN dd if=/dev/urandom of=/big bs=1M count=4 2>/dev/null\n"


@pytest.fixture(scope="module", autouse=True)
def state():
    """A state folder of this test's own, with a short path: sockets are in it."""
    before = {name: os.environ.get(name) for name in ("COURSE_STATE_DIR", "COURSE_ENGINE", "COURSE_SUITE",
                                                      "COURSE_STORAGE")}  # fmt: skip
    for name in before:
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="dc-", ignore_cleanup_errors=True) as folder:
        os.environ |= {"COURSE_STATE_DIR": folder, "COURSE_ENGINE": DRIVER}
        yield Path(folder)
        engine.stop()
    for name, value in before.items():
        os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def needs(storage):
    """Skip, with the refusal, where this machine's kernel lacks something."""
    if why := engine.refusal_of(storage):
        pytest.skip(why)


@pytest.mark.parametrize("storage", DRIVERS)
def test_a_storage(storage, state):
    needs(storage)
    with api.engine_with(storage=storage) as other:
        assert other.driver == DRIVERS[storage]
        assert ("containerd-store" in other.client.capabilities) == (storage == "containerd")
        before = other.disk_use()
        assert other.build(BIG, tag="course/variants", no_cache=True).image
        assert other.disk_use() - before > 4 << 20
        assert other.run("course/variants", "stat -c %s /big").stdout == f"{4 << 20}\n"
        assert other.image("course/variants").layers
        assert [folder.name for folder in machine.all_running(state)] == [f"{DRIVER}-trixie-{storage}"]
    assert machine.all_running(state) == {}
    with api.engine_with(storage=storage) as other:  # what it has is kept
        assert other.docker("image inspect course/variants").exit_code == 0
        other.docker("rmi -f course/variants")


@pytest.mark.parametrize("suite", [name for name in variants.SUITES if name != variants.SUITE])
def test_a_suite(suite):
    with api.engine_with(suite=suite) as other:
        major = variants.SUITES[suite].docker[0]
        assert other.client.api.version()["Version"].startswith(f"{major}.")
        assert other.build("FROM busybox:1.37\nRUN echo hello > /said\n", tag="course/variants").image
        assert other.run("course/variants", "cat /said").stdout == "hello\n"
        assert other.docker("version --format x").exit_code == 0
        other.docker("rmi -f course/variants")


def test_the_main_engine_is_never_taken_for_another(state):
    main = engine.ensure()
    with api.engine_with(storage="vfs") as other:
        assert other.client.env["DOCKER_HOST"] != main.host
        assert engine.ensure().host == main.host
        assert main.host in (state / "current.env").read_text()
        found = engine.status()
        assert found.host == main.host
        assert [name for name, _, _ in found.beside] == [f"{DRIVER}-trixie-vfs"]
    assert engine.status().beside == () and engine.status().running


def test_one_that_runs_already_is_found_and_left(state):
    folder = state / f"{DRIVER}-trixie-vfs"
    with engine.beside("vfs") as first:
        with engine.beside("vfs") as second:
            assert second.host == first.host
        assert machine.running(folder)
    assert machine.running(folder) is None


def test_stop_ends_all_and_names_them(state):
    engine.ensure()
    block = engine.beside("vfs")
    block.__enter__()
    assert engine.stop() == [DRIVER, f"{DRIVER}-trixie-vfs"]
    assert machine.all_running(state) == {}
    block.__exit__(None, None, None)


def test_nobody_uses_it(state):
    script = (
        "import os; from helpers import engine; os.environ['COURSE_ENGINE_IDLE'] = '1'\n"
        "block = engine.beside('vfs'); block.__enter__(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    from tests.contract.conftest import eventually

    eventually(lambda: machine.running(state / f"{DRIVER}-trixie-vfs") is None)


@pytest.mark.parametrize("storage", ["aufs", "overlay", "devicemapper"])
def test_a_removed_driver_is_refused_in_the_engines_own_words(storage, state):
    with pytest.raises(EngineError) as caught, engine.beside(storage):
        pass
    assert "has been deprecated and removed" in caught.value.why and storage in caught.value.why
    assert caught.value.log.is_file() and machine.all_running(state) == {}


def test_a_refusal_before_any_boot_has_a_remedy():
    with pytest.raises(EngineError, match="bookworm-containerd") as caught, engine.beside("containerd", "bookworm"):
        pass
    assert "20.10" in caught.value.why and "25.0" in caught.value.do
    assert engine.refusal_of("containerd", "bookworm") and not engine.refusal_of("vfs")
    assert Variant("bookworm", "containerd").label == "bookworm-containerd"

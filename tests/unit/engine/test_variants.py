"""Which engine: suites, storages, the folders they are in, and why one is refused."""

import fcntl
import json
import multiprocessing

import pytest

from helpers.engine import choose, host, keeper, machine, rootfs, variants
from helpers.engine.namespaces.driver import Namespaces
from helpers.engine.uml import kernel
from helpers.engine.variants import STORAGES, SUITES, Variant
from helpers.errors import EngineError

EVERY = [Variant(suite, storage) for suite in SUITES for storage in STORAGES]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch, tmp_path):
    for name in ("COURSE_SUITE", "COURSE_STORAGE", "COURSE_ENGINE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COURSE_STATE_DIR", str(tmp_path / "state"))


def test_the_main_engine_is_trixies_as_it_chooses_to_store():
    assert variants.current() == Variant("trixie", "") == Variant()
    assert Namespaces().folder().name == "namespaces-trixie"


def test_arguments_win_over_the_environment(monkeypatch):
    monkeypatch.setenv("COURSE_SUITE", "forky")
    monkeypatch.setenv("COURSE_STORAGE", "vfs")
    assert variants.current() == Variant("forky", "vfs")
    assert variants.current(storage="btrfs") == Variant("forky", "btrfs")
    assert variants.current(storage="", suite="bookworm") == Variant("bookworm", "")


@pytest.mark.parametrize("variant", EVERY, ids=lambda variant: variant.label)
def test_its_environment_says_it_to_another_process(variant, monkeypatch):
    for name, value in variant.environment().items():
        monkeypatch.setenv(name, value)
    assert variants.current() == variant


def test_each_has_a_state_folder_of_its_own():
    assert len({Namespaces(variant).folder() for variant in EVERY}) == len(EVERY)


def test_what_needs_the_same_packages_shares_a_root_file_system():
    assert rootfs.folder(Variant("trixie", "vfs")) == rootfs.folder(Variant()) != rootfs.folder(Variant("forky"))
    assert rootfs.folder(Variant("trixie", "btrfs")) != rootfs.folder(Variant())
    assert rootfs.folder(Variant("trixie", "btrfs")).name.startswith("trixie-btrfs-")


@pytest.mark.parametrize("given", [{"suite": "jessie"}, {"storage": "zip"}])
def test_an_unknown_one_is_named_with_those_there_are(given):
    with pytest.raises(EngineError, match="jessie|zip") as caught:
        Variant(**given)
    assert "trixie" in caught.value.do or "overlay2" in caught.value.do


def test_dockerd_is_told():
    assert Variant(storage="btrfs").of_storage.options == ("--storage-driver=btrfs",)
    assert json.loads(Variant(storage="containerd").daemon) == {"features": {"containerd-snapshotter": True}}
    assert Variant().daemon == "" and Variant().of_storage.options == ()


def test_an_engine_too_old_for_a_storage_is_refused_with_what_to_do():
    answer = Namespaces(Variant("bookworm", "containerd")).probe()
    assert not answer.ok and (Namespaces(Variant("bookworm", "btrfs")).too_old() is None)
    if answer.reason.startswith("Docker Engine"):  # asked for after the rights to make namespaces
        assert "20.10" in answer.reason and "25.0" in answer.remedy


def test_the_choice_for_one_beside(monkeypatch):
    names = [driver.name for driver in choose.beside(Variant(storage="vfs"))]
    assert names == ["namespaces", "uml"]
    monkeypatch.setenv("COURSE_ENGINE", "uml")
    assert [driver.name for driver in choose.beside(Variant())] == ["uml"]
    monkeypatch.setenv("COURSE_ENGINE", "existing")
    assert [driver.name for driver in choose.beside(Variant())] == ["namespaces", "uml"]


def test_what_ended_an_engine_is_told_in_dockerds_words():
    fatal = "failed to start daemon: error initializing graphdriver: …"
    assert keeper.last_failure(f"course: root ready\n{fatal}\ncourse: FAILED dockerd ended\nThe engine …\n") == fatal
    assert keeper.last_failure("course: FAILED no root\n\nlater\n") == "course: FAILED no root"
    assert keeper.last_failure("one\ntwo\n") == "two"
    assert keeper.last_failure("") == "it ended without a word"


def test_a_device_that_is_not_there():
    assert host.device("/dev/null") is None
    refusal = host.device("/dev/no-such-device")
    assert not refusal.ok and "/dev/no-such-device" in refusal.reason and refusal.remedy


def test_a_file_system_that_the_kernel_lacks(monkeypatch):
    monkeypatch.setattr(host, "_read", lambda path: "nodev\tproc\n\text4" if str(path).startswith("/proc") else "")
    assert host.file_system("ext4") is None and host.file_system("proc") is None
    assert "no btrfs" in host.file_system("btrfs").reason
    monkeypatch.setattr(host, "_read", lambda path: "kernel/fs/btrfs/btrfs.ko.xz:" if "modules" in str(path) else "")
    assert host.file_system("btrfs") is None


def test_a_folder_on_an_overlay_carries_none(monkeypatch, tmp_path):
    def mounted(*kinds):
        lines = [f"x {point} {kind} rw 0 0" for point, kind in kinds]
        monkeypatch.setattr(host, "_read", lambda path: "\n".join(lines))
        return host.carries_overlays(tmp_path / "not there yet")

    assert mounted(("/", "ext4")) is None
    assert "overlay" in mounted(("/", "overlay")).reason
    assert mounted(("/", "overlay"), (tmp_path, "ext4")) is None
    assert mounted((tmp_path, "ext4"), ("/", "overlay")) is None
    assert not mounted(("/", "ext4"), (tmp_path.parent, "overlay")).ok
    assert mounted(("/", "ext4"), (f"{tmp_path}x", "overlay")) is None


def _hold(file, ready, leave):
    with machine.users(file):
        ready.set()
        leave.wait(30)


def test_the_last_of_the_users_is_alone(tmp_path):
    ready, leave = multiprocessing.Event(), multiprocessing.Event()
    other = multiprocessing.Process(target=_hold, args=(tmp_path / "users", ready, leave))
    other.start()
    assert ready.wait(30)
    with machine.users(tmp_path / "users") as alone:
        assert not alone()
        leave.set()
        other.join(30)
        assert alone()
    with machine.users(tmp_path / "users") as alone:
        assert alone()


def test_engines_that_run_are_found_by_their_folders(tmp_path):
    state = machine.State(1, "namespaces", "unix:///x", None, "26.1.5", [])
    for name in ("namespaces-trixie", "namespaces-trixie-btrfs"):
        (tmp_path / name).mkdir()
        state.write(tmp_path / name)
    with (tmp_path / "namespaces-trixie-btrfs/keeper.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert machine.all_running(tmp_path) == {tmp_path / "namespaces-trixie-btrfs": state}
    assert machine.all_running(tmp_path / "none") == {}


def test_a_kernel_whose_data_disk_is_btrfs_has_it(tmp_path):
    made = kernel.Kernel(tmp_path / "linux", tmp_path)
    where = {name: tmp_path / name for name in ("rootfs", "guest", "disk", "network", "uml_dir")}

    def command(file_system):
        return " ".join(kernel.command_line(made, kernel.Boot(**where, umid="u", memory="512M", seccomp=False,
                                                              file_system=file_system)))  # fmt: skip

    assert "init_btrfs_fs" in command("ext4") and "init_btrfs_fs" not in command("btrfs")
    assert "raid6_select_algo" in command("btrfs")

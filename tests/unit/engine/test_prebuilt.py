"""What is ready-made: when it is taken, for which engines, and what the kernel is told of it."""

import dataclasses
import subprocess
from pathlib import Path

import pytest

from helpers.engine import disk
from helpers.engine.uml import kernel, prebuilt
from helpers.engine.uml.driver import Uml
from helpers.engine.variants import Variant

BOOT = kernel.Boot(
    rootfs=Path("/p/host"), guest=Path("/s/guest"), disk=Path("/s/data.img"), network=Path("/r/net"),
    uml_dir=Path("/r/uml"), umid="a1", memory="512M", seccomp=True, image=Path("/p/root.squashfs"),
)  # fmt: skip


@pytest.fixture
def ready(tmp_path, monkeypatch):
    (tmp_path / "host").mkdir()
    for name in ("linux", "root.squashfs", "data.img"):
        (tmp_path / name).write_text("")
    (tmp_path / "linux").chmod(0o755)
    monkeypatch.setenv("COURSE_PREBUILT", str(tmp_path))
    return tmp_path


def test_all_of_it_is_taken(ready):
    found = prebuilt.find(Variant())
    assert (found.root, found.host) == (ready / "root.squashfs", ready / "host")
    assert kernel.own(ready / "no-cache") == ready / "linux"
    assert Uml(Variant()).root() == ready / "host"


@pytest.mark.parametrize("part", ["linux", "root.squashfs"])
def test_without_a_kernel_or_a_root_file_system_there_is_nothing(ready, part):
    (ready / part).unlink()
    assert prebuilt.find(Variant()) is None


def test_another_suite_is_made_of_packages(ready):
    assert prebuilt.find(Variant("bookworm")) is None


def test_debians_kernel_when_it_is_wanted_boots_nothing_of_it(ready, monkeypatch):
    monkeypatch.setenv("COURSE_ENGINE_KERNEL", "debian")
    assert prebuilt.find(Variant()) is None
    assert kernel.own(ready) is None


def test_the_base_images_are_where_the_main_engine_finds_them(ready):
    found = prebuilt.find(Variant())
    assert found.data_for(Variant()) == ready / "data.img"
    assert found.data_for(Variant(storage="vfs")) is None
    (ready / "data.img").unlink()
    assert found.data_for(Variant()) is None


def test_the_kernel_is_told_a_second_disk_that_it_may_not_write():
    words = kernel.command_line(kernel.Kernel(Path("/p/linux"), Path("/p/host"), seccomp=True), BOOT)
    assert {"ubd0=/s/data.img", "ubd1r=/p/root.squashfs", "root=/dev/ubdb", "rootfstype=squashfs", "ro"} <= set(words)
    assert not [word for word in words if word.startswith("rootflags")]


def test_a_path_that_cannot_be_said_is_refused_here_too():
    boot = dataclasses.replace(BOOT, image=Path("/p q/root.squashfs"))
    with pytest.raises(kernel.EngineError, match="this folder"):
        kernel.command_line(kernel.Kernel(Path("/p/linux"), Path("/")), boot)


def test_a_disk_that_begins_as_a_copy_holds_the_same_and_can_grow(tmp_path, monkeypatch):
    source, made = tmp_path / "data.img", tmp_path / "mine.img"
    content = b"a" * disk._BLOCK + bytes(3 * disk._BLOCK) + b"z" * 100
    source.write_bytes(content)
    asked = []
    monkeypatch.setattr(disk.unpacked, "command", lambda root, *words: asked.append(words) or ["true"])
    assert disk.ensure(tmp_path, made, size=1 << 24, like=source)
    assert made.read_bytes()[: len(content)] == content and made.stat().st_size == 1 << 24
    assert made.stat().st_blocks * 512 < 1 << 20, "what holds nothing takes no room"
    assert made.stat().st_mode & 0o777 == 0o600
    assert asked[0][0] == "usr/sbin/resize2fs"


def test_traced_tells_ptrace_from_seccomp():
    from helpers.engine.uml import vm

    with subprocess.Popen(["sleep", "60"]) as child:
        assert not vm.traced(child.pid)
        child.kill()

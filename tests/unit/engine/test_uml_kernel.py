"""The kernel that is chosen, the copy that is made of Debian's, and its command line."""

import dataclasses
import io
import struct
from pathlib import Path

import pytest

from helpers.engine.uml import kernel
from helpers.errors import EngineError

LOADER = b"/lib64/ld-linux-x86-64.so.2\0"


def elf(interpreter=LOADER, before=2):
    """A 64-bit ELF file with some program headers, one of them for the loader's path."""
    start, at = 64, 64 + 56 * (before + 1)
    header = b"\x7fELF\x02\x01\x01" + bytes(9)
    header += struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0x60000000, start, 0, 0, 64, 56, before + 1, 0, 0, 0)
    load = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, 0, 0, 4096)
    interp = struct.pack("<IIQQQQQQ", 3, 4, at, 0, 0, len(interpreter), len(interpreter), 1)
    return header + load * before + interp + interpreter + b"the rest, with /lib64/ld-linux-x86-64.so.2\0 in it"


def test_only_the_loaders_path_changes():
    before = elf()
    file = io.BytesIO(before)
    kernel.make_loader_relative(file)
    after = file.getvalue()
    at = before.index(LOADER)
    assert after[at : at + len(LOADER)] == LOADER[1:] + b"\0"
    assert (after[:at], after[at + len(LOADER) :]) == (before[:at], before[at + len(LOADER) :])


def test_done_twice_is_done_once():
    file = io.BytesIO(elf(interpreter=LOADER[1:] + b"\0"))
    before = file.getvalue()
    kernel.make_loader_relative(file)
    assert file.getvalue() == before


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh\n", elf()[:64].replace(b"\x02", b"\x01", 1)])
def test_what_is_no_such_program_is_refused(content):
    with pytest.raises(EngineError):
        kernel.make_loader_relative(io.BytesIO(content))


@pytest.fixture
def rootfs(tmp_path):
    root = tmp_path / "rootfs"
    for name, content in {
        "usr/bin/linux.uml": elf(),
        "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2": b"",
    }.items():
        (root / name).parent.mkdir(parents=True)
        (root / name).write_bytes(content)
    return root


def test_debians_kernel_is_copied_not_changed(rootfs, tmp_path):
    found = kernel.find(rootfs, tmp_path / "cache", tmp_path)
    assert found.folder == rootfs, "the loader's path is relative to that"
    assert found.path.stat().st_mode & 0o777 == 0o700
    assert (rootfs / kernel.PACKAGED).read_bytes() == elf()
    assert found.environment == {"LD_LIBRARY_PATH": str(rootfs / "usr/lib/x86_64-linux-gnu")}
    assert not found.seccomp


def test_an_own_kernel_goes_first(rootfs, tmp_path):
    own = tmp_path / "cache/kernel/linux"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"")
    assert kernel.own(tmp_path / "cache") is None, "not executable"
    own.chmod(0o755)
    assert kernel.find(rootfs, tmp_path / "cache", tmp_path) == kernel.Kernel(own, rootfs, seccomp=True)


def test_no_kernel(rootfs, tmp_path):
    (rootfs / kernel.PACKAGED).unlink()
    with pytest.raises(EngineError, match="no User-Mode Linux kernel"):
        kernel.find(rootfs, tmp_path / "cache", tmp_path)


BOOT = kernel.Boot(
    rootfs=Path("/c/rootfs"), guest=Path("/s/guest"), disk=Path("/s/data.img"), network=Path("/r/net"),
    uml_dir=Path("/r/uml"), umid="a1", memory="512M", seccomp=True,
)  # fmt: skip


def test_the_command_line():
    command = kernel.command_line(kernel.Kernel(Path("/k/linux"), Path("/c/rootfs")), BOOT)
    assert command[0] == "/k/linux"
    before, after = command[1 : command.index("--")], command[command.index("--") + 1 :]
    assert {"mem=512M", "umid=a1", "uml_dir=/r/uml/", "ubd0=/s/data.img", "rootflags=/c/rootfs", "ro"} <= set(before)
    assert "vec0:transport=bess,dst=/r/net,depth=128,gro=1" in before
    assert after[:2] == ["sh", "-c"] and len(after) == 3
    # The kernel joins its arguments by spaces, then takes what is between double quotes as one.
    assert after[2][0] == after[2][-1] == '"' and '"' not in after[2][1:-1]
    assert BOOT.mconsole == Path("/r/uml/a1/mconsole")


@pytest.mark.parametrize(
    ("can", "wanted", "said"), [(False, True, []), (True, True, ["seccomp=auto"]), (True, False, ["seccomp=off"])]
)
def test_seccomp_is_said_to_a_kernel_that_knows_it(can, wanted, said):
    chosen = kernel.Kernel(Path("/k/linux"), Path("/"), seccomp=can)
    command = kernel.command_line(chosen, dataclasses.replace(BOOT, seccomp=wanted))
    assert [word for word in command if word.startswith("seccomp=")] == said


@pytest.mark.parametrize("path", ["/a b/c", "/a,b", '/a"b', "/a=b", "/a\\b"])
@pytest.mark.parametrize("name", ["rootfs", "guest", "disk", "network", "uml_dir"])
def test_paths_that_cannot_be_said(name, path):
    with pytest.raises(EngineError, match="this folder") as raised:
        kernel.command_line(kernel.Kernel(Path("/k"), Path("/")), dataclasses.replace(BOOT, **{name: Path(path)}))
    assert path in str(raised.value)


def test_a_command_line_that_is_too_long():
    boot = dataclasses.replace(BOOT, guest=Path("/" + "x" * 4000))
    with pytest.raises(EngineError, match="too long"):
        kernel.command_line(kernel.Kernel(Path("/k"), Path("/")), boot)

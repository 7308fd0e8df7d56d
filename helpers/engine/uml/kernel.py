"""Which User-Mode Linux kernel to boot, and its command line."""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from helpers import packages
from helpers.engine import unpacked
from helpers.errors import EngineError

PACKAGED = "usr/bin/linux.uml"
MAX_COMMAND_LINE = 4096  # COMMAND_LINE_SIZE of ARCH=um

# Measuring which RAID checksum is fastest takes Debian's kernel most of its start; nothing here has a use for RAID.
LEFT_OUT = ("raid6_select_algo", "calibrate_xor_blocks")
UNUSED = ("init_btrfs_fs",)  # unless the data disk is one

_ELF64, _PT_INTERP = b"\x7fELF\x02", 3


@dataclass(frozen=True)
class Kernel:
    """A kernel that can be executed: its file, the folder to execute it in, and what its environment needs.

    seccomp: it can run the guest's programs under seccomp, twice as fast as under ptrace.
    """

    path: Path
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    seccomp: bool = False


def wanted() -> bool:
    """Whether an own kernel is to be used where there is one: not with COURSE_ENGINE_KERNEL=debian."""
    return os.environ.get("COURSE_ENGINE_KERNEL") != "debian"


def own(cache: Path) -> Path | None:
    """Return the own static kernel, if there is one and it is wanted: one that came ready-made, else in the cache."""
    if not wanted():
        return None
    ready = packages.prebuilt()
    for path in ([ready / "linux"] if ready else []) + [cache / "kernel" / "linux"]:
        if path.is_file() and os.access(path, os.X_OK):
            return path
    return None


def find(rootfs: Path, cache: Path, scratch: Path) -> Kernel:
    """Return the own kernel, else Debian's. scratch: a folder for a copy. Raises EngineError when there is neither.

    Debian's is linked to a newer C library than this machine may have, and must not be started through the loader: it
    needs its heap right behind itself. So a copy of it names its loader by a relative path, and is started in the root
    file system's folder.
    """
    if path := own(cache):
        return Kernel(path, rootfs, seccomp=True)
    packaged, libraries = rootfs / PACKAGED, unpacked.libraries(rootfs)
    if not packaged.is_file():
        raise EngineError("The root file system holds no User-Mode Linux kernel.", why=f"{packaged} is missing")
    copy, fresh = scratch / "linux", scratch / ".linux.fresh"
    shutil.copyfile(packaged, fresh)
    with fresh.open("r+b") as file:
        make_loader_relative(file)
    fresh.chmod(0o700)
    os.replace(fresh, copy)
    return Kernel(copy, rootfs, {"LD_LIBRARY_PATH": str(libraries)})


def make_loader_relative(file) -> None:
    """Take the leading slash off the loader's path (PT_INTERP) in a 64-bit ELF file open for update.

    Raises EngineError when it is no such file or names no loader.
    """
    header = file.read(64)
    if header[:5] != _ELF64:
        raise EngineError("The User-Mode Linux kernel is no 64-bit program.")
    start, size, count = *struct.unpack_from("<Q", header, 32), *struct.unpack_from("<HH", header, 54)
    for number in range(count):
        file.seek(start + number * size)
        kind, _, offset, _, _, length, _, _ = struct.unpack("<IIQQQQQQ", file.read(56))
        if kind == _PT_INTERP:
            file.seek(offset)
            loader = file.read(length)
            if loader.startswith(b"/"):
                file.seek(offset)
                file.write(loader[1:] + b"\0")
            return
    raise EngineError("The User-Mode Linux kernel names no loader.")


@dataclass(frozen=True)
class Boot:
    """What a boot needs. memory: as the kernel writes it ("512M"). uml_dir/umid: where mconsole's socket appears.

    image: the root file system as a squashfs, in place of the folder `rootfs`.
    """

    rootfs: Path
    guest: Path
    disk: Path
    network: Path
    uml_dir: Path
    umid: str
    memory: str
    seccomp: bool
    file_system: str = "ext4"
    image: Path | None = None

    @property
    def mconsole(self) -> Path:
        return self.uml_dir / self.umid / "mconsole"


def _root(boot: Boot) -> list[str]:
    if boot.image:
        return [f"ubd1r={boot.image}", "root=/dev/ubdb", "rootfstype=squashfs", "ro"]
    return ["rootfstype=hostfs", f"rootflags={boot.rootfs}", "ro"]


def command_line(kernel: Kernel, boot: Boot) -> list[str]:
    """Return the command that boots `kernel`. Raises EngineError when a path cannot be said to it."""
    for path in filter(None, (boot.rootfs, boot.guest, boot.disk, boot.network, boot.uml_dir, boot.image)):
        if set(str(path)) & set(' \t\n"\\,='):
            why = f"User-Mode Linux takes no path with a space, quote, comma or equals sign: {path}"
            raise EngineError("The engine cannot be booted from this folder.", why=why, do="set COURSE_STATE_DIR")
    first = [
        "busybox mount -t tmpfs -o mode=755 run /run",
        "busybox mkdir -m 700 /run/guest",
        f"busybox mount -t hostfs -o {boot.guest} guest /run/guest",
        "exec busybox sh /run/guest/init",
    ]
    left_out = LEFT_OUT if boot.file_system == "btrfs" else (*LEFT_OUT, *UNUSED)
    command = [
        str(kernel.path),
        f"mem={boot.memory}",
        f"umid={boot.umid}",
        f"uml_dir={boot.uml_dir}/",
        f"ubd0={boot.disk}",
        f"vec0:transport=bess,dst={boot.network},depth=128,gro=1",
        *_root(boot),
        *("con=null", "con0=null,fd:1", "ssl=null"),
        *(["seccomp=auto" if boot.seccomp else "seccomp=off"] if kernel.seccomp else []),
        *("lsm=capability", "quiet", "panic=1", f"initcall_blacklist={','.join(left_out)}"),
        *("init=/usr/bin/busybox", "--", "sh", "-c", f'"{"; ".join(first)}"'),
    ]
    if len(" ".join(command[1:])) >= MAX_COMMAND_LINE:
        raise EngineError("The kernel's command line is too long.", why="the state folder's path is too long")
    return command

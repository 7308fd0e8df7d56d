"""An engine's data disk: a sparse file with a file system, which holds images, containers and volumes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from helpers.engine import unpacked
from helpers.errors import EngineError

_BLOCK = 1 << 16
SIZE = 16 << 30  # what it can grow to; it takes what is in it
_EXT4 = (
    "usr/sbin/mke2fs", "-q", "-F", "-t", "ext4", "-m", "0", "-J", "size=32",
    "-E", "lazy_itable_init=1,lazy_journal_init=1",
)  # fmt: skip
_GROW = ("usr/sbin/resize2fs", "-f")
_MAKERS = {"ext4": _EXT4, "btrfs": ("usr/sbin/mkfs.btrfs", "-q", "-f", "-m", "single")}


def ensure(rootfs: Path, path: Path, size: int = SIZE, kind: str = "ext4", like: Path | None = None) -> bool:
    """Make the disk unless it is there; True when it was made. kind: ext4 or btrfs. Raises EngineError.

    like: a small ext4 to begin with, of which it becomes a copy that can grow.
    It gets its name only when it is complete, so that a boot never finds half a file system.
    """
    if path.exists():
        return False
    fresh = path.with_name(f".{path.name}.fresh")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        if like:
            _copy(like, file)
        file.truncate(size)
    environment = os.environ | {"MKE2FS_CONFIG": str(rootfs / "etc/mke2fs.conf")}
    command = unpacked.command(rootfs, *(_GROW if like else _MAKERS[kind]), str(fresh))
    made = subprocess.run(command, env=environment, capture_output=True, text=True)
    if made.returncode:
        fresh.unlink(missing_ok=True)
        raise EngineError("The engine's data disk could not be made.", why=made.stderr.strip(), do="free disk space")
    os.replace(fresh, path)
    return True


def _copy(source: Path, file) -> None:
    """Copy into an open file, leaving out what holds nothing."""
    with source.open("rb") as read:
        for block in iter(lambda: read.read(_BLOCK), b""):
            if block.count(0) == len(block):
                file.seek(len(block), os.SEEK_CUR)
            else:
                file.write(block)


def shrink(rootfs: Path, path: Path) -> None:
    """Make the ext4 in `path` as small as what is in it, and the file with it. Raises EngineError."""
    check, smallest = ("usr/sbin/e2fsck", "-f", "-y"), ("usr/sbin/resize2fs", "-M")
    for command in (check, smallest, smallest, check):  # the second time it finds more to move
        done = subprocess.run(unpacked.command(rootfs, *command, str(path)), capture_output=True, text=True)
        if done.returncode > 1:  # 1: e2fsck mended something
            raise EngineError("The data disk could not be made smaller.", why=(done.stderr or done.stdout).strip())
    with path.open("r+b") as file:
        file.seek(1024 + 4)
        blocks = int.from_bytes(file.read(4), "little")
        file.seek(1024 + 24)
        file.truncate(blocks << 10 + int.from_bytes(file.read(4), "little"))

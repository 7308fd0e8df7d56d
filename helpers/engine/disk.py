"""An engine's data disk: a sparse file with a file system, which holds images, containers and volumes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from helpers.engine import unpacked
from helpers.errors import EngineError

SIZE = 16 << 30  # what it can grow to; it takes what is in it
_EXT4 = ("usr/sbin/mke2fs", "-q", "-F", "-t", "ext4", "-m", "0", "-E", "lazy_itable_init=1,lazy_journal_init=1")
_MAKERS = {"ext4": _EXT4, "btrfs": ("usr/sbin/mkfs.btrfs", "-q", "-f", "-m", "single")}


def ensure(rootfs: Path, path: Path, size: int = SIZE, kind: str = "ext4") -> bool:
    """Make the disk unless it is there; True when it was made. kind: ext4 or btrfs. Raises EngineError.

    It gets its name only when it is complete, so that a boot never finds half a file system.
    """
    if path.exists():
        return False
    fresh = path.with_name(f".{path.name}.fresh")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.truncate(size)
    environment = os.environ | {"MKE2FS_CONFIG": str(rootfs / "etc/mke2fs.conf")}
    command = unpacked.command(rootfs, *_MAKERS[kind], str(fresh))
    made = subprocess.run(command, env=environment, capture_output=True, text=True)
    if made.returncode:
        fresh.unlink(missing_ok=True)
        raise EngineError("The engine's data disk could not be made.", why=made.stderr.strip(), do="free disk space")
    os.replace(fresh, path)
    return True

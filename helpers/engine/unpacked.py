"""Programs of the unpacked root file system, run on this machine with that file system's own libraries."""

from __future__ import annotations

from pathlib import Path

from helpers.errors import EngineError


def libraries(rootfs: Path) -> Path:
    """Return the folder of the root file system's C library. Raises EngineError."""
    return _loader(rootfs).parent


def command(rootfs: Path, program: str, *arguments: str) -> list[str]:
    """Return the command line that runs `program` ("usr/sbin/mke2fs"), whatever C library this machine has.

    Raises EngineError when the program or its loader is missing.
    """
    path = rootfs / program
    if not path.is_file():
        raise _incomplete(rootfs, program)
    loader = _loader(rootfs)
    return [str(loader), "--library-path", str(loader.parent), str(path), *arguments]


def _loader(rootfs: Path) -> Path:
    found = sorted(rootfs.glob("usr/lib/*-linux-gnu/ld-linux-*.so.*"))
    if not found:
        raise _incomplete(rootfs, "the dynamic loader")
    return found[0]


def _incomplete(rootfs: Path, missing: str) -> EngineError:
    return EngineError(
        "The engine's root file system is incomplete.",
        why=f"{missing} is not in {rootfs}",
        do=f"delete {rootfs} and start the engine again, which fetches it anew",
    )

"""Debian packages unpacked into a folder, and programs from there, run on this machine with their own libraries."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.errors import EngineError

_LINKS = ("bin", "sbin", "lib", "lib64")
_LEFT_OUT = ("./usr/share/doc", "./usr/share/man", "./usr/share/locale", "./usr/share/info", "./usr/share/lintian")


def skeleton(folder: Path) -> None:
    """Make the links that Debian's packages expect: bin, sbin, lib and lib64 lead into usr."""
    for link in _LINKS:
        (folder / "usr" / link).mkdir(parents=True)
        (folder / link).symlink_to(f"usr/{link}")


def unpack(deb: Path, folder: Path) -> None:
    """Unpack a package into a folder that has the skeleton, without its documentation. Raises OSError."""
    # tar and not `dpkg-deb -x`, which would turn one of the links into a folder.
    exclude = [f"--exclude={path}" for path in _LEFT_OUT]
    options = ["--keep-directory-symlink", "--no-same-owner", "--no-same-permissions", *exclude]
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as source:
        done = subprocess.run(
            ["tar", "-x", "-C", folder, *options], stdin=source.stdout, capture_output=True, text=True
        )
    if done.returncode or source.returncode:
        raise OSError(f"{deb.name}: {done.stderr.strip()[-500:] or 'the package is damaged'}")


@contextmanager
def whole(wanted: Path, what: str) -> Iterator[Path]:
    """A new folder that gets the wanted name at the block's end, in whole or not at all; hold a lock meanwhile.

    what: "The engine's root file system", for the EngineError that it raises for what the disk refuses.
    """
    wanted.parent.mkdir(parents=True, exist_ok=True)
    for stale in wanted.parent.glob(".fresh-*"):  # an earlier try that was cut off; the lock is ours
        shutil.rmtree(stale, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=".fresh-", dir=wanted.parent))
    try:
        fresh.chmod(0o755)
        yield fresh
        fresh.rename(wanted)
    except OSError as error:
        raise EngineError(
            f"{what} could not be unpacked.",
            why=str(error),
            do="free some disk space, or set COURSE_CACHE to a folder on another disk",
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


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

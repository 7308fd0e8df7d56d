"""Puts the quick hook (quickhook.c) in runc's place in a root file system, compiled there by its own tcc."""

from __future__ import annotations

import logging
import os
import subprocess
from pathlib import Path

from helpers.engine import unpacked
from helpers.errors import CourseError

log = logging.getLogger(__name__)

SOURCE = Path(__file__).with_name("quickhook.c")
RUNC, CRUN, DEBIAN_RUNC = "usr/sbin/runc", "usr/bin/crun", "usr/sbin/runc.debian"
SECONDS = 60


def install(rootfs: Path) -> bool:
    """Make `runc` of the root file system the quick hook in front of crun; idempotent.

    Returns False when that could not be had (the reason is logged): `runc` is then crun itself, or Debian's runc
    where there is no crun. Docker and BuildKit both take the runtime that is called `runc`.
    """
    runc, kept = rootfs / RUNC, rootfs / DEBIAN_RUNC
    fresh = runc.with_name(f".runc.{os.getpid()}")
    try:
        compile_into(rootfs, fresh)
        works = True
    except (CourseError, OSError, subprocess.SubprocessError) as error:
        log.warning("no quick hook, containers start more slowly: %s", error)
        works = False
        fresh.unlink(missing_ok=True)
        if not (rootfs / CRUN).is_file():
            return False
        fresh.symlink_to(os.path.relpath(rootfs / CRUN, runc.parent))
    if runc.is_file() and not runc.is_symlink() and not kept.exists():
        os.link(runc, kept)
    os.replace(fresh, runc)
    return works


def compile_into(rootfs: Path, target: Path, *definitions: str) -> None:
    """Compile the quick hook to `target` with tcc, the headers and the C library of the root file system.

    Raises EngineError when tcc or a library is missing, CourseError when it does not compile or run.
    """
    lib = unpacked.libraries(rootfs)
    include = rootfs / "usr/include"
    flags = ["-Wall", "-Werror", "-nostdlib", "-nostdinc", f"-B{lib}/tcc", f"-L{lib}"]
    flags += [f"-I{folder}" for folder in (lib / "tcc/include", include / lib.name, include)]
    # Named one by one, since tcc has the host's paths built in, and libc.so is a script with absolute paths.
    parts = [lib / "crt1.o", lib / "crti.o", SOURCE, lib / "libc.so.6", lib / "tcc/libtcc1.a", lib / "crtn.o"]
    arguments = [*flags, *definitions, "-o", str(target), *map(str, parts)]
    _run(unpacked.command(rootfs, "usr/bin/tcc", *arguments), expected=0)
    target.chmod(0o755)
    # As a hook without arguments it has nothing to do, and says so: it loads and runs.
    loader = unpacked.command(rootfs, str(target))
    _run([*loader[:1], "--argv0", "docker-course-quickhook", *loader[1:]], expected=1)


def _run(command: list[str], expected: int) -> None:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=SECONDS
    )
    if done.returncode != expected:
        why = f"exit code {done.returncode}: {(done.stderr or done.stdout).strip()[-2000:]}"
        raise CourseError("The quick hook does not compile or run.", why=why)

"""Tools that the engine's parts are made with: Debian packages unpacked for this user, never installed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from shlex import quote

from helpers import packages
from helpers.engine import unpacked, variants
from helpers.engine.base import Progress, silent

SUITE = variants.SUITE


def ensure(names: Sequence[str], progress: Progress = silent) -> Path:
    """Return a folder with the packages and all that they depend on unpacked in it, made when it is not there.

    Raises EngineError or PackagesError.
    """
    cache = packages.cache_dir()
    wanted = cache / "tools" / hashlib.sha256(" ".join((SUITE, *names)).encode()).hexdigest()[:8]
    with packages.locked(cache / "tools.lock"):
        if not wanted.is_dir():
            debs = packages.Apt(cache / "apt" / SUITE, SUITE).fetch(names, progress)
            with unpacked.whole(wanted, "A tool for the engine") as fresh:
                unpacked.skeleton(fresh)
                for number, deb in enumerate(debs):
                    progress("unpacking tools", number, len(debs))
                    unpacked.unpack(deb, fresh)
    return wanted


def commands(box: Path, programs: Sequence[str], folder: Path) -> None:
    """Write a script for each program of the box ("usr/bin/flex") into `folder`, to be put first in PATH.

    Each brings its own C library along, so it runs whatever this machine has. Raises EngineError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for program in programs:
        script = folder / Path(program).name
        words = " ".join(map(quote, unpacked.command(box, program)))
        script.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        script.chmod(0o755)

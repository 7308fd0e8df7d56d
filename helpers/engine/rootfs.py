"""The embedded engine's root file system, out of Debian packages, unpacked and never installed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from helpers import packages
from helpers.engine import quickhook, unpacked, variants
from helpers.engine.base import Progress, silent
from helpers.engine.variants import Variant
from helpers.errors import EngineError

PACKAGES = (
    "base-files", "busybox-static", "crun", "docker-buildx", "docker-cli", "docker.io", "e2fsprogs", "iproute2",
    "iptables", "kmod", "slirp4netns", "tini",
    # what compiles the quick hook
    "tcc", "libc6-dev", "linux-libc-dev",
)  # fmt: skip
UML = "user-mode-linux"
NEEDED = 900 << 20  # bytes for the packages and what is unpacked from them
_EMPTY = ("boot", "dev", "home", "mnt", "opt", "proc", "root", "run", "srv", "sys", "tmp", "var/lib/docker")
_FORMAT = "1"  # to be raised when something else is to be made of the same packages


def names(variant: Variant | None = None) -> tuple[str, ...]:
    """The packages for this machine; User-Mode Linux exists on x86-64 only."""
    every = _of_machine((*PACKAGES, UML))
    return tuple(name for name in every if name not in (variant or variants.current()).of_suite.lacks)


def _of_machine(every: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in every if name != UML or os.uname().machine == "x86_64")


def folder(variant: Variant | None = None, further: tuple[str, ...] | None = None) -> Path:
    """Where the root file system is, or will be: another one for each suite, recipe, and need of further packages.

    further: those packages; None for what the variant's storage needs.
    """
    variant = variant or variants.current()
    more = variant.of_storage.packages if further is None else further
    parts = (_FORMAT, *names(variant), quickhook.SOURCE.read_text(), *variant.of_suite.borrows)
    recipe = hashlib.sha256(" ".join((*parts, *more)).encode()).hexdigest()[:8]
    label = variant.suite if not more else variant.label if further is None else f"{variant.suite}-all"
    return packages.cache_dir() / "rootfs" / f"{label}-{recipe}"


def ensure(progress: Progress = silent, variant: Variant | None = None, further: tuple[str, ...] | None = None) -> Path:
    """Return the root file system's folder, made when it is not there. Raises EngineError or PackagesError.

    It gets its name only when it is complete. Shared by all checkouts; a second caller waits for the first.
    """
    variant = variant or variants.current()
    wanted = folder(variant, further)
    if wanted.is_dir():
        return wanted
    with packages.locked(packages.cache_dir() / "rootfs.lock"):
        if not wanted.is_dir():
            _room(packages.cache_dir())
            _fetch(wanted, variant, variant.of_storage.packages if further is None else further, progress)
    return wanted


def _fetch(wanted: Path, variant: Variant, further: tuple[str, ...], progress: Progress) -> None:
    """Make it out of packages; one with further packages out of the suite's own, which it shares the files of."""
    apt = _apt(variant.suite)
    debs = apt.fetch(names(variant), progress)
    own = folder(Variant(variant.suite))
    if not own.is_dir():
        borrows = _of_machine(variant.of_suite.borrows)
        closure = _apt(variants.SUITE).fetch(borrows, progress) if borrows else []
        _make(own, [*debs, *(deb for deb in closure if deb.name.split("_")[0] in borrows)], progress)
    if further:
        more = apt.fetch((*names(variant), *further), progress)
        _extend(wanted, own, [deb for deb in more if deb not in debs], progress)


def debs(further: tuple[str, ...] = (), progress: Progress = silent) -> list[Path]:
    """The packages that the root file system of the course's own suite is made of, and further ones with theirs."""
    return _apt(variants.SUITE).fetch((*names(Variant()), *further), progress)


def _apt(suite: str) -> packages.Apt:
    return packages.Apt(packages.cache_dir() / "apt" / suite, suite, expired=variants.SUITES[suite].expires)


def tools(rootfs: Path) -> tuple[Path, Path]:
    """Return the docker command and buildx of the root file system, as they can be run on this machine."""
    return rootfs / "tools" / "docker", rootfs / "tools" / "docker-buildx"


def _make(wanted: Path, debs: list[Path], progress: Progress) -> None:
    with unpacked.whole(wanted, "The engine's root file system") as fresh:
        unpacked.skeleton(fresh)
        for number, deb in enumerate(debs):
            progress("unpacking the engine", number, len(debs))
            unpacked.unpack(deb, fresh)
        for empty in _EMPTY:
            (fresh / empty).mkdir(parents=True, exist_ok=True)
        _link(fresh / "var/run", "/run")
        for name in ("iptables", "ip6tables"):
            _link(fresh / "usr/sbin" / name, "xtables-legacy-multi")
        quickhook.install(fresh)
        add_tools(fresh)


def _extend(wanted: Path, own: Path, debs: list[Path], progress: Progress) -> None:
    with unpacked.whole(wanted, "The engine's root file system") as fresh:
        # Hard links: what tar unpacks replaces a file, it never writes into one.
        done = subprocess.run(["cp", "-al", f"{own}/.", fresh], capture_output=True, text=True)
        if done.returncode:
            raise OSError(done.stderr.strip()[-500:])
        for number, deb in enumerate(debs):
            progress("unpacking the engine", number, len(debs))
            unpacked.unpack(deb, fresh)


def _link(path: Path, target: str) -> None:
    if path.is_symlink():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
    path.symlink_to(target)


def add_tools(rootfs: Path) -> None:
    """Debian's own programs where this machine's C library runs them, else scripts that bring their library along."""
    (rootfs / "tools").mkdir()
    for name, program in {"docker": "usr/bin/docker", "docker-buildx": _buildx(rootfs)}.items():
        tool = rootfs / "tools" / name
        if _runs(rootfs / program):
            tool.symlink_to(f"../{program}")
            continue
        # Relative to the script: the folder still gets its final name.
        first, *options, path = (os.path.relpath(word, rootfs) if word.startswith("/") else word
                                 for word in unpacked.command(rootfs, program))  # fmt: skip
        words = " ".join([f'"$here/{first}"', options[0], f'"$here/{options[1]}"', f'"$here/{path}"', '"$@"'])
        tool.write_text(f'#!/bin/sh\nhere=$(dirname "$0")/..\nexec {words}\n')
        tool.chmod(0o755)


def _buildx(rootfs: Path) -> str:
    for place in ("usr/libexec", "usr/lib"):
        if (rootfs / place / "docker/cli-plugins/docker-buildx").is_file():
            return f"{place}/docker/cli-plugins/docker-buildx"
    raise OSError("the packages hold no buildx")


def _runs(program: Path) -> bool:
    try:
        return subprocess.run([program, "--help"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _room(cache: Path) -> None:
    try:
        cache.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(cache).free
    except OSError as error:
        raise EngineError(
            "The engine's packages have no place.", why=f"{cache}: {error.strerror}", do="set COURSE_CACHE to a folder"
        ) from error
    if free < NEEDED:
        raise EngineError(
            "The disk is too full for the engine.",
            why=f"{free >> 20} MB are free where {cache} is, {NEEDED >> 20} MB are needed",
            do="free some disk space, or set COURSE_CACHE to a folder on another disk",
        )

"""The embedded engine's root file system, out of Debian packages, unpacked and never installed."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from helpers import packages
from helpers.engine import paths, quickhook, unpacked
from helpers.engine.base import Progress, silent
from helpers.errors import EngineError

PACKAGES = (
    "base-files", "busybox-static", "crun", "docker-buildx", "docker-cli", "docker.io", "e2fsprogs", "iproute2",
    "iptables", "kmod", "slirp4netns", "tini",
    # what compiles the quick hook
    "tcc", "libc6-dev", "linux-libc-dev",
)  # fmt: skip
UML = "user-mode-linux"
NEEDED = 900 << 20  # bytes for the packages and what is unpacked from them
_LINKS = ("bin", "sbin", "lib", "lib64")
_EMPTY = ("boot", "dev", "home", "mnt", "opt", "proc", "root", "run", "srv", "sys", "tmp", "var/lib/docker")
_LEFT_OUT = ("./usr/share/doc", "./usr/share/man", "./usr/share/locale", "./usr/share/info", "./usr/share/lintian")
_FORMAT = "1"  # to be raised when something else is to be made of the same packages


def names() -> tuple[str, ...]:
    """The packages for this machine; User-Mode Linux exists on x86-64 only."""
    return (*PACKAGES, UML) if os.uname().machine == "x86_64" else PACKAGES


def folder() -> Path:
    """Where the root file system is, or will be: another one for each suite and recipe."""
    recipe = hashlib.sha256(" ".join((_FORMAT, *names(), quickhook.SOURCE.read_text())).encode()).hexdigest()[:8]
    return packages.cache_dir() / "rootfs" / f"{paths.suite()}-{recipe}"


def ensure(progress: Progress = silent) -> Path:
    """Return the root file system's folder, made when it is not there. Raises EngineError or PackagesError.

    It gets its name only when it is complete. Shared by all checkouts; a second caller waits for the first.
    """
    wanted = folder()
    if wanted.is_dir():
        return wanted
    with packages.locked(packages.cache_dir() / "rootfs.lock"):
        if not wanted.is_dir():
            _room(packages.cache_dir())
            debs = packages.Apt(packages.cache_dir() / "apt" / paths.suite(), paths.suite()).fetch(names(), progress)
            _make(wanted, debs, progress)
    return wanted


def tools(rootfs: Path) -> tuple[Path, Path]:
    """Return the docker command and buildx of the root file system, as they can be run on this machine."""
    return rootfs / "tools" / "docker", rootfs / "tools" / "docker-buildx"


def _make(wanted: Path, debs: list[Path], progress: Progress) -> None:
    wanted.parent.mkdir(parents=True, exist_ok=True)
    for stale in wanted.parent.glob(".fresh-*"):  # an earlier try that was cut off; the lock is ours
        shutil.rmtree(stale, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=".fresh-", dir=wanted.parent))
    try:
        fresh.chmod(0o755)
        for link in _LINKS:
            (fresh / "usr" / link).mkdir(parents=True)
            (fresh / link).symlink_to(f"usr/{link}")
        for number, deb in enumerate(debs):
            progress("unpacking the engine", number, len(debs))
            _unpack(deb, fresh)
        for empty in _EMPTY:
            (fresh / empty).mkdir(parents=True, exist_ok=True)
        _link(fresh / "var/run", "/run")
        for name in ("iptables", "ip6tables"):
            _link(fresh / "usr/sbin" / name, "xtables-legacy-multi")
        quickhook.install(fresh)
        _add_tools(fresh)
        fresh.rename(wanted)
    except OSError as error:
        raise EngineError(
            "The engine's root file system could not be unpacked.",
            why=str(error),
            do="free some disk space, or set COURSE_CACHE to a folder on another disk",
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _unpack(deb: Path, target: Path) -> None:
    # tar and not `dpkg-deb -x`, which would turn one of the links into a folder.
    exclude = [f"--exclude={path}" for path in _LEFT_OUT]
    options = ["--keep-directory-symlink", "--no-same-owner", "--no-same-permissions", *exclude]
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as source:
        done = subprocess.run(
            ["tar", "-x", "-C", target, *options], stdin=source.stdout, capture_output=True, text=True
        )
    if done.returncode or source.returncode:
        raise OSError(f"{deb.name}: {done.stderr.strip()[-500:] or 'the package is damaged'}")


def _link(path: Path, target: str) -> None:
    if path.is_symlink():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
    path.symlink_to(target)


def _add_tools(rootfs: Path) -> None:
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

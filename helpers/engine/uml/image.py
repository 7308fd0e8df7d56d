"""Makes the folder that COURSE_PREBUILT names: kernel, root file system, data disk and this machine's programs.

It needs no privilege, and works in a step of a docker build.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from helpers.engine import disk, rootfs, toolbox, unpacked, variants
from helpers.engine.base import Endpoint, Progress, silent
from helpers.engine.uml import build, prebuilt
from helpers.engine.variants import Variant
from helpers.errors import EngineError

# What runs on this machine: no guest has a use for it.
PROGRAMS = ("usr/bin/docker", "usr/bin/slirp4netns", "usr/sbin/mke2fs", "usr/sbin/resize2fs", "usr/sbin/mkfs.btrfs")
BUILDX = "usr/libexec/docker"
FILES = ("etc/mke2fs.conf",)
# Of the root file system, what a guest on the own kernel needs nothing of: Debian's kernel, what compiles the quick
# hook, what runs on this machine, and containerd's and runc's parts that dockerd does not call.
LEFT_OUT = (
    "boot", "tools", "usr/bin/linux.uml", "usr/lib/uml", "usr/include", "usr/bin/*tcc", "usr/bin/docker",
    "usr/bin/slirp4netns", BUILDX, "usr/bin/ctr", "usr/bin/containerd-shim", "usr/bin/containerd-shim-runc-v1",
    "usr/bin/containerd-stress", "usr/sbin/runc.debian", "usr/bin/uml_*", "usr/lib/*-linux-gnu/*.a",
    "usr/lib/*-linux-gnu/*.o", "usr/lib/*-linux-gnu/tcc", "usr/lib/*-linux-gnu/gconv", "usr/lib/*-linux-gnu/perl*",
    "usr/share/perl*", "usr/share/bash-completion", "usr/share/zsh", "usr/share/fish", "usr/share/bug",
    "usr/share/zoneinfo",
)  # fmt: skip


def make(target: Path, load: Callable[[Endpoint], None] | None, progress: Progress = silent) -> None:
    """Make what is not there yet in `target`. Raises EngineError or PackagesError.

    load: puts the base images on the engine that it is handed; None for no data disk.
    """
    target = target.absolute()
    target.mkdir(parents=True, exist_ok=True)
    _kernel(target / "linux")
    further = tuple(sorted({name for one in variants.STORAGES.values() for name in one.packages}))
    root = rootfs.ensure(progress, Variant(), further)
    if not (target / prebuilt.HOST).is_dir():
        with unpacked.whole(target / prebuilt.HOST, "This machine's part of the engine") as fresh:
            _host(root, fresh)
    if not (target / prebuilt.ROOT).is_file():
        progress("packing the root file system", 0, 0)
        _squash(root, target / prebuilt.ROOT, progress)
    (target / "sources.txt").write_text(_sources(further, progress))
    if load and not (target / prebuilt.DATA).is_file():
        progress("making the data disk", 0, 0)
        _data(target, root, load, progress)


def _kernel(wanted: Path) -> None:
    if wanted.is_file():
        return
    if not (build.folder() / "linux").is_file():
        raise EngineError(
            "There is no own kernel to take.", why=f"neither {wanted} nor {build.folder() / 'linux'} is there",
            do="python3 -m helpers kernel",
        )  # fmt: skip
    shutil.copy2(build.folder() / "linux", wanted)


def _host(root: Path, into: Path) -> None:
    """Copy this machine's programs with the libraries that they load."""
    wanted = {
        *PROGRAMS,
        *FILES,
        *(str(file.relative_to(root)) for file in (root / BUILDX).rglob("*") if file.is_file()),
    }
    libraries = unpacked.libraries(root)
    wanted |= {str(file.relative_to(root)) for file in libraries.glob("ld-linux-*.so.*")}
    for program in PROGRAMS:
        wanted |= {str((libraries / name).relative_to(root)) for name in loaded(root, program)}
    for name in sorted(wanted):
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, into / name)  # a link's target: under the name that is asked for
    rootfs.add_tools(into)


def loaded(root: Path, program: str) -> list[str]:
    """The file names of the libraries that a program of the root file system loads. Raises EngineError."""
    loader, *options, path = unpacked.command(root, program)
    done = subprocess.run([loader, *options, "--list", path], capture_output=True, text=True)
    if done.returncode and "statically linked" not in done.stdout + done.stderr:
        raise EngineError(f"{program} of the root file system does not load.", why=done.stderr.strip())
    return re.findall(r"=> \S*/([^/\s]+) \(0x", done.stdout)


def _sources(further: tuple[str, ...], progress: Progress) -> str:
    """The source packages that the root file system's packages are made of, a line each: name and version."""
    show = ["dpkg-deb", "--show", "--showformat=${source:Package} ${source:Version}\n"]
    debs = rootfs.debs(further, progress)
    done = [subprocess.run([*show, deb], capture_output=True, text=True, check=True).stdout for deb in debs]
    return "".join(sorted(set(done)))


def _squash(root: Path, wanted: Path, progress: Progress) -> None:
    """Pack the root file system; the same packages give the same image."""
    box = toolbox.ensure(("squashfs-tools",), progress)
    fresh = wanted.with_name(f".{wanted.name}.fresh")
    fresh.unlink(missing_ok=True)
    options = ["-noappend", "-comp", "zstd", "-Xcompression-level", "19", "-all-root", "-no-xattrs", "-no-progress"]
    options += ["-mkfs-time", "0", "-all-time", "0", "-quiet", "-wildcards", "-e", *LEFT_OUT]
    command = unpacked.command(box, "usr/bin/mksquashfs", str(root), str(fresh), *options)
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise EngineError("The root file system could not be packed.", why=done.stderr.strip()[-500:])
    fresh.chmod(0o644)
    os.replace(fresh, wanted)


def _data(target: Path, root: Path, load: Callable[[Endpoint], None], progress: Progress) -> None:
    """Boot an engine on what is ready so far, load the base images, and keep its data disk."""
    from helpers.engine.uml.driver import Uml

    fresh = target / f".{prebuilt.DATA}.fresh"
    with tempfile.TemporaryDirectory(prefix="dc-") as name, _environment(target, name):
        driver = Uml(Variant())
        answer = driver.probe()
        if not answer.ok:
            raise EngineError("The data disk cannot be made here.", why=answer.reason, do=answer.remedy)
        try:
            load(driver.start(Path(name), progress))
        finally:
            driver.stop()
        disk.shrink(root, driver.folder() / "data.img")
        # Not a move: that would keep the file's owner-only rights, and the holes where there are none any more.
        shutil.copyfile(driver.folder() / "data.img", fresh)
    fresh.chmod(0o644)
    os.replace(fresh, target / prebuilt.DATA)


class _environment:
    """COURSE_PREBUILT and COURSE_STATE_DIR for the length of a block."""

    def __init__(self, ready: Path, state: str):
        self._wanted = {"COURSE_PREBUILT": str(ready), "COURSE_STATE_DIR": state}

    def __enter__(self) -> None:
        self._before = {name: os.environ.get(name) for name in self._wanted}
        os.environ.update(self._wanted)

    def __exit__(self, *_) -> None:
        for name, value in self._before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def sizes(target: Path) -> dict[str, int]:
    """How many bytes each part takes on the disk, links counted once."""
    found = {}
    for part in sorted(target.iterdir()):
        files = [part] if part.is_file() else [file for file in part.rglob("*") if file.is_file()]
        found[part.name] = sum(file.stat().st_size for file in files if not file.is_symlink())
    return found

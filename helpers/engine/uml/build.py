"""Builds the own User-Mode Linux kernel out of Debian's linux-source, into the course's cache, for any user."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers import packages
from helpers.engine import toolbox
from helpers.engine.base import Progress, silent
from helpers.errors import EngineError

RECIPE = Path(__file__).with_name("ownkernel")
SUITE = "trixie-backports"  # trixie's own Linux, 6.12, cannot run programs under seccomp in User-Mode Linux; 6.16 can
SOURCE = r"linux-source-(.+)"
NEEDED = 3 << 30  # bytes, while it is built
FILES = 1151  # that are compiled, about; another Linux has some more or less
# Taken from Debian where this machine lacks them; the compiler with its library has to be here.
FETCHED = {"flex": "flex", "bison": "bison", "bc": "bc", "make": "make", "xz": "xz-utils"}
COMPILER = {"gcc": "gcc", "ld": "binutils", "strip": "binutils"}


def digest(recipe: Path = RECIPE) -> str:
    """What the recipe is, in 12 letters: another one makes another kernel."""
    found = hashlib.sha256()
    for file in sorted(recipe.iterdir()):
        found.update(f"{file.name}\0".encode() + file.read_bytes())
    return found.hexdigest()[:12]


def folder() -> Path:
    """Where the kernel is, or will be, with its stamp and the log of its making."""
    return packages.cache_dir() / "kernel"


def stamp(place: Path) -> dict:
    """What is known of the kernel in a folder: {"recipe": digest, "source": package's version, "release": uname -r}."""
    try:
        return json.loads((place / "stamp.json").read_text())
    except (OSError, ValueError):
        return {}


def current(place: Path) -> bool:
    """Whether the folder's kernel is there and made by today's recipe."""
    return (place / "linux").is_file() and stamp(place).get("recipe") == digest()


@dataclass(frozen=True)
class Built:
    """An own kernel. release: as `uname -r` says it. source: the version of Debian's package that it was made of."""

    file: Path
    release: str
    source: str


def ensure(progress: Progress = silent, jobs: int = 0, again: bool = False) -> Built:
    """Return the own kernel, built when it is not there or made by another recipe.

    jobs: compilers at once, 0 for one a processor. again: in any case. It takes minutes; a build that was cut off goes
    on where it was. Raises EngineError or PackagesError.
    """
    place = folder()
    with packages.locked(place / "lock"):
        if again or not current(place):
            _build(place, progress, jobs)
        known = stamp(place)
    return Built(place / "linux", known["release"], known["source"])


def _build(place: Path, progress: Progress, jobs: int) -> None:
    lacking = missing()
    _room(place)
    apt = packages.Apt(packages.cache_dir() / "apt" / SUITE, SUITE)
    deb = apt.newest(SOURCE, progress)
    version = deb.name.split("_")[1]
    scratch = place / f"scratch-{digest()}-{version}"
    for stale in place.glob("scratch-*"):
        if stale != scratch:
            shutil.rmtree(stale, ignore_errors=True)
    scratch.mkdir(exist_ok=True)
    environment = os.environ | {"JOBS": str(jobs or len(os.sched_getaffinity(0)))}
    if lacking:
        environment |= _tools(lacking, scratch / "bin", progress)
    log = place / "build.log"
    release = _run(_script(_source(deb, scratch, log), scratch, place / "linux"), environment, log, progress)
    known = {"recipe": digest(), "source": version, "release": release}
    (place / "stamp.json").write_text(json.dumps(known, indent=1) + "\n")
    shutil.rmtree(scratch, ignore_errors=True)


def missing() -> list[str]:
    """The programs to be fetched. Raises EngineError where this machine has no compiler: that is to be installed."""
    lacking = [name for name in FETCHED if not shutil.which(name)]
    absent = {package for program, package in COMPILER.items() if not shutil.which(program)}
    if not absent and not _links_statically():
        absent = {"libc6-dev"}
    if absent:
        raise EngineError(
            "The engine's own kernel cannot be built here.",
            why=f"this machine lacks {', '.join(sorted(absent))}",
            do="install a compiler; on Debian and Ubuntu: apt-get install gcc libc6-dev",
        )
    return lacking


def _links_statically() -> bool:
    command = ["gcc", "-static", "-x", "c", "-o", os.devnull, "-"]
    return subprocess.run(command, input=b"int main(void){return 0;}", capture_output=True).returncode == 0


def _tools(lacking: Sequence[str], into: Path, progress: Progress) -> dict[str, str]:
    """Fetch tools; what the environment has to say about them."""
    names = [*(FETCHED[name] for name in lacking), "m4"]
    box = toolbox.ensure(names, progress)
    toolbox.commands(box, [f"usr/bin/{name}" for name in (*lacking, "m4")], into)
    found = {"PATH": f"{into}{os.pathsep}{os.environ['PATH']}"}
    if {"flex", "bison"} & set(lacking):
        found |= {"M4": str(into / "m4"), "BISON_PKGDATADIR": str(box / "usr/share/bison")}
    return found


def _source(deb: Path, scratch: Path, log: Path) -> Path:
    """The archive in the package, taken out of it once."""
    if not (scratch / "package/done").is_file():
        done = subprocess.run(["dpkg-deb", "-x", deb, scratch / "package"], capture_output=True, text=True)
        if done.returncode:
            raise EngineError("Linux's source could not be unpacked.", why=done.stderr.strip(), do="free disk space")
        (scratch / "package/done").touch()
    found = sorted((scratch / "package/usr/src").glob("linux-source-*.tar.xz"))
    if not found:
        raise EngineError("Debian's package holds no source of Linux.", why=deb.name, log=log)
    return found[0]


def _script(source: Path, scratch: Path, result: Path) -> list[str]:
    return ["sh", str(RECIPE / "build.sh"), str(source), str(scratch), str(result)]


def _run(command: list[str], environment: dict, log: Path, progress: Progress) -> str:
    """Run the recipe; what it built, as `uname -r` will say it. Raises EngineError."""
    step, compiled, release = "building the kernel", 0, ""
    with (
        log.open("w") as out,
        subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace",
        ) as process,
    ):  # fmt: skip
        for line in process.stdout:
            out.write(line)
            if line.startswith("course: built "):
                release = line.split()[-1]
            elif line.startswith("course: "):
                step = f"the engine's kernel: {line[8:].strip()}"
                progress(step, 0, 0)
            elif line.startswith("  CC "):
                compiled += 1
                progress(step, min(compiled, FILES), FILES)
    if process.returncode or not release:
        last = [line for line in log.read_text().splitlines() if "rror" in line or "build.sh" in line][-3:]
        raise EngineError(
            "The engine's own kernel could not be built.", why=" / ".join(last), do="see the log", log=log
        )
    return release


def _room(place: Path) -> None:
    free = shutil.disk_usage(place).free
    if free < NEEDED:
        raise EngineError(
            "The disk is too full to build the engine's kernel.",
            why=f"{free >> 20} MB are free where {place} is, {NEEDED >> 20} MB are needed",
            do="free some disk space, or set COURSE_CACHE to a folder on another disk",
        )

"""Build the image that Binder and JupyterHub run, and say where its size goes."""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from helpers import engine, packages, progress
from helpers.errors import CourseError
from helpers.sources import ROOT

TAG = "docker-course-binder"
BASE = "debian:trixie-slim"
START = "lab/tree/notebooks/00-start-here.ipynb"
DOCKERFILE = ROOT / "binder/Dockerfile"
REQUIREMENTS = (ROOT / "requirements.txt", ROOT / "binder/requirements.txt")
PYTHON = "3.13"  # Debian trixie's
# Wheels for the C library of trixie, glibc 2.41, and all before it that wheels are named after.
_PLATFORMS = ("manylinux1", "manylinux_2_5", "manylinux2010", "manylinux_2_12", "manylinux2014",
              *(f"manylinux_2_{minor}" for minor in range(17, 42)), "linux")  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when the image is there."""
    parser = argparse.ArgumentParser(prog="python3 -m helpers binder", description=__doc__)
    parser.add_argument("--tag", default=TAG, help=f"the image's name (default: {TAG})")
    parser.add_argument("--badge", action="store_true", help="only print the badge that opens this copy there")
    chosen = parser.parse_args(arguments)
    if chosen.badge:
        print(badge(*published()))
        return 0
    client = reached()
    words = [str(client.buildx_path), "build", f"--builder={client.builder}", "--load", f"--tag={chosen.tag}"]
    for name, reference in client.aliases.items():
        words += [f"--build-context={name}=docker-image://{reference}"] if name != reference else []
    with tempfile.TemporaryDirectory(prefix="docker-course-") as scratch:
        given, notes = contexts(Path(scratch))
        print("\n".join(notes), flush=True)
        command = [*words, *build_contexts(given), f"--file={DOCKERFILE}", str(ROOT)]
        done = subprocess.run(command, env=client.tool_env())
    if done.returncode:
        print("The image could not be built; what failed stands above.", file=sys.stderr)
        return 1
    print(table(client.api.history(chosen.tag)))
    return 0


def reached():
    """A client of the course's engine, with the image that the Dockerfile starts from. Raises CourseError."""
    from helpers import images
    from helpers.client.engine import Client

    with progress.terminal() as show:
        found = engine.ensure(show)
        client = Client(found.env(), found.docker, found.buildx, found.capabilities, owned=found.owned)
        client.aliases.update(images.ensure(client.docker, [BASE], owned=found.owned, progress=show).aliases)
    return client


def contexts(scratch: Path) -> tuple[dict[str, Path], list[str]]:
    """Folders to put in the place of the Dockerfile's stages, by stage, and a sentence about each. scratch: empty."""
    given, notes = {}, []
    try:
        given["wheels"] = wheels()
        notes.append("wheels: fetched by this machine's pip; the build needs no PyPI")
    except CourseError as error:
        notes.append(f"wheels: the build fetches them itself ({error.what} {error.why})".replace("\n", " "))
    if kernel := engine.kernel_here():
        given["kernel"] = scratch / "kernel"
        given["kernel"].mkdir()
        shutil.copy2(kernel, given["kernel"] / "linux")
        notes.append(f"kernel: {kernel}, built by today's recipe")
    else:
        notes.append("kernel: the build makes it, which takes minutes (make kernel makes one for both)")
    return given, notes


def build_contexts(given: Mapping[str, Path]) -> list[str]:
    """The options of `docker build` for them."""
    return [f"--build-context={name}={folder}" for name, folder in given.items()]


def wheels() -> Path:
    """A folder with the image's Python packages, downloaded once by this machine's pip. Raises CourseError."""
    parts = [file.read_bytes() for file in REQUIREMENTS] + [PYTHON.encode()]
    wanted = packages.cache_dir() / "wheels" / hashlib.sha256(b"\n".join(parts)).hexdigest()[:12]
    with packages.locked(wanted.parent / "lock"):
        if wanted.is_dir():
            return wanted
        with tempfile.TemporaryDirectory(prefix=".fresh-", dir=wanted.parent) as fresh:
            done = subprocess.run(_download(Path(fresh, "wheels")), capture_output=True, text=True)
            if done.returncode:
                why = " ".join(done.stderr.strip().splitlines()[-1:])
                raise CourseError("pip could not fetch the image's packages.", why=why, do="check the network")
            for stale in wanted.parent.glob("[0-9a-f]*"):
                shutil.rmtree(stale, ignore_errors=True)
            os.replace(Path(fresh, "wheels"), wanted)
    return wanted


def _download(into: Path) -> list[str]:
    platforms = [f"--platform={name}_x86_64" for name in _PLATFORMS]
    files = [word for file in REQUIREMENTS for word in ("-r", str(file))]
    return [sys.executable, "-m", "pip", "download", "-q", f"--dest={into}", "--only-binary=:all:",
            "--implementation=cp", f"--python-version={PYTHON}", *platforms, *files]  # fmt: skip


def published() -> tuple[str, str]:
    """The address that this copy of the course is pushed to, and its branch. Raises CourseError without one."""
    git = ["git", "-C", str(ROOT)]
    asked = [[*git, "remote", "get-url", "origin"], [*git, "rev-parse", "--abbrev-ref", "HEAD"]]
    try:
        said = [subprocess.run(words, capture_output=True, text=True).stdout.strip() for words in asked]
    except FileNotFoundError:
        said = ["", ""]
    if not said[0]:
        raise CourseError(
            "This copy of the course has no address that Binder could take it from.",
            why="git knows no remote called origin",
            do="push it somewhere public: git remote add origin ADDRESS",
        )
    return said[0], said[1] or "HEAD"


def link(address: str, branch: str) -> str:
    """The address at which Binder builds and opens a copy of the course; pure. address: as `git clone` takes it."""
    found = re.fullmatch(r"(?:https?://|ssh://)?(?:[^@/]+@)?(git(?:hub|lab)\.com)[:/](.+?)(?:\.git)?/?", address)
    provider = {"github.com": "gh", "gitlab.com": "gl"}[found[1]] if found else "git"
    place = found[2] if found else re.sub(r"(//)[^@/]*@", r"\1", address)  # a password stays here
    named = quote(place, safe="/" if provider == "gh" else "")
    return f"https://mybinder.org/v2/{provider}/{named}/{quote(branch, safe='')}?urlpath={quote(START, safe='')}"


def badge(address: str, branch: str) -> str:
    """The badge for a README, in Markdown; pure."""
    return f"[![Open on Binder](https://mybinder.org/badge_logo.svg)]({link(address, branch)})"


def table(history: Iterable[Mapping]) -> str:
    """Where an image's size goes: its layers that have one, oldest first, and the sum. history: as the API gives it."""
    rows = [(entry["Size"], _made_by(entry["CreatedBy"])) for entry in reversed(list(history)) if entry["Size"]]
    rows.append((sum(size for size, _ in rows), "all"))
    return "\n".join(f"{size / 1e6:8.1f} MB  {text}" for size, text in rows)


def _made_by(text: str, longest: int = 90) -> str:
    words = text.removesuffix("# buildkit").replace("/bin/sh -c ", "").split()
    if words[:1] == ["RUN"] and len(words) > 1 and words[1].startswith("|"):  # |2 A=x B=y: the build's arguments
        words = ["RUN", *words[2 + int(words[1][1:]) :]]
    line = " ".join(words)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"

"""Builds the image as Binder does, with the real repo2docker, and says how long it took and where its size goes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from helpers import tools
from helpers.cli import binder
from helpers.sources import ROOT
from tests.binder.report import FOLDER

NAME = "docker-course-binder:test"
USER, UID = "jovyan", 1000


@dataclass(frozen=True)
class Image:
    """The image that was built. client: of the engine that has it. config: the image's, as the engine gives it."""

    client: object
    name: str
    config: dict


def build(report) -> Image:
    """Build it with what was fetched beforehand; a build that fails is shown. report: see report.py."""
    client = binder.reached()
    # repo2docker takes an image that has the name for the one that is wanted.
    if client.api.images(NAME):
        client.api.remove_image(NAME, force=True)
    with tempfile.TemporaryDirectory(prefix="docker-course-") as scratch:
        given, notes = binder.contexts(Path(scratch))
        for note in notes:
            report.say(note)
        began = time.monotonic()
        log = _repo2docker(client, binder.build_contexts(given))
        report.say(f"built by repo2docker in {time.monotonic() - began:.0f} s; what was in the cache already counts")
    assert client.api.images(NAME), f"repo2docker built nothing; see {log}"
    report.say(f"\n{binder.table(client.api.history(NAME))}\n")
    return Image(client, NAME, client.api.inspect_image(NAME)["Config"])


def _repo2docker(client, contexts: list[str]) -> Path:
    program = str(Path(sys.executable).with_name("jupyter-repo2docker"))
    command = [program, "--no-run", f"--user-id={UID}", f"--user-name={USER}", f"--image-name={NAME}"]
    command += [f"--DockerEngine.extra_buildx_build_args={option}" for option in contexts]
    # It asks for a docker command with buildx: the course's stand-in is one, for the engine that DOCKER_HOST names.
    path = os.pathsep.join((str(tools.SHIMS), os.environ["PATH"]))
    environment = {"PATH": path, "DOCKER_BUILDKIT": "1", **client.env}
    log = FOLDER / "build.log"
    with log.open("w") as out:
        done = subprocess.run(
            [*command, "."], cwd=ROOT, env=os.environ | environment, stdout=out, stderr=subprocess.STDOUT
        )
    assert done.returncode == 0, f"repo2docker failed; the end of {log}:\n{log.read_text()[-4000:]}"
    return log

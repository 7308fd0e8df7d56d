"""Builds with BuildKit: `buildx build --progress=rawjson`, read while it works."""

from __future__ import annotations

import json
import os
import re
import selectors
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from helpers.client.answers import full, gone, no_space
from helpers.client.engine import Client
from helpers.client.labels import IMAGE_VALUE, LABEL
from helpers.client.plan import Stage, stages
from helpers.client.rawjson import Decoder, Graph
from helpers.client.steps import build_steps, scrub
from helpers.errors import DockerfileError
from helpers.model import Build, BuildStep

OnSteps = Callable[[tuple[BuildStep, ...]], None]
# The head of the excerpt that buildx prints; the words of a BuildKit that gives it none.
_LOCATION = re.compile(r"^[^\s:]*ockerfile[^\s:]*:(\d+)$|dockerfile parse error line (\d+):", re.M)


@dataclass(frozen=True)
class Request:
    """What to build. dockerfile: its text. context: a folder. command: the docker command that does the same.

    instructions: the parsed Dockerfile (keyword, value, line), () when it is not known. secrets: name -> value.
    """

    dockerfile: str
    context: Path
    command: str
    tag: str | None = None
    args: Mapping[str, str] = field(default_factory=dict)
    target: str | None = None
    no_cache: bool = False
    secrets: Mapping[str, str] = field(default_factory=dict)
    instructions: Sequence = ()


class Cancelled(Exception):
    """The build, or the run, was stopped on request."""


_gentle: ContextVar[bool] = ContextVar("gentle", default=False)


@contextmanager
def gently() -> Iterator[None]:
    """Have builds inside the block leave this machine's processors to whoever else wants them."""
    token = _gentle.set(True)
    try:
        yield
    finally:
        _gentle.reset(token)


def build(client: Client, request: Request, on_steps: OnSteps | None = None, cancel: threading.Event | None = None):
    """Build an image; return a Build, whose `image` is None when an instruction failed.

    on_steps: called with the steps so far as they come. cancel: set it from another thread to stop the build; it is
    stopped too when this call is interrupted. Raises EngineError, Cancelled, DockerfileError (refused by the builder).
    """
    plan = stages(request.instructions)
    graph, decoder = Graph(), Decoder()
    with tempfile.TemporaryDirectory(prefix="docker-course-") as scratch:
        file, told = Path(scratch, "Dockerfile"), Path(scratch, "metadata.json")
        file.write_text(request.dockerfile)
        process = subprocess.Popen(
            _words(client, request, file, told),
            env=client.tool_env(**_secret_env(request.secrets)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            for data in _chunks(process, cancel):
                messages = decoder.feed(data)
                for message in messages:
                    graph.take(message)
                if messages and on_steps:
                    on_steps(build_steps(graph, plan, request.target))
            code = process.wait()
        finally:
            _stop(process)
        if code == 0:
            # Not --iidfile, which names the configuration: containerd's image store knows an image by its manifest.
            image = json.loads(told.read_text())["containerimage.digest"]
            steps = build_steps(graph, plan, request.target)
            return Build(request.command, "buildkit", steps, image, request.tag, fresh=request.no_cache)
    return _failure(client, request, plan, graph, decoder.said)


def _words(client: Client, request: Request, file: Path, told: Path) -> list[str]:
    nice = shutil.which("nice") if _gentle.get() else None
    words = [*_ended_with_us(), *([nice, "-n", "15"] if nice else [])]
    words += [str(client.buildx_path), "build", f"--builder={client.builder}", "--progress=rawjson", "--load"]
    words += [f"--metadata-file={told}", f"--file={file}", f"--label={LABEL}={IMAGE_VALUE}"]
    words += [f"--tag={request.tag}"] if request.tag else []
    words += [f"--target={request.target}"] if request.target else []
    words += ["--no-cache"] if request.no_cache else []
    words += [f"--build-arg={key}={value}" for key, value in request.args.items()]
    words += [f"--secret=id={name},env={_variable(i)}" for i, name in enumerate(request.secrets)]
    for name, reference in client.aliases.items():
        words += [f"--build-context={name}=docker-image://{reference}"] if name != reference else []
    return [*words, str(request.context)]


def _ended_with_us() -> list[str]:
    """Words that have the program behind them end when this process does, however that ends: a kernel is killed."""
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []


def _variable(index: int) -> str:
    return f"COURSE_SECRET_{index}"


def _secret_env(secrets: Mapping[str, str]) -> dict[str, str]:
    # In the environment, never in the arguments, which every user of the machine can read.
    return {_variable(i): value for i, value in enumerate(secrets.values())}


def _chunks(process: subprocess.Popen, cancel: threading.Event | None):
    if cancel is None:
        while data := os.read(process.stderr.fileno(), 65536):
            yield data
        return
    with selectors.DefaultSelector() as selector:
        selector.register(process.stderr, selectors.EVENT_READ)
        while True:
            if cancel.is_set():
                raise Cancelled
            if selector.select(timeout=0.05):
                if not (data := os.read(process.stderr.fileno(), 65536)):
                    return
                yield data


def _stop(process: subprocess.Popen) -> None:
    """End buildx, if it still works; BuildKit ends the steps when its client is gone."""
    if process.poll() is None:
        process.terminate()
        deadline = time.monotonic() + 5
        while process.poll() is None and time.monotonic() < deadline:
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
        if process.poll() is None:
            process.kill()
            process.wait()
    process.stderr.close()


def _failure(client: Client, request: Request, plan: list[Stage], graph: Graph, said: str) -> Build:
    error = scrub(said.rpartition("ERROR: ")[2] if "ERROR: " in said else said)
    if not graph.vertexes and not client.alive():
        raise gone("The build")
    if no_space(error):
        raise full("The build")
    steps = build_steps(graph, plan, request.target)
    where = _LOCATION.search(said)
    if not any(step.state == "failed" for step in steps) and where and not _internal_failed(graph):
        line = where[1] or where[2]
        raise DockerfileError(
            f"The Dockerfile does not parse: line {line}.", line=int(line), why=error, do="correct that line"
        )
    return Build(request.command, "buildkit", steps, None, request.tag, error, request.no_cache)


def _internal_failed(graph: Graph) -> bool:
    return any(vertex.error for vertex in graph.vertexes.values())

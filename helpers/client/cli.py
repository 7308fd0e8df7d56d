"""The docker command itself, for what a learner would type: labelled like all that the course makes."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence

from helpers.client.engine import Client
from helpers.client.labels import IMAGE_VALUE, LABEL, session
from helpers.errors import EngineError, RunError
from helpers.model import Run

# what makes something -> the label that it is to carry
_MAKERS = {
    ("run",): "session", ("create",): "session", ("container", "run"): "session", ("container", "create"): "session",
    ("volume", "create"): "session", ("network", "create"): "session",
    ("build",): "image", ("image", "build"): "image", ("buildx", "build"): "image",
}  # fmt: skip


def words(line: str | Sequence[str]) -> list[str]:
    """A line as typed, without the leading "docker"; pure."""
    found = shlex.split(line) if isinstance(line, str) else [str(word) for word in line]
    return found[1:] if found[:1] == ["docker"] else found


def labelled(given: Sequence[str], own: str) -> list[str]:
    """The words with our label where they make something. own: the session's label value; pure."""
    for verb, kind in _MAKERS.items():
        if tuple(given[: len(verb)]) == verb:
            value = own if kind == "session" else IMAGE_VALUE
            return [*verb, "--label", f"{LABEL}={value}", *given[len(verb) :]]
    return list(given)


def bases_in(given: Sequence[str], pinned: Sequence[str]) -> list[str]:
    """Those of the course's base images that the words name; pure."""
    return [word for word in given if word in pinned]


def docker(client: Client, line: str | Sequence[str], stdin: str | None, timeout: float) -> Run:
    """Run the docker command on the client's engine. timeout: seconds. Raises EngineError, RunError."""
    given = words(line)
    shown = shlex.join(["docker", *given])
    program, rest = _program(client, labelled([client.aliases.get(word, word) for word in given], session()))
    try:
        done = subprocess.run(
            [program, *rest], env=_environment(client, program), input=stdin or "", capture_output=True, text=True,
            errors="replace", timeout=timeout,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        so_far = Run(shown, _text(error.stdout), _text(error.stderr), 124)
        what = f"{shown} did not end within {timeout:g} s."
        raise RunError(what, do="give it a larger timeout", run=so_far) from None
    return Run(shown, done.stdout, done.stderr, done.returncode)


def _program(client: Client, given: list[str]) -> tuple[str, list[str]]:
    if given[:1] == ["buildx"]:
        return str(client.buildx_path), given[1:]
    if given[:1] == ["build"] and os.environ.get("DOCKER_BUILDKIT") != "0":
        return str(client.buildx_path), given
    if client.docker_path is None:
        raise EngineError(
            "The docker command is not installed.", why="only the engine's API answers here",
            do="install Docker's package docker-ce-cli; the course's other verbs work without it",
        )  # fmt: skip
    return str(client.docker_path), given


def _environment(client: Client, program: str) -> Mapping[str, str]:
    tools = client.tool_env()
    if program == str(client.docker_path):  # it takes certificates from the variables
        return {key: value for key, value in tools.items() if key != "DOCKER_CONTEXT"} | client.env
    return tools


def _text(said: bytes | str | None) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said or ""

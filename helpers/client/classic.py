"""Builds with the classic builder, through the engine's API -> the same model as BuildKit's."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import requests
from docker.utils.build import tar

from helpers.client import watch
from helpers.client.answers import answering, full, no_space
from helpers.client.bounded import Kept
from helpers.client.buildkit import Cancelled, OnSteps, Request
from helpers.client.engine import Client
from helpers.client.labels import IMAGE_VALUE, LABEL
from helpers.client.plan import text as instruction_text
from helpers.client.rawjson import Decoder
from helpers.errors import DockerfileError
from helpers.model import Build, BuildStep

# The builder's stream has no fields for these, only sentences.
_STEP = re.compile(r"^Step (\d+)/(\d+) : (.*)$", re.S)
_ARROW = re.compile(r"^ ?---> (.*)$", re.S)
_REMOVED = re.compile(r"^(?: ---> )?Remov(?:ed|ing) intermediate container ")
_END = re.compile(r"^Successfully (?:built|tagged) ")
_STDERR = re.compile("^\x1b\\[91m(.*)\x1b\\[0m$", re.S)  # it colours standard error red, chunk by chunk
_OUR_LABEL = f"LABEL {LABEL}"


class Reader:
    """Reads the stream; pure. `steps`, `image`, `error`, `code` are what it told so far."""

    def __init__(self, lines: dict[int, tuple[str, int]]):
        self._lines = lines  # step's number -> its text and line
        self._open: dict | None = None
        self.steps: list[BuildStep] = []
        self.image: str | None = None
        self.error, self.code = "", None

    def take(self, message: dict) -> None:
        """Take in one object of the stream."""
        if "error" in message:
            detail = message.get("errorDetail") or {}
            self.error, self.code = message["error"], detail.get("code")
            self._close("failed")
        elif "aux" in message:
            self.image = message["aux"].get("ID", self.image)
        elif "stream" in message:
            self._said(message["stream"])

    def _said(self, text: str) -> None:
        if match := _STEP.match(text.rstrip("\n")):
            self._close("built")
            number, of, output = int(match[1]), int(match[2]), Kept()
            self._open = {"number": number, "of": of, "text": match[3], "output": output, "cached": False}
        elif self._open is None or _REMOVED.match(text) or _END.match(text):
            return
        elif match := _ARROW.match(text):
            self._open["cached"] |= match[1].strip() == "Using cache"
        else:
            if coloured := _STDERR.match(text):
                text = coloured[1]
            output = self._open["output"]
            output.add((text if output.size else text.lstrip("\n")).encode(errors="replace"))

    def finish(self, cancelled: bool = False) -> None:
        """The stream has ended."""
        self._close("cancelled" if cancelled else "built")

    def _close(self, state: str) -> None:
        step, self._open = self._open, None
        if step is None or step["text"].startswith(_OUR_LABEL):
            return
        text, line = self._lines.get(step["number"], (step["text"], 0))
        base = text.split(" ", 1)[0].upper() == "FROM"
        state = "cached" if state == "built" and (step["cached"] or base) else state
        output = step["output"].text
        if state == "failed" and not output and self.code is None:
            output = self.error + "\n"
        of = step["of"] - 1  # the last step is our label
        self.steps.append(BuildStep("", step["number"], of, text, state, 0.0, output, line, self.code))


def build(
    client: Client, request: Request, on_steps: OnSteps | None = None, cancel: threading.Event | None = None
) -> Build:
    """Build an image with the classic builder; see buildkit.build. Secrets and `--mount` are BuildKit's alone."""
    reader = Reader(_numbered(request.instructions))
    with answering("The build"):
        for message in _stream(client, request, cancel):
            reader.take(message)
            if on_steps:
                on_steps(tuple(reader.steps))
    reader.finish()
    steps, error = tuple(reader.steps), reader.error
    if not error:
        return Build(request.command, "classic", steps, reader.image, request.tag, fresh=request.no_cache)
    if no_space(error):
        raise full("The build")
    return Build(request.command, "classic", steps, None, request.tag, error, request.no_cache)


def _numbered(instructions) -> dict[int, tuple[str, int]]:
    # The classic builder counts every instruction, those before the first FROM too.
    return {i: (instruction_text(one), one.line) for i, one in enumerate(instructions, 1)}


def _stream(client: Client, request: Request, cancel: threading.Event | None) -> Iterator[dict]:
    text = _with_aliases(request, client.aliases)
    ignore = request.context / ".dockerignore"
    exclude = ignore.read_text().splitlines() if ignore.is_file() else None
    params = {
        "t": request.tag, "dockerfile": ".docker-course.Dockerfile", "nocache": request.no_cache, "rm": True,
        "forcerm": True, "target": request.target, "buildargs": json.dumps(dict(request.args)),
        "labels": json.dumps({LABEL: IMAGE_VALUE}),
    }  # fmt: skip
    archive = tar(
        str(request.context), exclude=exclude, dockerfile=(".docker-course.Dockerfile", text), gzip=False
    )
    api = client.api
    with archive:
        response = api._post(
            api._url("/build"), data=archive, params=params, headers={"Content-Type": "application/tar"},
            stream=True, timeout=None,
        )  # fmt: skip
    try:
        if response.status_code == 400:
            raise _refused(response.json().get("message", ""))
        api._raise_for_status(response)
        decoder = Decoder()
        with _closed_on(cancel, api._get_raw_response_socket(response)):
            for chunk in response.iter_content(None):
                yield from decoder.feed(chunk)
    except requests.exceptions.RequestException:
        if cancel is None or not cancel.is_set():
            raise
    finally:
        response.close()  # the builder stops when nobody listens
    if cancel is not None and cancel.is_set():
        raise Cancelled


@contextmanager
def _closed_on(cancel: threading.Event | None, stream) -> Iterator[None]:
    """Close the connection when `cancel` is set: a step that prints nothing gives no other chance to stop."""

    def close() -> None:
        with suppress(OSError):
            getattr(stream, "_sock", stream).shutdown(socket.SHUT_RDWR)

    with watch.on(cancel, close):
        yield


def _refused(message: str) -> Exception:
    where = re.search(r"line (\d+)", message)
    line = int(where[1]) if where else None
    return DockerfileError("The Dockerfile does not parse.", line=line, why=message, do="correct it")


def _with_aliases(request: Request, aliases: dict[str, str]) -> str:
    """The Dockerfile with the names under which base images are really present."""
    lines = request.dockerfile.split("\n")
    for instruction in request.instructions:
        if instruction.keyword.upper() == "FROM":
            words = lines[instruction.line - 1].split(" ")
            lines[instruction.line - 1] = " ".join(aliases.get(word, word) for word in words)
    return "\n".join(lines)



"""The stream of `buildx build --progress=rawjson` -> vertexes of BuildKit's graph; pure."""

from __future__ import annotations

import base64
import codecs
import json
from dataclasses import dataclass, field
from datetime import datetime

from helpers.client.bounded import Kept


class Decoder:
    """Cuts a byte stream into JSON objects; buildx 0.13 spreads one over lines, later ones print one a line.

    `said`: the lines between and after the objects, which is what buildx says when it fails.
    """

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")
        self._json = json.JSONDecoder()
        self._rest = ""
        self._lines: list[str] = []

    @property
    def said(self) -> str:
        return "".join(self._lines) + self._rest

    def feed(self, data: bytes) -> list[dict]:
        """Take in more of the stream; return the objects that are now complete."""
        text, at, found = self._rest + self._utf8.decode(data), 0, []
        while at < len(text):
            if text[at] == "{":
                try:
                    value, at = self._json.raw_decode(text, at)
                except json.JSONDecodeError:
                    break
                found.append(value)
            elif text[at] == "\n" and not self._lines:
                at += 1
            elif (end := text.find("\n", at)) >= 0:
                self._lines += [text[at : end + 1]] if text[at:end].strip() or self._lines else []
                at = end + 1
            else:
                break
        self._rest = text[at:]
        return found


@dataclass
class Vertex:
    """A node of the graph that BuildKit solves; times in seconds, None until they are known."""

    name: str = ""
    inputs: tuple[str, ...] = ()
    started: float | None = None
    completed: float | None = None
    seconds: float = 0.0
    cached: bool = False
    error: str = ""
    output: Kept = field(default_factory=Kept)


class Graph:
    """The vertexes seen so far, in the order in which they were first named."""

    def __init__(self) -> None:
        self.vertexes: dict[str, Vertex] = {}

    def take(self, message: dict) -> None:
        """Take in one object of the stream."""
        for entry in message.get("vertexes") or ():
            _merge(self.vertexes.setdefault(entry["digest"], Vertex()), entry)
        for entry in message.get("logs") or ():
            vertex = self.vertexes.setdefault(entry["vertex"], Vertex())
            vertex.output.add(base64.b64decode(entry.get("data") or ""))


def _merge(vertex: Vertex, entry: dict) -> None:
    vertex.name = entry.get("name") or vertex.name
    vertex.inputs = tuple(entry.get("inputs") or vertex.inputs)
    vertex.cached = vertex.cached or bool(entry.get("cached"))
    vertex.error = entry.get("error") or vertex.error
    if entry.get("started"):
        vertex.started = _time(entry["started"])
        vertex.completed = None  # told anew with each start
    if entry.get("completed"):
        vertex.completed = _time(entry["completed"])
        vertex.seconds += max(0.0, vertex.completed - (vertex.started or vertex.completed))


def _time(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()

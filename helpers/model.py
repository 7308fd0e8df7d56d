"""What builds, images and containers look like to the rest of the course: plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

StepState = Literal["built", "cached", "failed", "cancelled"]


@dataclass(frozen=True)
class BuildStep:
    """One instruction of a Dockerfile as the builder met it.

    number, of: its place among the counted steps of its stage. instruction: its text as the builder names it.
    seconds: how long it took, 0.0 from cache. output: what it printed, both streams, in order.
    """

    stage: str
    number: int
    of: int
    instruction: str
    state: StepState
    seconds: float = 0.0
    output: str = ""


@dataclass(frozen=True)
class Build:
    """A finished or failed build. `image` is the image's id ("sha256:…"), None when it failed."""

    command: str
    builder: Literal["buildkit", "classic"]
    steps: tuple[BuildStep, ...]
    image: str | None
    tag: str | None = None
    error: str = ""


@dataclass(frozen=True)
class Run:
    """A container's run to its end. `command` is the docker command that does the same."""

    command: str
    stdout: str
    stderr: str
    exit_code: int


@dataclass(frozen=True)
class Layer:
    """A change of the file system in an image, with the instruction that made it. size: bytes, unpacked."""

    instruction: str
    size: int
    diff_id: str = ""
    comment: str = ""


@dataclass(frozen=True)
class HistoryEntry:
    """An instruction in an image's history; `empty` when it made no layer."""

    instruction: str
    empty: bool
    size: int = 0


@dataclass(frozen=True)
class Image:
    """An image: its configuration (the OCI `config` object, plain data), layers and history, oldest first."""

    id: str
    tags: tuple[str, ...]
    config: dict = field(default_factory=dict)
    layers: tuple[Layer, ...] = ()
    history: tuple[HistoryEntry, ...] = ()


@dataclass(frozen=True)
class FileChange:
    """A path that differs between two file systems."""

    path: str
    kind: Literal["added", "changed", "removed"]
    size: int = 0


@dataclass(frozen=True)
class ConfigChange:
    """A configuration key that differs between two images; None where it is absent."""

    key: str
    before: object
    after: object


@dataclass(frozen=True)
class Difference:
    """What changed between two images or a container and its image."""

    files: tuple[FileChange, ...] = ()
    config: tuple[ConfigChange, ...] = ()


@dataclass(frozen=True)
class Process:
    """A process as the engine's kernel sees it from outside the container."""

    pid: int
    parent: int
    user: str
    command: str


@dataclass(frozen=True)
class Event:
    """One event of the engine: kind ("container", "image", …), action ("die"), subject's name and attributes."""

    kind: str
    action: str
    name: str
    attributes: dict = field(default_factory=dict)

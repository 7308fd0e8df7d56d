"""What drawings show: stages, processes in their frames, networks, health checks, mounts. Plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from helpers.model import Process, Processes, Rows


@dataclass(frozen=True)
class Source:
    """What a stage takes from. how: "FROM", "COPY --from" or "RUN --mount". stage: its index, None for an image."""

    name: str
    how: str
    stage: int | None = None


@dataclass(frozen=True)
class Stage:
    """A stage of a Dockerfile. needed: for the target, or the target itself."""

    name: str
    sources: tuple[Source, ...]
    needed: bool
    target: bool = False


@dataclass(frozen=True, repr=False)
class Stages(Rows):
    """The stages of a Dockerfile in its order. `source`: the file as it was named, "" for a text."""

    source: str = ""


@dataclass(frozen=True)
class Inside:
    """A container's processes as the engine's kernel sees them, the first one first.

    name: as the learner chose it, "" otherwise. numbered: whether its processes are counted from 1 for themselves.
    shim: the program that looks after it, "" where there is none.
    """

    name: str
    image: str
    processes: tuple[Process, ...]
    numbered: bool = True
    shim: str = ""


@dataclass(frozen=True, repr=False)
class Everywhere(Processes):
    """The engine's own processes and those of this session's containers. engine: programs; inside: containers."""

    engine: tuple[str, ...] = ()
    inside: tuple[Inside, ...] = ()


@dataclass(frozen=True)
class Port:
    """A container's port. outside: where the host publishes it ("8080", "127.0.0.1:8080", "a free port")."""

    inside: str
    outside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attached:
    """A container in a network. also: the other networks that it is in. aliases: its further names there."""

    name: str
    image: str
    ports: tuple[Port, ...] = ()
    aliases: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Net:
    """A network. internal: nothing leads out of it."""

    name: str
    driver: str
    containers: tuple[Attached, ...] = ()
    internal: bool = False


@dataclass(frozen=True, repr=False)
class Topology(Rows):
    """Networks with this session's running containers."""


@dataclass(frozen=True)
class Check:
    """A run of a health check. state: the container's after it, "" where that is not known any more.

    counts: False for a failure inside the start period.
    """

    number: int
    result: Literal["pass", "fail", "timeout", "error"]
    exit_code: int | None
    state: str
    counts: bool = True


@dataclass(frozen=True, repr=False)
class Timeline(Rows):
    """A container's health checks in order. rules: the check's settings, as HEALTHCHECK takes them."""

    command: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mount:
    """A path of a container that is not in its layers.

    kind: "bind", "volume", "tmpfs" or another word of the engine's. source: the host's path, the volume's name,
    "" for memory and anonymous volumes.
    """

    kind: str
    source: str
    path: str
    read_only: bool = False


@dataclass(frozen=True, repr=False)
class Mounts(Rows):
    """A container's mounts by path. read_only: whether its root is."""

    command: str = ""
    read_only: bool = False

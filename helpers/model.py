"""What builds, images and containers look like to the rest of the course: plain frozen data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal

StepState = Literal["built", "cached", "failed", "cancelled"]


class Shown:
    """A value that a notebook shows, drawn by the functions given to `draw_with` (helpers.render gives them)."""

    _text: ClassVar[Callable | None] = None
    _html: ClassVar[Callable | None] = None

    @staticmethod
    def draw_with(text: Callable[[object], str], html: Callable[[object], str]) -> None:
        """Have every value shown by these two from now on."""
        Shown._text, Shown._html = staticmethod(text), staticmethod(html)

    def shown(self) -> object:
        """The plain data that is drawn in this value's place; itself, unless it is a live object."""
        return self

    def __repr__(self) -> str:
        if Shown._text is None:
            names = [f.name for f in fields(self)] if hasattr(self, "__dataclass_fields__") else []
            return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"
        return Shown._text(self.shown())

    def _repr_html_(self) -> str | None:
        return Shown._html(self.shown()) if Shown._html else None


@dataclass(frozen=True, repr=False)
class BuildStep(Shown):
    """One instruction of a Dockerfile as the builder met it.

    number, of: its place among the counted steps of its stage. instruction: its text as in the Dockerfile.
    seconds: how long it took, 0.0 from cache. output: what it printed, both streams, in order.
    line: where it begins in the Dockerfile, from 1; 0 when that is not known. exit_code: of a failed RUN.
    """

    stage: str
    number: int
    of: int
    instruction: str
    state: StepState
    seconds: float = 0.0
    output: str = ""
    line: int = 0
    exit_code: int | None = None


@dataclass(frozen=True, repr=False)
class Build(Shown):
    """A finished or failed build. `image` is the image's id ("sha256:…"), None when it failed.

    fresh: nothing was taken from the cache on purpose, so that the steps' output is the same each time.
    """

    command: str
    builder: Literal["buildkit", "classic"]
    steps: tuple[BuildStep, ...]
    image: str | None
    tag: str | None = None
    error: str = ""
    fresh: bool = False

    @property
    def failed(self) -> BuildStep | None:
        """The step that failed, if one did."""
        return next((step for step in self.steps if step.state == "failed"), None)

    @property
    def cached(self) -> tuple[BuildStep, ...]:
        """The steps that were taken from the cache."""
        return tuple(step for step in self.steps if step.state == "cached")

    @property
    def built(self) -> tuple[BuildStep, ...]:
        """The steps that were executed."""
        return tuple(step for step in self.steps if step.state == "built")

    @property
    def output(self) -> str:
        """What all executed steps printed."""
        return "".join(step.output for step in self.steps)


@dataclass(frozen=True, repr=False)
class Run(Shown):
    """A container's run to its end. `command` is the docker command that does the same.

    facts: what its first process had, helpers.inside.Facts; None where that is not known.
    """

    command: str
    stdout: str
    stderr: str
    exit_code: int
    facts: Any = field(default=None, compare=False)

    @property
    def output(self) -> str:
        """What it printed: standard output, then standard error."""
        return self.stdout + self.stderr


class Log(str, Shown):
    """What a container printed so far."""

    def __repr__(self) -> str:
        return Shown.__repr__(self)


@dataclass(frozen=True, repr=False)
class Layer(Shown):
    """A change of the file system in an image, with the instruction that made it. size: bytes, unpacked."""

    instruction: str
    size: int
    diff_id: str = ""
    comment: str = ""


@dataclass(frozen=True, repr=False)
class HistoryEntry(Shown):
    """An instruction in an image's history; `empty` when it made no layer."""

    instruction: str
    empty: bool
    size: int = 0


@dataclass(frozen=True, repr=False, eq=False)
class Config(Shown, Mapping):
    """An image's or a container's configuration: the OCI `config` object. A key that is not set is absent."""

    entries: dict = field(default_factory=dict)
    name: str = ""

    def __getitem__(self, key: str) -> object:
        return self.entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


@dataclass(frozen=True, repr=False)
class Image(Shown):
    """An image: its configuration (the OCI `config` object, plain data), layers and history, oldest first.

    base: the base image it starts from, where that is one of the course's; base_layers, base_history: how many
    of its layers and history entries are the base's.
    """

    id: str
    tags: tuple[str, ...]
    config: dict = field(default_factory=dict)
    layers: tuple[Layer, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    name: str = ""
    base: str = ""
    base_layers: int = 0
    base_history: int = 0


@dataclass(frozen=True, repr=False)
class Rows(Shown):
    """Entries that are shown as one table, and behave as a sequence."""

    entries: tuple = ()

    def __iter__(self) -> Iterator:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, index):
        return self.entries[index]


@dataclass(frozen=True, repr=False)
class Layers(Rows):
    """An image's layers, oldest first; the first `base_count` came with `base`."""

    name: str = ""
    base: str = ""
    base_count: int = 0


@dataclass(frozen=True, repr=False)
class History(Rows):
    """An image's history, oldest first; the first `base_count` entries came with `base`."""

    name: str = ""
    base: str = ""
    base_count: int = 0


@dataclass(frozen=True, repr=False)
class FileChange(Shown):
    """A path that differs between two file systems."""

    path: str
    kind: Literal["added", "changed", "removed"]
    size: int = 0


@dataclass(frozen=True, repr=False)
class ConfigChange(Shown):
    """A configuration key that differs between two images; None where it is absent."""

    key: str
    before: object
    after: object


@dataclass(frozen=True, repr=False)
class Difference(Shown):
    """What changed between two images or a container and its image. `command`: the docker command, if there is one."""

    files: tuple[FileChange, ...] = ()
    config: tuple[ConfigChange, ...] = ()
    before: str = ""
    after: str = ""
    command: str = ""

    def __bool__(self) -> bool:
        return bool(self.files or self.config)

    @property
    def added(self) -> tuple[str, ...]:
        """Paths that are there only afterwards."""
        return tuple(change.path for change in self.files if change.kind == "added")

    @property
    def changed(self) -> tuple[str, ...]:
        """Paths whose content, type, owner or mode differs."""
        return tuple(change.path for change in self.files if change.kind == "changed")

    @property
    def removed(self) -> tuple[str, ...]:
        """Paths that are there only before."""
        return tuple(change.path for change in self.files if change.kind == "removed")


@dataclass(frozen=True, repr=False)
class Process(Shown):
    """A process as the engine's kernel sees it from outside the container."""

    pid: int
    parent: int
    user: str
    command: str


@dataclass(frozen=True, repr=False)
class Processes(Rows):
    """Processes as the engine's kernel sees them. `command`: the docker command that lists them."""

    command: str = ""


@dataclass(frozen=True, repr=False)
class Event(Shown):
    """One event of the engine: kind ("container", "image", …), action ("die"), subject's name and attributes.

    name: as the learner chose it; "" when the engine or the course made it up.
    """

    kind: str
    action: str
    name: str
    attributes: dict = field(default_factory=dict)


@dataclass(frozen=True, repr=False)
class Events(Rows):
    """Events in the order in which they happened. `command`: the docker command that shows them."""

    command: str = ""


@dataclass(frozen=True, repr=False)
class ContainerInfo(Shown):
    """A container at one moment. state: in the engine's words ("created", "running", "exited"…).

    links: (port in the container, address for a browser) of each published TCP port, while it runs.
    """

    command: str
    state: str
    exit_code: int | None = None
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, repr=False)
class EngineInfo(Shown):
    """The engine behind the notebooks. why: how it came to be chosen; version: as the engine says."""

    name: str
    why: str
    endpoint: dict = field(default_factory=dict)
    capabilities: frozenset = frozenset()
    version: str = ""


@dataclass(frozen=True, repr=False)
class Cleaned(Shown):
    """What a clean-up removed: counts of containers, networks, volumes and images."""

    containers: int = 0
    networks: int = 0
    volumes: int = 0
    images: int = 0

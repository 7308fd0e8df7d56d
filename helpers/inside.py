"""What a look inside builds, images and runs finds: reasons, layers' files, facts, peeks. Plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from helpers.model import Build, Config, FileChange, Image, Rows, Run, Shown

Cause = Literal[
    "text", "argument", "environment", "files", "stage", "earlier", "base", "gone", "new", "no cache", "unknown"
]


@dataclass(frozen=True, repr=False)
class Reason(Shown):
    """Why a step was built and not taken from the cache: the first difference from the build before.

    stage, number: as in its BuildStep. cause: what kind. detail: the same in a sentence, "" when nothing is known.
    """

    stage: str
    number: int
    cause: Cause
    detail: str = ""


@dataclass(frozen=True, repr=False)
class Facts(Shown):
    """What a container's first process really had.

    command: its words. first: whether it is PID 1 in the container's own numbering. env: name -> value, all that it
    began with. user: its name, "" where the image has none for the number. uid, gid: its numbers, None where the
    image lacks the user. directory: where it began.
    """

    command: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)
    user: str = ""
    uid: int | None = None
    gid: int | None = None
    directory: str = "/"
    first: bool = True


@dataclass(frozen=True, repr=False)
class LayerFiles(Shown):
    """A layer and the files in it. changes: against the layers below. size: bytes of its files, unpacked."""

    instruction: str
    size: int
    changes: tuple[FileChange, ...] = ()
    diff_id: str = ""
    of_base: bool = False

    def of(self, kind: str) -> tuple[FileChange, ...]:
        """Its changes of one kind: "added", "changed" or "removed"."""
        return tuple(change for change in self.changes if change.kind == kind)


@dataclass(frozen=True, repr=False)
class LayersFiles(Rows):
    """An image's layers with their files, oldest first."""

    name: str = ""
    base: str = ""


@dataclass(frozen=True, repr=False)
class File(Shown):
    """A path in an image. kind: "file", "dir", "symlink", "link" or "device". size: bytes. mode: permission bits.

    owner: user's and group's number. target: of a link.
    """

    path: str
    kind: str
    size: int = 0
    mode: int = 0
    owner: tuple[int, int] = (0, 0)
    target: str = ""


@dataclass(frozen=True, repr=False)
class Peek(Shown):
    """What there is behind an instruction of a Dockerfile, before the next one.

    image: the id of the image of what was built so far, None where no stage has begun. changes: what this instruction
    did to the files; of a FROM nothing, unless its image's ONBUILD did. files: all of them, in order of path. facts:
    environment, user and directory that a command gets here. args: build arguments that a RUN sees here. config: of
    the image so far. run: what a command gave that was run here.
    """

    instruction: str
    line: int
    stage: str = ""
    image: str | None = None
    changes: tuple[FileChange, ...] = ()
    files: tuple[File, ...] = ()
    facts: Facts | None = None
    args: dict[str, str] = field(default_factory=dict)
    config: Config = field(default_factory=Config)
    run: Run | None = None

    def under(self, folder: str) -> tuple[File, ...]:
        """What lies directly in a folder."""
        root = folder.rstrip("/") + "/"
        return tuple(f for f in self.files if f.path.startswith(root) and "/" not in f.path[len(root) :])


@dataclass(frozen=True, repr=False)
class Side(Shown):
    """One of two things that are compared: what was built, what it is, what it did. failed: why, where it did."""

    name: str
    build: Build | None = None
    image: Image | None = None
    run: Run | None = None
    failed: str = ""


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """Two states, builders or base images side by side. files: what differs from one to the other."""

    one: Side
    other: Side
    files: tuple[FileChange, ...] = ()

"""Which embedded engine: Debian's suite that it is made of, and how it stores images; pure.

The variant without a storage of the suite trixie is the course's main engine; others can run beside it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from helpers.errors import EngineError

SUITE = "trixie"


@dataclass(frozen=True)
class Suite:
    """Debian's release. docker: the version of Docker Engine in it. lacks: packages that it has not, or not apart.

    borrows: packages that come from the suite trixie instead. expires: its package lists may be past their date, as
    a mirror's of a release in the making often are; they are still signed.
    """

    docker: tuple[int, int]
    lacks: frozenset[str] = frozenset()
    borrows: tuple[str, ...] = ()
    expires: bool = False


@dataclass(frozen=True)
class Storage:
    """How an engine stores images. options: for dockerd. daemon: of its daemon.json.

    packages: what it needs besides. disk: a file system of its own that it needs. device: what it needs of /dev.
    overlays: it mounts overlays, which no overlay can carry. since: the first Docker Engine that can.
    """

    options: tuple[str, ...] = ()
    daemon: Mapping = field(default_factory=dict)
    packages: tuple[str, ...] = ()
    disk: str = ""
    device: str = ""
    overlays: bool = False
    since: tuple[int, int] = (0, 0)


def _driver(name: str, **more) -> Storage:
    return Storage((f"--storage-driver={name}",), **more)


SUITES = {
    "bookworm": Suite((20, 10), frozenset({"docker-buildx", "docker-cli"}), ("docker-buildx",)),
    "trixie": Suite((26, 1)),
    # Its User-Mode Linux cannot translate addresses.
    "forky": Suite((28, 5), frozenset({"tcc"}), ("tcc", "user-mode-linux"), expires=True),
}
STORAGES = {
    "": Storage(),  # what the engine chooses itself
    "overlay2": _driver("overlay2", overlays=True),
    "fuse-overlayfs": _driver("fuse-overlayfs", packages=("fuse-overlayfs",), device="/dev/fuse"),
    "btrfs": _driver("btrfs", packages=("btrfs-progs",), disk="btrfs"),
    "vfs": _driver("vfs"),
    "containerd": Storage(daemon={"features": {"containerd-snapshotter": True}}, overlays=True, since=(25, 0)),
    # Those that engines of today refuse, here to be refused.
    "aufs": _driver("aufs"),
    "devicemapper": _driver("devicemapper"),
    "overlay": _driver("overlay"),
    "zfs": _driver("zfs"),
}


@dataclass(frozen=True)
class Variant:
    """A suite and a storage. Raises EngineError when there is no such one."""

    suite: str = SUITE
    storage: str = ""

    def __post_init__(self):
        for kind, name, known in (("suite", self.suite, SUITES), ("storage", self.storage, STORAGES)):
            if name not in known:
                names = ", ".join(filter(None, known))
                raise EngineError(f"There is no engine of the {kind} {name!r}.", do=f"name one of: {names}")

    @property
    def label(self) -> str:
        """What names its folders: "trixie", "forky-containerd"."""
        return "-".join(filter(None, (self.suite, self.storage)))

    @property
    def of_suite(self) -> Suite:
        return SUITES[self.suite]

    @property
    def of_storage(self) -> Storage:
        return STORAGES[self.storage]

    @property
    def daemon(self) -> str:
        """The text of dockerd's daemon.json, "" for none."""
        return json.dumps(self.of_storage.daemon) if self.of_storage.daemon else ""

    def environment(self) -> dict[str, str]:
        """The environment in which current() is this variant."""
        return {"COURSE_SUITE": self.suite, "COURSE_STORAGE": self.storage}


def current(storage: str | None = None, suite: str | None = None) -> Variant:
    """The variant that is named, else that of the environment: COURSE_SUITE, COURSE_STORAGE. Raises EngineError."""
    if suite is None:
        suite = os.environ.get("COURSE_SUITE") or SUITE
    if storage is None:
        storage = os.environ.get("COURSE_STORAGE") or ""
    return Variant(suite, storage)


def named(label: str) -> Variant:
    """The variant with this label. Raises EngineError."""
    suite, _, storage = label.partition("-")
    return Variant(suite, storage)

"""A folder of this machine that the engine's containers see, too: what a bind mount from here needs."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

from helpers import api
from helpers.errors import CourseError, EngineError, RunError
from helpers.sources import ROOT

BASE = "busybox:1.37"


class HostFolder(os.PathLike):
    """An empty folder below build/. A context manager: it is removed at the end of the block."""

    def __init__(self, path: Path):
        self.path = path

    def __fspath__(self) -> str:
        return str(self.path)

    def __str__(self) -> str:
        return str(self.path)

    def __truediv__(self, name: str) -> Path:
        return self.path / name

    def __enter__(self) -> HostFolder:
        return self

    def __exit__(self, *_) -> None:
        self.remove()

    def empty(self) -> None:
        """Remove what is in it; a container does, as files of the engine's root may be among them."""
        api.run(BASE, ["sh", "-c", "rm -rf * .[!.]*"], workdir="/folder", mounts=[f"{self.path}:/folder"])

    def remove(self) -> None:
        """Remove it with all that is in it."""
        if self.path.exists():
            self.empty()
            self.path.rmdir()


def host_folder(name: str) -> HostFolder:
    """Make such a folder. Raises EngineError when the engine runs where it does not see this machine's folders."""
    path = ROOT / "build" / name
    try:
        path.mkdir(parents=True, exist_ok=True)
        (path / "mark").write_text(mark := uuid.uuid4().hex)
    except OSError as error:
        raise CourseError(f"There can be no folder build/{name}.", why=str(error.strerror)) from error
    try:
        seen = api.run(BASE, "cat /folder/mark", mounts=[f"{path}:/folder:ro"]).stdout
    except RunError as error:
        seen = error.why
    if seen != mark:
        raise EngineError(
            "The engine does not see this machine's folders, so nothing of them can be mounted.",
            why="it runs on another machine, or the course does not run where the engine does",
            do='take an engine of this machine: engine("namespaces") or engine("uml")',
        )
    folder = HostFolder(path)
    folder.empty()
    return folder

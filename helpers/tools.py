"""The docker command and buildx that this machine has. The course's own stand-in for the command is none of them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

SHIMS = Path(__file__).resolve().parent / "shims"
_PLUGINS = (
    Path.home() / ".docker/cli-plugins",
    Path("/usr/local/lib/docker/cli-plugins"),
    Path("/usr/local/libexec/docker/cli-plugins"),
    Path("/usr/lib/docker/cli-plugins"),
    Path("/usr/libexec/docker/cli-plugins"),
    Path("/opt/homebrew/lib/docker/cli-plugins"),
)


def docker() -> Path | None:
    """The docker command on the PATH."""
    return _on_path("docker")


def buildx() -> Path | None:
    """buildx, on the PATH or where the docker command keeps its plugins."""
    places = (folder / "docker-buildx" for folder in _PLUGINS)
    return _on_path("docker-buildx") or next((path for path in places if os.access(path, os.X_OK)), None)


def _on_path(name: str) -> Path | None:
    folders = [part for part in os.environ.get("PATH", "").split(os.pathsep) if Path(part or ".").resolve() != SHIMS]
    found = shutil.which(name, path=os.pathsep.join(folders))
    return Path(found) if found else None

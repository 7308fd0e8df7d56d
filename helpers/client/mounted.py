"""Where each of a container's paths lives: a directory of the host, the engine's volumes, memory."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers.client.answers import answering
from helpers.client.engine import Client
from helpers.client.names import container_id, shown_name
from helpers.drawn import Mount, Mounts

ROOT = Path(__file__).resolve().parent.parent.parent
_ANONYMOUS = re.compile(r"[0-9a-f]{64}")
_EVERYWHERE = ("/dev", "/etc", "/proc", "/run", "/sys", "/usr", "/var")  # paths that most Linux machines have


def mounts(client: Client, of: Any) -> Mounts:
    """A container's mounts, by path. Raises NotFoundError."""
    with answering("Looking at the container"):
        raw = client.api.inspect_container(container_id(of))
    found = [_mount(one) for one in raw.get("Mounts") or ()]
    paths = {one.path for one in found}
    memory = [Mount("tmpfs", "", path, "ro" in (words or "").split(","))
              for path, words in (raw["HostConfig"].get("Tmpfs") or {}).items() if path not in paths]  # fmt: skip
    command = f"docker inspect --format '{{{{json .Mounts}}}}' {shown_name(of)}"
    everything = tuple(sorted([*found, *memory], key=lambda one: one.path))
    return Mounts(everything, command, bool(raw["HostConfig"].get("ReadonlyRootfs")))


def _mount(one: Mapping) -> Mount:
    kind, name = one.get("Type") or "", one.get("Name") or ""
    if kind == "volume":
        source = "" if _ANONYMOUS.fullmatch(name) else name
    else:
        source = host_path(one.get("Source") or "") if kind == "bind" else one.get("Source") or ""
    return Mount(kind, source, one["Destination"], not one.get("RW", True))


def host_path(path: str) -> str:
    """A directory of the host as it can be told on every machine: from the course's folder, or its last part; pure."""
    given = Path(path.removeprefix("/host_mnt"))  # Docker Desktop's name for the host's root
    if given.is_relative_to(ROOT):
        return str(given.relative_to(ROOT))
    if given.is_relative_to(tempfile.gettempdir()):
        rest = given.relative_to(tempfile.gettempdir()).parts[1:]
        return "/".join(["(temporary)", *rest])
    return path if path.startswith(_EVERYWHERE) else f"…/{given.name}"

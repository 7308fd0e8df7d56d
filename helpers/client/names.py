"""What a person calls a container and its image."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from helpers.client.engine import Client

_ID = re.compile(r"[0-9a-f]{12}|[0-9a-f]{64}")
_MADE_UP = re.compile(r"[a-z]+_[a-z]+\d?")  # "eager_turing", the engine's own way


def own_name(raw: Mapping) -> str:
    """The chosen name of an inspected container; "" where it looks like the engine's choice; pure."""
    name = (raw.get("Name") or "").removeprefix("/")
    return "" if _MADE_UP.fullmatch(name) else name


def container_id(of: Any) -> str:
    """The id or name of a container, given as a handle or a name; pure."""
    return getattr(of, "id", None) or str(of)


def shown_name(of: Any) -> str:
    """The container as it stands in a command; pure."""
    name = getattr(of, "label", None) or str(of)
    return "CONTAINER" if _ID.fullmatch(name) else name


def remember_image(client: Client, container: str, image: str) -> None:
    """Keep what a person called the image of a container; the engine is told its id."""
    client.memo[f"image of {container}"] = image


def image_name(client: Client, raw: Mapping) -> str:
    """What a person called the image of an inspected container."""
    given = raw["Config"]["Image"]
    known = {real: name for name, real in client.aliases.items()}
    told = "an image" if given.startswith("sha256:") else known.get(given, given)
    return client.memo.get(f"image of {raw['Id']}", told)

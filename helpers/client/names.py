"""What a person calls a container: the name that was chosen for it, none where the engine made one up; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_MADE_UP = re.compile(r"[a-z]+_[a-z]+\d?")  # "eager_turing", the engine's own way


def own_name(raw: Mapping) -> str:
    """The chosen name of an inspected container; "" where it looks like the engine's choice."""
    name = (raw.get("Name") or "").removeprefix("/")
    return "" if _MADE_UP.fullmatch(name) else name


def container_id(of: Any) -> str:
    """The id or name of a container, given as a handle or a name."""
    return getattr(of, "id", None) or str(of)


def shown_name(of: Any) -> str:
    """The container as it stands in a command."""
    return getattr(of, "label", None) or str(of)

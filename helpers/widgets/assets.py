"""The playground's page: its module, joined from the files in static/, and its style."""

from __future__ import annotations

from pathlib import Path

from helpers.render.html import CSS as _SHARED

_STATIC = Path(__file__).parent / "static"
# A widget's module cannot import its neighbours, so they are joined, in the order in which they need each other.
_FILES = ("dom", "rows", "form", "panels", "playground")
PAGE = "\n".join(_STATIC.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in _FILES)
STYLE = _SHARED + _STATIC.joinpath("playground.css").read_text(encoding="utf-8")

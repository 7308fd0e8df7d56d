"""Where each path of a container lives: on the host, in the engine's volumes, in memory, in its own layer; pure."""

from __future__ import annotations

from helpers import drawn
from helpers.render.drawings import svg
from helpers.render.drawings.columns import columns
from helpers.render.html import Html
from helpers.render.views import Block, Command, Figure, blocks

_PLACES = {"bind": "the host's files", "volume": "the engine's volumes", "tmpfs": "memory"}
_TITLE = "Where each path of the container lives"
_WIDE, _RIGHT = 300, 440  # of the places on the left; where the container begins
_HEAD, _ROW = 30, 24


@blocks.register
def _(mounts: drawn.Mounts) -> list[Block]:
    head = [Command(mounts.command)] if mounts.command else []
    rows = [(place, _source(one), f"-> {one.path}", _mode(one)) for place, found in _places(mounts) for one in found]
    lines = columns([*rows, (_rest(mounts), "", "-> all other paths")])
    return [*head, Figure(_TITLE, _drawn(mounts, lines), lines)]


def _places(mounts: drawn.Mounts) -> list[tuple[str, list[drawn.Mount]]]:
    """Each place with its mounts, by path."""
    kinds = [*_PLACES, *sorted({one.kind for one in mounts} - set(_PLACES))]
    found = [(_PLACES.get(kind, kind), [one for one in mounts if one.kind == kind]) for kind in kinds]
    return [(place, those) for place, those in found if those]


def _source(one: drawn.Mount) -> str:
    return one.source or {"volume": "(anonymous)", "tmpfs": "tmpfs"}.get(one.kind, "")


def _mode(one: drawn.Mount) -> str:
    return "read-only" if one.read_only else ""


def _rest(mounts: drawn.Mounts) -> str:
    return "the image, read-only" if mounts.read_only else "its writable layer"


def _drawn(mounts: drawn.Mounts, lines: tuple[str, ...]) -> Html:
    shapes, y = [], 1.0
    for place, found in _places(mounts):
        high = _HEAD + len(found) * _ROW + 6
        shapes += [svg.frame(1, y, _WIDE, high, shade=True), svg.label(13, y + 20, place, bold=True)]
        for i, one in enumerate(found):
            shapes += _mount(one, y + _HEAD + i * _ROW + _ROW / 2)
        y += high + svg.GAP
    shapes += [
        svg.frame(1, y, _WIDE, 32, line="dashed", shade=True),
        svg.label(13, y + 20, _rest(mounts), width=_WIDE - 24, bold=True),
        svg.arrow(_WIDE + 1, y + 16, _RIGHT + 12, y + 16, ink="dim", both=not mounts.read_only),
        svg.label(_RIGHT + 20, y + 20, "all other paths", ink="dim"),
    ]
    height = y + 34
    container = [
        svg.frame(_RIGHT, 1, svg.WIDTH - _RIGHT - 1, height - 2, ink="brand"),
        svg.label(svg.WIDTH - 13, 21, "the container", bold=True, at="end"),
    ]
    return svg.picture(height, _TITLE, lines, *container, *shapes)


def _mount(one: drawn.Mount, y: float) -> list[Html]:
    mode = _mode(one)
    room = svg.WIDTH - _RIGHT - 40 - svg.width_of(mode)
    return [
        svg.label(25, y + 4, _source(one), width=_WIDE - 36),
        svg.arrow(_WIDE + 1, y, _RIGHT + 12, y, ink="brand", both=not one.read_only),
        svg.label(_RIGHT + 20, y + 4, one.path, width=room),
        svg.label(svg.WIDTH - 13, y + 4, mode, ink="dim", at="end"),
    ]

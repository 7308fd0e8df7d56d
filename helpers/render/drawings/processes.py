"""Processes across the namespaces: one kernel counts them all, each container counts its own; pure."""

from __future__ import annotations

from helpers import drawn
from helpers.model import Process
from helpers.render.drawings import svg
from helpers.render.html import Html
from helpers.render.views import Block, Command, Figure, blocks, tree

_LEFT = 16
_STEP = 18  # further in for each program
_BOX, _HIGH = 150, 26  # of a program of the engine's
_HEAD = 28  # of a container's frame
_INSIDE = 260  # where the containers' frames begin
_FRAME = svg.WIDTH - _INSIDE - 14
_TITLE = "The engine's processes and the containers' in the list of one kernel"


@blocks.register
def _(everywhere: drawn.Everywhere) -> list[Block]:
    lines = tuple(_lines(everywhere))
    return [Command(everywhere.command), Figure(_TITLE, _drawn(everywhere, lines), lines)]


def _lines(everywhere: drawn.Everywhere) -> list[str]:
    lines = ["one kernel", *(f"  {name}" for name in everywhere.engine)]
    for inside in everywhere.inside:
        lines += [f"    {inside.shim}"] if inside.shim else []
        lines.append(f"      {_name(inside)}, {_numbers(inside)}")
        rows = tree(inside.processes)
        lines += [f"        {branch}{process.command}{_notes(inside, process)}" for branch, process in rows]
    return lines if everywhere.inside else [*lines, "  no container runs"]


def _name(inside: drawn.Inside) -> str:
    return f"container {inside.name} of {inside.image}" if inside.name else f"a container of {inside.image}"


def _numbers(inside: drawn.Inside) -> str:
    return "PIDs of its own" if inside.numbered else "no PIDs of its own"


def _notes(inside: drawn.Inside, process: Process) -> str:
    first = inside.processes[0] is process
    exec_ = not first and process.parent not in {p.pid for p in inside.processes}
    notes = ["PID 1 inside"] if first and inside.numbered else []
    notes += ["started by docker exec"] if exec_ else []
    notes += [f"user {process.user}"] if process.user not in ("root", "0", "") else []
    return f" ({', '.join(notes)})" if notes else ""


def _drawn(everywhere: drawn.Everywhere, lines: tuple[str, ...]) -> Html:
    shapes, y = [], 34.0
    for i, name in enumerate(everywhere.engine):
        shapes += _program(i, y, name)
        y += _HIGH + 12
    level, spine = len(everywhere.engine), y - 12
    y = 34.0 if everywhere.inside else y
    for inside in everywhere.inside:
        rows = tree(inside.processes)
        high = _HEAD + len(rows) * svg.LINE + 8
        first = _HEAD + svg.LINE / 2  # from the frame's top to the middle of its first process
        y = max(y, spine + 12 + _HIGH / 2 - first)
        if inside.shim:
            shapes += _program(level, y + first - _HIGH / 2, inside.shim, spine if level else None)
            start = _LEFT + _STEP * level + _BOX
            shapes.append(svg.arrow(start, y + first, _INSIDE, y + first, ink="dim"))
        shapes += _container(inside, rows, y, high)
        y += high + svg.GAP
    if not everywhere.inside:
        shapes.append(svg.label(_INSIDE, 51, "no container runs", ink="dim"))
    height = y + 3
    outer = [svg.frame(1, 1, svg.WIDTH - 2, height - 2, shade=True), svg.label(_LEFT, 21, "one kernel", bold=True)]
    return svg.picture(height, _TITLE, lines, *outer, *shapes)


def _program(level: int, y: float, name: str, spine: float | None = None) -> list[Html]:
    """A program below the one that it belongs to; spine: from where the line to it comes down."""
    x = _LEFT + _STEP * level
    top = y - 12 if spine is None else spine
    d = f"M{svg.number(x - 8)} {svg.number(top)}V{svg.number(y + _HIGH / 2)}H{svg.number(x)}"
    line = [svg.path(d, ink="dim", width=1)] if level else []
    return [*line, svg.frame(x, y, _BOX, _HIGH), svg.label(x + 10, y + 17, name, width=_BOX - 20)]


def _container(inside: drawn.Inside, rows: list[tuple[str, Process]], y: float, high: float) -> list[Html]:
    numbers = _numbers(inside)
    room = _FRAME - 36 - svg.width_of(numbers)
    line = "" if inside.numbered else "dashed"
    shapes = [
        svg.frame(_INSIDE, y, _FRAME, high, ink="brand", line=line),
        svg.label(_INSIDE + 12, y + 19, _name(inside), width=room, bold=True),
        svg.label(_INSIDE + _FRAME - 12, y + 19, numbers, ink="dim", at="end"),
    ]
    for i, (branch, process) in enumerate(rows):
        at = y + _HEAD + i * svg.LINE + 13
        notes, indent = _notes(inside, process), len(branch) * svg.CHARACTER
        room = _FRAME - 30 - indent - svg.width_of(notes) - 8
        said = svg.fitted(process.command, room)
        end = _INSIDE + 16 + indent + svg.width_of(said) + 8
        shapes.append(svg.label(_INSIDE + 16, at, branch or " ", ink="dim"))
        shapes.append(svg.label(_INSIDE + 16 + indent, at, said))
        shapes.append(svg.label(end, at, notes, ink="dim"))
    return shapes

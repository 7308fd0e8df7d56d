"""A health check's runs in order, and the container's state after each; no times, which differ between runs; pure."""

from __future__ import annotations

from helpers import drawn
from helpers.render.drawings import svg
from helpers.render.drawings.columns import columns
from helpers.render.html import Html
from helpers.render.views import Block, Command, Figure, Note, blocks

_SIGNS = {"pass": ("✓", "good"), "fail": ("✗", "bad"), "timeout": ("…", "bad"), "error": ("!", "bad")}
_STATES = {"starting": "dim", "healthy": "good", "unhealthy": "bad", "": "dim"}
_TITLE = "Health checks in order, and the container's state"
_PER_ROW, _STEP, _ROW = 8, 88, 96
_LEFT = 50.0


@blocks.register
def _(timeline: drawn.Timeline) -> list[Block]:
    lines = tuple(_lines(timeline))
    head = [Command(timeline.command)] if timeline.command else []
    return [*head, Note(" ".join(timeline.rules), "dim"), Figure(_TITLE, _drawn(timeline, lines), lines)]


def _lines(timeline: drawn.Timeline) -> list[str]:
    rows, before = [], _first(timeline)
    for check in timeline:
        counts = "" if check.counts else "does not count"
        turn = f"-> {check.state}" if check.state != before else ""
        rows.append((str(check.number), check.result, _code(check), " ".join(filter(None, (counts, turn)))))
        before = check.state
    return [_first(timeline) or "state not known", *columns(rows or [("no check so far",)])]


def _first(timeline: drawn.Timeline) -> str:
    """The state before the first check that is shown."""
    known = not timeline.entries or timeline[0].state
    return "starting" if known else ""


def _code(check: drawn.Check) -> str:
    return "no exit code" if check.exit_code is None else f"exit code {check.exit_code}"


def _drawn(timeline: drawn.Timeline, lines: tuple[str, ...]) -> Html:
    shapes, before = [], _first(timeline)
    rows = [timeline.entries[i : i + _PER_ROW] for i in range(0, len(timeline), _PER_ROW)] or [()]
    for i, checks in enumerate(rows):
        y = i * _ROW
        shapes += _states(before, checks, y + 64)
        before = checks[-1].state if checks else before
        for k, check in enumerate(checks):
            shapes += _check(check, _LEFT + (k + 0.5) * _STEP, y)
    if not timeline.entries:
        shapes.append(svg.label(_LEFT, 40, "no check so far", ink="dim"))
    return svg.picture(len(rows) * _ROW, _TITLE, lines, *shapes)


def _check(check: drawn.Check, x: float, y: float) -> list[Html]:
    sign, ink = _SIGNS[check.result]
    return [
        svg.disc(x, y + 18, 13, ink=ink, filled=check.counts),
        svg.label(x, y + 22.5, sign, ink="paper" if check.counts else ink, bold=True, at="middle"),
        svg.label(x, y + 48, check.result + ("" if check.exit_code is None else f" ({check.exit_code})"), at="middle"),
        svg.path(f"M{svg.number(x)} {svg.number(y + 52)}v12", ink="dim", width=1),
    ]


def _states(before: str, checks: tuple[drawn.Check, ...], y: float) -> list[Html]:
    """A band in the colour of each state, from check to check."""
    turns = [(0.0 if before is not None else _LEFT, before)]
    for k, check in enumerate(checks):
        if check.state != turns[-1][1]:
            turns.append((_LEFT + (k + 0.5) * _STEP, check.state))
    end = _LEFT + max(len(checks), 1) * _STEP
    shapes = []
    for (start, state), (stop, _) in zip(turns, [*turns[1:], (end, "")], strict=True):
        shapes.append(svg.bar(start + 1, y, stop - start - 2, 8, _STATES.get(state, "dim")))
        shapes.append(svg.label(start + 2, y + 24, state or "not known", ink=_STATES.get(state, "dim"), bold=True))
    return shapes

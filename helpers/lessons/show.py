"""How exercises and their results show themselves; pure."""

from __future__ import annotations

import inspect

from helpers.lessons.exercise import Checked, Exercise
from helpers.render.html import box, tag
from helpers.render.views import Block, Note, blocks


@blocks.register
def _(shown: Checked) -> list[Block]:
    if shown.passed:
        return [Note(f"Exercise {shown.exercise}: passed.", "good")]
    return [Note(f"Exercise {shown.exercise}: not yet. {shown.hint}", "bad")]


@blocks.register
def _(shown: Exercise) -> list[Block]:
    return [Note(f"Exercise {shown.id}"), Note(shown.task), Note("A hint and a solution are folded away.", "dim")]


def folded(shown: Exercise) -> str:
    """An exercise as HTML, its hint and its solution closed until they are opened."""
    solution = _source(shown.solution)
    return str(
        box(
            tag("div", tag("b", f"Exercise {shown.id}")),
            tag("div", shown.task, style="white-space:pre-line"),
            tag("details", tag("summary", "Hint"), tag("div", shown.hint)),
            tag("details", tag("summary", "Solution"), tag("pre", solution)),
        )
    )


def _source(solution: object) -> str:
    """A solution as one would type it: a function by its source, since its repr differs from run to run."""
    if callable(solution):
        return inspect.getsource(solution)
    return solution if isinstance(solution, str) else repr(solution)


Exercise._repr_html_ = folded

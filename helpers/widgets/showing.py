"""Which panels a widget has: all of a playground's, or a toggle's one; pure."""

from __future__ import annotations

import helpers.widgets.drawing  # noqa: F401  teaches states and results to show themselves
from helpers.render.html import box
from helpers.render.page import inner
from helpers.render.text import text
from helpers.render.views import Block, Note, blocks
from helpers.widgets.controller import Controller
from helpers.widgets.panels import Panel, panel, panels
from helpers.widgets.result import Result

_PEEK = "Move the slider below the Dockerfile: what there is behind an instruction, also where the next one fails."
_COMPARE = "Choose what to compare the Dockerfile with, as it is now."


def everything(controller: Controller) -> tuple[Panel, ...]:
    """A playground's panels. Peek and Compare are there before anybody asked for them, and say how to."""
    looks = controller.looks
    failed = [Note(looks.failed.what, "bad"), Note(looks.failed.why)] if looks.failed else []
    peeked: list[Block] = list(blocks(looks.peeked)) if looks.peeked else [Note(_PEEK, "dim")]
    compared: list[Block] = list(blocks(looks.compared)) if looks.compared else [Note(_COMPARE, "dim")]
    return (
        *panels(controller.state, controller.result, controller.last),
        panel("peek", "Peek", failed or peeked),
        panel("compare", "Compare", failed or compared),
    )


def result_alone(controller: Controller) -> tuple[Panel, ...]:
    """A toggle's only panel: the result as a cell would show it."""
    result = controller.result
    return (Panel("result", "Result", str(box(*inner(result))), text(result)),) if result != Result() else ()

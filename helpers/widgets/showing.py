"""Which panels a widget has: all of a playground's, or a toggle's one; pure."""

from __future__ import annotations

import helpers.widgets.drawing  # noqa: F401  teaches states and results to show themselves
from helpers.render.html import box
from helpers.render.page import inner
from helpers.render.text import text
from helpers.widgets.controller import Controller
from helpers.widgets.panels import Panel, compare_panel, panels, peek_panel
from helpers.widgets.result import Result


def everything(controller: Controller) -> tuple[Panel, ...]:
    """A playground's panels. Peek and Compare are there before anybody asked for them, and say how to."""
    looks = controller.looks
    failed = {looks.kind: looks.failed}
    return (
        *panels(controller.state, controller.result, controller.last),
        peek_panel(looks.peeked, failed.get("peek")),
        compare_panel(controller.result, looks.compared, failed.get("compare")),
    )


def result_alone(controller: Controller) -> tuple[Panel, ...]:
    """A toggle's only panel: the result as a cell would show it."""
    result = controller.result
    return (Panel("result", "Result", str(box(*inner(result))), text(result)),) if result != Result() else ()

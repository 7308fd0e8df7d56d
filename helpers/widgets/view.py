"""The playground in a notebook: tells its page what to draw, and its controller what a learner did. Thin."""

from __future__ import annotations

import dataclasses
import functools
import threading
from collections.abc import Callable, Mapping, Sequence

import anywidget
import traitlets

import helpers.widgets.drawing  # noqa: F401  teaches states and results to show themselves
from helpers.errors import CourseError
from helpers.render.html import box, join
from helpers.render.page import inner
from helpers.render.text import text
from helpers.widgets import messages, page
from helpers.widgets.assets import PAGE, STYLE
from helpers.widgets.controller import Controller
from helpers.widgets.page import Face
from helpers.widgets.panels import Panel
from helpers.widgets.result import Result
from helpers.widgets.state import State

Draw = Callable[[State, Result, Result | None], Sequence[Panel]]  # of the present result, and the one before it
_STEPS = ("undo", "redo", "reset")


def _from_code(name: str) -> Callable:
    """The controller's method of that name, as the playground's own."""

    @functools.wraps(getattr(Controller, name))
    def call(self, *args, **options):
        self._told = None
        return getattr(self.controller, name)(*args, **options)

    return call


class Playground(anywidget.AnyWidget):
    """A Dockerfile whose instructions are switched, edited and moved; what it builds and runs is shown beside it.

    A click works in the background, and a newer click takes the place of an older one. The methods do the same from
    code: they return the Result when it is there, in any program. Each raises CourseError for what cannot be.
    """

    _esm = PAGE
    _css = STYLE
    view = traitlets.Dict().tag(sync=True)
    panels = traitlets.List().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)

    set = _from_code("set")
    choose = _from_code("choose")
    edit = _from_code("edit")
    move = _from_code("move")
    add = _from_code("add")
    remove = _from_code("remove")
    load = _from_code("load")
    args = _from_code("args")
    target = _from_code("target")
    builder = _from_code("builder")
    run_with = _from_code("run_with")
    undo = _from_code("undo")
    redo = _from_code("redo")
    reset = _from_code("reset")
    save = _from_code("save")

    def __init__(self, controller: Controller, draw: Draw, face: Face):
        self.controller, self._draw, self._face = controller, draw, face
        self._showing = threading.RLock()
        self._drawn: Result | None = None
        self._wrong: dict[str, str] = {}
        self._told: tuple[str, bool] | None = None
        super().__init__()
        controller.subscribe(self._show)
        self.on_msg(self._heard)
        self._show()

    @property
    def state(self) -> State:
        """What is on, in which wording, and how it is built and run."""
        return self.controller.state

    @property
    def text(self) -> str:
        """The Dockerfile as it is now."""
        return self.controller.text

    @property
    def result(self) -> Result:
        """What the present state gave, with .build, .run, .error, .difference; waits for work in the background."""
        return self.controller.wait()

    # What a learner does

    def _heard(self, _widget, message: Mapping, _buffers) -> None:
        self._told = None
        field = message.get("name") if message["do"] == "field" else None
        self._wrong.pop(field, None)
        try:
            self._do(message)
        except CourseError as error:
            if field:
                self._wrong[field] = _sentences(error)
            self._told = (error.what, True)
        self._show()

    def _do(self, message: Mapping) -> None:
        what, controller = message["do"], self.controller
        if change := messages.change(message):
            change(controller.state)  # what cannot be is raised here, where one knows what was touched
            controller.submit(change, message.get("id"))
            if what == "upload":
                self._wrong.clear()
                self._face = dataclasses.replace(self._face, loaded=self._face.loaded + 1)
        elif what in _STEPS:
            self._wrong.clear()
            controller.submit_step(what)
        elif what == "cancel":
            controller.cancel()
            self._told = ("Cancelled", False)
        elif what == "save":
            self._told = (f"Saved as {controller.save(message['path'], message['overwrite'])}", False)
        elif what == "shown":
            controller.watch()
        else:
            raise CourseError(f"The page asks for {what!r}, which there is not.", do="reload the page")

    # What the page is told

    def _show(self) -> None:
        with self._showing, self.hold_sync():
            controller, result = self.controller, self.controller.result
            if result is not self._drawn:
                self._drawn = result
                drawn = self._draw(controller.state, result, controller.last)
                self.panels = [{"id": one.id, "title": one.title, "html": one.html} for one in drawn]
            self.view = page.view(controller.state, self._now(result))
            self.status = self._status(result)

    def _now(self, result: Result) -> Face:
        controller, history = self.controller, self.controller.history
        can = {"undo": controller.can_undo, "redo": controller.can_redo, "reset": history.now != history.first}
        what = page.marks(result.state, result) if result.state else {}
        lines = [one.command for one in (result.build, result.run) if one]
        return dataclasses.replace(self._face, can=can, marks=what, commands=lines, wrong=dict(self._wrong))

    def _status(self, result: Result) -> dict:
        busy, refused = self.controller.busy, self.controller.refused
        told = (refused.what, True) if refused else self._told
        words, bad = ("Building", False) if busy else told or page.said(result)
        return {"busy": busy, "text": words, "bad": bad, "progress": self.controller.saying}

    # Where no page is drawn: a notebook that is only read, a terminal

    def __repr__(self) -> str:
        result = self.controller.result
        return "\n".join([text(self.state), *([text(result)] if result != Result() else [])])

    def _repr_mimebundle_(self, **kwargs) -> dict:
        data, _ = super()._repr_mimebundle_(**kwargs)
        drawn = box(join([*inner(self.state), *inner(self.controller.result)]))
        return data | {"text/plain": repr(self), "text/html": str(drawn)}


def _sentences(error: CourseError) -> str:
    return "; ".join(part for part in (error.what.rstrip("."), error.do) if part)

"""The playground in a notebook: tells its page what to draw, and its controller what a learner did. Thin."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import anywidget
import traitlets

from helpers.errors import CourseError
from helpers.render.html import box, join
from helpers.render.page import inner
from helpers.render.text import text
from helpers.widgets import fields
from helpers.widgets.assets import PAGE, STYLE
from helpers.widgets.controller import Controller, loading
from helpers.widgets.page import Face, marks, said, view
from helpers.widgets.panels import Panel
from helpers.widgets.result import Result
from helpers.widgets.state import State

_STEPS = ("undo", "redo", "reset")


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

    def __init__(self, controller: Controller, draw: Callable[[Controller], Sequence[Panel]], face: Face):
        self._controller, self._draw, self._face = controller, draw, face
        self._showing = threading.RLock()
        self._wrong: dict[str, str] = {}
        self._told: tuple[str, bool] | None = None
        super().__init__()
        controller.subscribe(self._show)
        self.on_msg(self._heard)
        self._show()

    # From code

    @property
    def controller(self) -> Controller:
        """The same without a page."""
        return self._controller

    @property
    def state(self) -> State:
        """What is on, in which wording, and how it is built and run."""
        return self._controller.state

    @property
    def text(self) -> str:
        """The Dockerfile as it is now."""
        return self._controller.text

    @property
    def result(self) -> Result:
        """What the present state gave, with .build, .run, .error, .difference; waits for work in the background."""
        return self._controller.wait()

    def set(self, which: int | str, on: bool) -> Result:
        """Switch an instruction on or off: a line, or an id such as "CMD" or "RUN 2"."""
        return self._controller.set(which, on)

    def choose(self, which: int | str, name: str) -> Result:
        """Take another wording of an instruction, such as "shell"."""
        return self._controller.choose(which, name)

    def run_with(self, args: str | Sequence[str] | None, **options) -> Result:
        """Run with other arguments behind the image (None: no run), and other options of run()."""
        return self._controller.run_with(args, **options)

    # By hand

    def _heard(self, _widget, message: Mapping, _buffers) -> None:
        self._told = None
        try:
            self._do(message)
        except CourseError as error:
            self._tell(error.what, bad=True)

    def _do(self, message: Mapping) -> None:
        what, id, controller = message["do"], message.get("id"), self._controller
        changes: dict[str, Callable[[], Callable[[State], State]]] = {
            "set": lambda: lambda state: state.set(id, message["on"]),
            "choose": lambda: lambda state: state.choose(id, message["name"]),
            "edit": lambda: lambda state: state.edit(id, message["text"]),
            "move": lambda: lambda state: state.move(id, message["to"]),
            "remove": lambda: lambda state: state.remove(id),
            "add": lambda: _adding(message["after"], message["text"]),
            "runs": lambda: lambda state: state.run_with("" if message["on"] else None),
            "upload": lambda: loading(message["text"]),
        }
        if what in changes:
            self._submit(changes[what](), id)
        elif what in _STEPS:
            controller.submit_step(what)
        elif what == "cancel":
            controller.cancel()
        elif what == "field":
            self._field(message["name"], message["value"])
        elif what == "save":
            path = controller.save(message["path"], message["overwrite"])
            self._tell(f"Saved as {path}")
        elif what == "shown":
            controller.watch()
        else:
            raise CourseError(f"The page asks for {what!r}, which there is not.", do="reload the page")

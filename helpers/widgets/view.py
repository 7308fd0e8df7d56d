"""The playground in a notebook: tells its page what to draw, and its controller what a learner did. Thin."""

from __future__ import annotations

import dataclasses
import functools
import threading
from collections.abc import Callable, Mapping, Sequence

import anywidget
import traitlets

from helpers.errors import CourseError
from helpers.render.html import box, join
from helpers.render.page import inner
from helpers.render.text import text
from helpers.widgets import messages, page
from helpers.widgets.assets import PAGE, STYLE
from helpers.widgets.comparing import choices, other
from helpers.widgets.controller import Controller
from helpers.widgets.page import Face
from helpers.widgets.panels import Panel
from helpers.widgets.result import Result
from helpers.widgets.state import State

Draw = Callable[[Controller], Sequence[Panel]]


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
    peek = _from_code("peek")
    compare = _from_code("compare")
    files = _from_code("files")
    again = _from_code("again")
    set_ahead = _from_code("set_ahead")

    def __init__(self, controller: Controller, draw: Draw, face: Face):
        self.controller, self._draw, self._face = controller, draw, face
        self._showing = threading.RLock()
        self._opened, self._reading = "", Result()
        self._drawn: tuple = (None, None, None, None)
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
    def commands(self) -> tuple[str, ...]:
        """The docker commands that do the same."""
        return self.controller.commands

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
            self._told = (_sentences(error), True)
        self._show()

    def _do(self, message: Mapping) -> None:
        what = message["do"]
        others = {
            "undo": self._step, "redo": self._step, "reset": self._step, "cancel": self._cancelled,
            "peek": self._peeked, "compare": self._compared, "opened": self._looked_at, "save": self._saved,
            "shown": lambda message: self.controller.watch(),
        }  # fmt: skip
        if change := messages.change(message):
            change(self.state)  # what cannot be is raised here, where one knows what was touched
            self.controller.submit(change, message.get("id"))
            if what == "upload":
                self._wrong.clear()
                self._face = dataclasses.replace(self._face, loaded=self._face.loaded + 1)
        elif what in others:
            others[what](message)
        else:
            raise CourseError(f"The page asks for {what!r}, which there is not.", do="reload the page")

    def _step(self, message: Mapping) -> None:
        self._wrong.clear()
        self.controller.submit_step(message["do"])

    def _cancelled(self, _message: Mapping) -> None:
        self.controller.cancel()
        self._told = ("Cancelled", False)

    def _peeked(self, message: Mapping) -> None:
        row = self.state.row(message["id"])
        self._told = (f"Peek after line {self.state.lines[row.id][0]}, {row.id}", False)
        self.controller.submit_peek(row.id, message["command"])

    def _compared(self, message: Mapping) -> None:
        state = other(self.controller.history, message["with"])
        self._told = ("Compared", False)
        self.controller.submit_compare(lambda now: state)

    def _saved(self, message: Mapping) -> None:
        self._told = (f"Saved as {self.controller.save(message['path'], message['overwrite'])}", False)

    def _looked_at(self, message: Mapping) -> None:
        self._opened = message["panel"]

    def _read_files(self) -> None:
        """What is in the layers is read when somebody looks at them, once for each result."""
        result = self.controller.result
        built = result.build is not None and result.build.image is not None and not self.controller.busy
        if self._opened == "layers" and built and result.files is None and self._reading is not result:
            self._reading = result
            threading.Thread(target=self._files, daemon=True).start()

    def _files(self) -> None:
        try:
            self.controller.files()
        except CourseError as error:
            self._told = (error.what, True)
            self._show()

    # What the page is told

    def _show(self) -> None:
        with self._showing, self.hold_sync():
            controller, result = self.controller, self.controller.result
            looks = controller.looks
            seen = (result, looks.peeked, looks.compared, looks.failed)
            if any(now is not then for now, then in zip(seen, self._drawn, strict=True)):
                self._drawn = seen
                self.panels = [{"id": one.id, "title": one.title, "html": one.html} for one in self._draw(controller)]
            self.view = page.view(controller.state, self._now(result))
            self.status = self._status(result)
        self._read_files()

    def _now(self, result: Result) -> Face:
        controller, history = self.controller, self.controller.history
        can = {"undo": controller.can_undo, "redo": controller.can_redo, "reset": history.now != history.first}
        what = page.marks(result.state, result) if result.state else {}
        return dataclasses.replace(
            self._face, can=can, marks=what, failed=page.failure(result), commands=controller.commands,
            wrong=dict(self._wrong), at=controller.looks.at, compare=choices(history, self._face.bases),
        )  # fmt: skip

    def _status(self, result: Result) -> dict:
        controller = self.controller
        if controller.busy or controller.looks.busy:
            words, bad = ("Building" if controller.busy else "Looking into the build"), False
        elif error := controller.refused or controller.looks.failed:
            words, bad = error.what, True
        else:
            words, bad = self._told or page.said(result)
        busy = controller.busy or controller.looks.busy
        return {"busy": busy, "text": words, "bad": bad, "progress": controller.saying}

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

"""The toggle: a checkbox for each instruction, the result below. Thin: State has the rules, evaluate() the work."""

from __future__ import annotations

import shlex
import threading
from collections.abc import Sequence
from contextlib import contextmanager

import ipywidgets as widgets

import helpers.widgets.drawing  # noqa: F401  teaches states and results to show themselves
from helpers import progress
from helpers.errors import CourseError
from helpers.model import Build
from helpers.render.html import box, join, style, tag
from helpers.render.page import inner
from helpers.render.text import text
from helpers.widgets.result import Result, Superseded, Work, evaluate
from helpers.widgets.state import Row, State

_WIDE = {"description_width": "initial"}
# Instructions as code, with their lines; the widgets have no setting for that.
_CSS = """
.dc-toggle .widget-checkbox span{font-family:var(--jp-code-font-family,monospace);white-space:pre-wrap}
.dc-toggle .widget-checkbox code{font-size:inherit;background:none;white-space:inherit}
.dc-toggle .widget-checkbox .widget-label-basic{align-items:flex-start}
.dc-toggle .widget-dropdown{margin-left:1.5em;color:var(--jp-content-font-color2,#555)}
"""


class Toggle(widgets.VBox):
    """A Dockerfile whose instructions are switched on and off; what it builds and runs is shown below.

    A click works in the background, and a newer click takes the place of an older one. set(), choose() and
    run_with() do the same from code: they return the Result when it is there, in any program.
    """

    def __init__(self, state: State, work: Work):
        self._state, self._work = state, work
        self._lock, self._cancel = threading.RLock(), threading.Event()
        self._thread: threading.Thread | None = None
        self._last: Build | None = None
        self._result = Result()
        self._silent = False
        self._boxes = {row.id: _checkbox(row) for row in state.rows}
        self._lists = {row.id: _dropdown(row) for row in state.rows if len(row.names) > 1}
        self._field = None if state.command is None else _field(state.command)
        self._busy, self._shown = widgets.HTML(), widgets.HTML()
        rows = [self._line(row) for row in state.rows]
        field = [self._field] if self._field else []
        super().__init__([*rows, *field, self._busy, self._shown, widgets.HTML(style(_CSS))])
        self.add_class("dc-toggle")
        self._listen()
        self._evaluate()

    def _line(self, row: Row) -> widgets.Widget:
        if row.id not in self._lists:
            return self._boxes[row.id]
        return widgets.HBox([self._boxes[row.id], self._lists[row.id]], layout={"align_items": "center"})

    def _listen(self) -> None:
        for id, checkbox in self._boxes.items():
            checkbox.observe(lambda change, id=id: self._clicked(lambda s: s.set(id, change["new"])), "value")
        for id, dropdown in self._lists.items():
            dropdown.observe(lambda change, id=id: self._clicked(lambda s: s.choose(id, change["new"])), "value")
        if self._field:
            self._field.observe(lambda change: self._clicked(lambda s: s.run_with(change["new"])), "value")

    # From code

    @property
    def state(self) -> State:
        """Which instructions are on, and how the image is run."""
        return self._state

    @property
    def text(self) -> str:
        """The Dockerfile as it is now."""
        return self._state.text

    @property
    def result(self) -> Result:
        """What the present state gave, with .build, .run, .error, .difference; waits for work in the background."""
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        return self._result

    def set(self, which: int | str, on: bool) -> Result:
        """Switch an instruction on or off: a line, or an id such as "CMD" or "RUN 2". Raises CourseError."""
        return self._change(self._state.set(which, on))

    def choose(self, which: int | str, name: str) -> Result:
        """Take another wording of an instruction, such as "shell". Raises CourseError."""
        return self._change(self._state.choose(which, name))

    def run_with(self, args: str | Sequence[str] | None, **options) -> Result:
        """Run with other arguments behind the image (None: no run), and other options of run(). Raises CourseError."""
        return self._change(self._state.run_with(args, **options))

    def _change(self, state: State) -> Result:
        self._state = state
        with self._quietly():
            for row in state.rows:
                self._mirror(row)
            if self._field:
                self._field.value = shlex.join(state.command or ())
        return self._evaluate()

    @contextmanager
    def _quietly(self):
        self._silent = True
        try:
            yield
        finally:
            self._silent = False

    def _mirror(self, row: Row) -> None:
        self._boxes[row.id].value = row.on
        self._boxes[row.id].set_trait("description_allow_html", "$" in row.label)
        self._boxes[row.id].description = _label(row)
        if row.id in self._lists:
            self._lists[row.id].value = row.chosen

    # By hand

    def _clicked(self, change) -> None:
        if self._silent:
            return
        try:
            self._state = change(self._state)
        except CourseError as error:
            self._begin()
            self._publish(Result(error=error))
            return
        with self._quietly():
            for row in self._state.rows:
                self._mirror(row)
        cancel = self._begin()
        self._thread = threading.Thread(target=self._background, args=(self._state, cancel), daemon=True)
        self._thread.start()

    def _background(self, state: State, cancel: threading.Event) -> None:
        with progress.into(lambda drawn: self._say(drawn, cancel)):
            try:
                self._work_on(state, cancel)
            except Superseded:
                return
            except CourseError as error:
                self._publish(Result(error=error), cancel)
            except Exception as error:  # nothing above this thread would tell anybody
                self._publish(Result(error=CourseError("This failed.", why=f"{type(error).__name__}: {error}")), cancel)

    # Both

    def _begin(self) -> threading.Event:
        """What still works is not waited for any more."""
        with self._lock:
            self._cancel.set()
            self._cancel = threading.Event()
            self._busy.value = box(tag("div", "building…", cls="dc-note dc-dim", role="status"))
            return self._cancel

    def _evaluate(self) -> Result:
        try:
            self._work_on(self._state, self._begin())
        finally:
            self._busy.value = ""
        return self._result

    def _work_on(self, state: State, cancel: threading.Event) -> None:
        last = self._last
        result = evaluate(state, last, self._work, cancel, lambda so_far: self._draw(so_far, cancel))
        self._publish(result, cancel)

    def _publish(self, result: Result, cancel: threading.Event | None = None) -> None:
        with self._lock:
            if cancel is not None and cancel.is_set():
                return
            self._result = result
            if result.build is not None and result.build.image is not None:
                self._last = result.build
            self._draw(result, cancel)
            self._busy.value = ""

    def _draw(self, result: Result, cancel: threading.Event | None) -> None:
        with self._lock:
            if cancel is None or not cancel.is_set():
                drawn = tag("div", *inner(result), role="status", aria_live="polite")
                self._shown.value = box(drawn)

    def _say(self, drawn: str, cancel: threading.Event) -> None:
        with self._lock:
            if not cancel.is_set():
                self._busy.value = drawn

    # Where no widget is drawn: a notebook that is only read, a terminal

    def __repr__(self) -> str:
        return "\n".join([text(self._state), *([text(self._result)] if self._result != Result() else [])])

    def _repr_mimebundle_(self, **kwargs) -> dict:
        bundle = super()._repr_mimebundle_(**kwargs) or {}
        drawn = box(join([*inner(self._state), *inner(self._result)]))
        return bundle | {"text/plain": repr(self), "text/html": str(drawn)}


def _label(row: Row) -> str:
    # As code where it has a $: a typesetter would take what stands between two for a formula.
    return str(tag("code", row.label)) if "$" in row.label else row.label


def _checkbox(row: Row) -> widgets.Checkbox:
    return widgets.Checkbox(
        value=row.on, disabled=row.locked, indent=False, description=_label(row),
        description_allow_html="$" in row.label, layout={"width": "auto", "height": "auto"},
    )  # fmt: skip


def _dropdown(row: Row) -> widgets.Dropdown:
    return widgets.Dropdown(
        options=list(row.names), value=row.chosen, description=f"{row.id} as", style=_WIDE, layout={"width": "auto"}
    )


def _field(command: Sequence[str]) -> widgets.Text:
    return widgets.Text(
        value=shlex.join(command), description="docker run IMAGE", placeholder="arguments", continuous_update=False,
        style=_WIDE, layout={"width": "auto"}, tooltip="arguments behind the image",
    )  # fmt: skip

"""Looks that leave a playground's state as it is: into its build at one point, and at another state beside it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from helpers import progress
from helpers.errors import CourseError
from helpers.inside import Peek
from helpers.widgets.ahead import traffic
from helpers.widgets.memory import Remembering
from helpers.widgets.result import Result, Superseded, evaluate
from helpers.widgets.state import State

Look = Callable[[threading.Event], None]


class Looks:
    """The newest look counts; an older one that is still under way is ended.

    at: the id of the row where one stands. peeked: what there is. compared: the result of another state, with what
    differs from the present one. kind: of the last look, "peek" or "compare"; failed: why it gave nothing.
    tell() is called when any of it changes.
    """

    def __init__(self, known: Remembering, tell: Callable[[], None]):
        self._known, self._tell = known, tell
        self._lock, self._cancel = threading.RLock(), threading.Event()
        self._thread: threading.Thread | None = None
        self.at = ""
        self.peeked: Peek | None = None
        self.compared: Result | None = None
        self.failed: CourseError | None = None
        self.kind = ""
        self.busy = False

    def peek(self, state: State, id: str, command: str = "") -> Look:
        """Stand behind an instruction, and have a command run there."""

        def look(cancel: threading.Event) -> None:
            self.at, self.kind = id, "peek"
            found = self._known.peek(state, id, command, cancel)
            self._found(cancel, peeked=found)

        return look

    def compare(self, other: State, good: Result | None) -> Look:
        """Another state beside the present one. good: the present one's result, if it has an image."""

        def look(cancel: threading.Event) -> None:
            self.kind, work = "compare", self._known.work
            found = evaluate(other, good, work, cancel)
            if good is not None and good.build is not None:
                work.name(good.build)  # the playground's name stands for what it is set to
            self._found(cancel, compared=found)

        return look

    def now(self, look: Look) -> None:
        """Have a look, and wait for it. Raises CourseError."""
        cancel = self._begin()
        try:
            with traffic.asked():
                look(cancel)
        finally:
            self._end(cancel)

    def submit(self, look: Look) -> None:
        """The same behind a click: what fails is said in `failed`."""
        cancel = self._begin()
        self._thread = threading.Thread(target=self._behind, args=(look, cancel), daemon=True)
        self._thread.start()

    def stop(self, forget: bool = False) -> None:
        """End what is under way. forget: what was found is of another state now."""
        with self._lock:
            self._cancel.set()
            self.busy = False
            if forget:
                self.peeked = self.compared = self.failed = None

    def wait(self) -> None:
        """Until what is done in the background is done."""
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _begin(self) -> threading.Event:
        with self._lock:
            self._cancel.set()
            self._cancel = cancel = threading.Event()
            self.failed, self.busy = None, True
        self._tell()
        return cancel

    def _behind(self, look: Look, cancel: threading.Event) -> None:
        with progress.into(lambda drawn: None), traffic.asked():
            try:
                look(cancel)
            except Superseded:
                return
            except CourseError as error:
                self._found(cancel, failed=error)
            except Exception as error:
                if not cancel.is_set():  # whatever a build says that is stopped on request
                    failed = CourseError("This look failed.", why=f"{type(error).__name__}: {error}")
                    self._found(cancel, failed=failed)
            finally:
                self._end(cancel)

    def _found(self, cancel: threading.Event, **found) -> None:
        with self._lock:
            if not cancel.is_set():
                for name, value in found.items():
                    setattr(self, name, value)

    def _end(self, cancel: threading.Event) -> None:
        with self._lock:
            if cancel is not self._cancel or cancel.is_set():
                return
            self.busy = False
        self._tell()

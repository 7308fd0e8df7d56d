"""Works out what a playground's states give: for who waits, or behind a click; and tells who listens."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from contextlib import suppress

from helpers import progress
from helpers.errors import CourseError, NotFoundError
from helpers.widgets.ahead import Ahead, allowed, cells, traffic
from helpers.widgets.history import History
from helpers.widgets.looks import Looks
from helpers.widgets.memory import Remembering
from helpers.widgets.result import Result, Superseded, evaluate
from helpers.widgets.state import State
from helpers.widgets.work import Work


class Evaluating:
    """history: the states. result: what the present one gave. last: the result with an image that was before it.

    refused: why the last change by hand was none. busy: whether something is under way, with `saying` as its progress
    (HTML). looks: what is looked at beside. build_ahead: whether likely changes are built while nobody waits.
    """

    def __init__(self, state: State, work: Work):
        self.history = History.of(state)
        self.result, self.last = Result(), None
        self.refused: CourseError | None = None
        self.saying = ""
        self.known = Remembering(work)
        self.looks = Looks(self.known, self._tell)
        self.ahead = Ahead(self.known)
        self.build_ahead = allowed()
        self._good: Result | None = None
        self._lock, self._cancel = threading.RLock(), threading.Event()
        self._thread: threading.Thread | None = None
        self._busy, self._watched = False, False
        self._near: str | None = None
        self._listeners: list[Callable[[], None]] = []

    # For who shows it

    @property
    def busy(self) -> bool:
        """Whether a result is being worked on."""
        return self._busy

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Have it called, from any thread, when something to show has changed; call what is returned to end that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def wait(self) -> Result:
        """The present state's result, when what is done in the background is done."""
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        return self.result

    def cancel(self) -> None:
        """End what is under way; the state stays, and has no result until something is asked for again."""
        with self._lock:
            self._cancel.set()
            self._busy, self.saying = False, ""
        self.looks.stop()
        self._tell()

    def watch(self) -> None:
        """Somebody looks at a page of it: from now on, likely changes are built ahead."""
        if self._watched:
            return
        self._watched = True
        if (shell := progress.kernel()) is not None:
            cells.register(shell)
        if not self._busy:
            self._look_ahead()

    def set_ahead(self, on: bool) -> None:
        """Switch building ahead on or off for this playground."""
        self.build_ahead = bool(on) and allowed()
        self._look_ahead()
        self._tell()

    def close(self) -> None:
        """End everything that is under way."""
        self.ahead.stop()
        self.cancel()

    # How it is done

    def _go(self, history: History, near: str | None = None) -> Result:
        cancel, fresh = self._begin(history, near)
        try:
            self._work(history.now, cancel, fresh)
        finally:
            self._end(cancel)
        return self.result

    def _begin_behind(self, history: History, near: str | None = None) -> None:
        cancel, fresh = self._begin(history, near)
        self._thread = threading.Thread(target=self._behind, args=(history.now, cancel, fresh), daemon=True)
        self._thread.start()

    def _behind(self, state: State, cancel: threading.Event, fresh: bool) -> None:
        with progress.into(lambda drawn: self._say(drawn, cancel)):
            try:
                self._work(state, cancel, fresh)
            except Superseded:
                return
            except CourseError as error:
                self._publish(Result(error=error, state=state), cancel)
            except Exception as error:  # nothing above this thread would tell anybody
                failed = CourseError("This failed.", why=f"{type(error).__name__}: {error}")
                self._publish(Result(error=failed, state=state), cancel)
            finally:
                self._end(cancel)

    def _begin(self, history: History, near: str | None) -> tuple[threading.Event, bool]:
        """What still works is not waited for any more. Returns also whether all is to be done anew."""
        self.ahead.stop()
        self.looks.stop(forget=True)
        with self._lock:
            fresh = history == self.history and self.result != Result()
            self._cancel.set()
            self._cancel = threading.Event()
            self.history, self._near = history, near
            self.refused, self._busy, self.saying = None, True, ""
            cancel = self._cancel
        self._tell()
        return cancel, fresh

    def _work(self, state: State, cancel: threading.Event, fresh: bool) -> None:
        with traffic.asked():
            if fresh:
                self.known.forget(state)
            built, remembered = self.known.built(state), self.known.knows(state)
            result = self._evaluate(state, cancel, remembered)
            if built and isinstance(result.error, NotFoundError):  # its image was removed since
                self.known.forget(state)
                remembered, result = False, self._evaluate(state, cancel, False)
            self._publish(dataclasses.replace(result, remembered=remembered), cancel)
            if remembered and result.build is not None and result.build.image is not None:
                with suppress(CourseError):  # the answer is there; that its name moves on is for terminals
                    self.known.work.name(result.build)

    def _evaluate(self, state: State, cancel: threading.Event, remembered: bool) -> Result:
        def show(so_far: Result) -> None:
            if not remembered:
                self._publish(so_far, cancel, done=False)

        return evaluate(state, self._good, self.known.work, cancel, show)

    def _publish(self, result: Result, cancel: threading.Event, done: bool = True) -> None:
        with self._lock:
            if cancel.is_set():
                return
            self.result = result
            self.last = self._good
            if done:
                self._good = result if result.build is not None and result.build.image is not None else self._good
                self._busy, self.saying = False, ""
        self._tell()

    def _end(self, cancel: threading.Event) -> None:
        with self._lock:
            if cancel.is_set() or cancel is not self._cancel:
                return
            was, self._busy, self.saying = self._busy, False, ""
        if was:
            self._tell()
        self._look_ahead()

    def _look_ahead(self) -> None:
        if self._watched and self.build_ahead:
            self.ahead.go(self.state, self._near, self._good.build if self._good else None)
        else:
            self.ahead.stop()

    def _refuse(self, error: CourseError) -> None:
        self.refused = error
        self._tell()

    def _say(self, drawn: str, cancel: threading.Event) -> None:
        with self._lock:
            if cancel.is_set():
                return
            self.saying = drawn
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    def _id(self, near: int | str | None) -> str | None:
        try:
            return None if near is None else self.state.row(near).id
        except CourseError:
            return None

"""Builds what a learner is likely to want next, while nobody waits for the engine: never in the way of a click."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator

from helpers.client.options import contained
from helpers.errors import EngineError
from helpers.model import Build
from helpers.widgets.memory import Remembering
from helpers.widgets.state import State

MOST = 24  # states after one change
SECONDS = 60.0  # for all of them
EACH = 20.0  # seconds for one of them
QUIET = 0.3  # seconds after a change before anything begins: a learner clicks more than once


def allowed() -> bool:
    """Whether anything may be built ahead: COURSE_AHEAD is not 0."""
    return os.environ.get("COURSE_AHEAD", "1") != "0"


def likely(state: State, near: str | None = None) -> Iterator[State]:
    """States that are one click away and can be built: each row switched, each other wording; pure.

    near: the row that was changed last; its neighbours come first.
    """
    ids = [row.id for row in state.rows]
    at = ids.index(near) if near in ids else 0
    for row in sorted(state.rows, key=lambda row: abs(ids.index(row.id) - at)):
        changed = [] if row.locked else [state.set(row.id, not row.on)]
        changed += [state.choose(row.id, name) for name in row.names if row.on and name != row.chosen]
        yield from (other for other in changed if other.error is None)


class Traffic:
    """Who works on the engine. Whoever was asked for something goes first, and what is ahead stops at once."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._asked = 0
        self._cancel: threading.Event | None = None

    @contextlib.contextmanager
    def asked(self) -> Iterator[None]:
        """Work that somebody waits for: until it is done, nothing is done ahead."""
        with self._changed:
            self._asked += 1
            if self._cancel:
                self._cancel.set()
        try:
            yield
        finally:
            with self._changed:
                self._asked -= 1
                self._changed.notify_all()

    def quiet(self, seconds: float = 5.0) -> bool:
        """Wait until nothing is done ahead; False when it does not end in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._cancel is None, seconds)

    @contextlib.contextmanager
    def ahead(self, stop: threading.Event) -> Iterator[threading.Event | None]:
        """Work that nobody asked for, one at a time: when the engine is quiet, with the event that ends it.

        None when `stop` was set while it waited.
        """
        with self._changed:
            while not stop.is_set() and (self._asked or self._cancel):
                self._changed.wait(0.2)
            cancel = None if stop.is_set() else threading.Event()
            self._cancel = cancel or self._cancel
        try:
            yield cancel
        finally:
            if cancel is not None:
                with self._changed:
                    self._cancel = None
                    self._changed.notify_all()


traffic = Traffic()  # this process has one engine


class Ahead:
    """Builds ahead for one playground. go(state) after each change; stop() when it is not wanted any more."""

    def __init__(self, known: Remembering, traffic: Traffic = traffic, *, quiet: float = QUIET):
        self._known, self._traffic, self._quiet = known, traffic, quiet
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def go(self, state: State, near: str | None = None, shown: Build | None = None) -> None:
        """Begin with what is likely after this state, and leave what was begun for another.

        near: the row that was changed last. shown: what the next result will be compared with.
        """
        self.stop()
        if self._known.ahead is None or not allowed():
            return
        self._stop = stop = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(state, near, shown, stop), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing more, and end what is under way."""
        self._stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is left to be done; False when that takes longer."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    def _work(self, state: State, near: str | None, shown: Build | None, stop: threading.Event) -> None:
        if stop.wait(self._quiet):
            return
        end = time.monotonic() + SECONDS
        for count, other in enumerate(likely(state, near)):
            if count >= MOST or time.monotonic() > end or stop.is_set():
                return
            try:
                while not self._one(other, shown, stop) and time.monotonic() < end and not stop.is_set():
                    pass  # something that was asked for went first: once more
            except EngineError:
                return

    def _one(self, state: State, shown: Build | None, stop: threading.Event) -> bool:
        """Whether this one is done with. Raises EngineError."""
        known = self._known
        if known.build_key(state) is None or known.knows(state):
            return True
        with self._traffic.ahead(stop) as cancel:
            if cancel is None:
                return True
            with _ended_on(stop, cancel, EACH) as late:
                try:
                    self._evaluate(state, shown, cancel)
                except EngineError:
                    raise
                except Exception:  # a failure that is remembered, or whatever a build says that is stopped on request
                    return late.is_set() or not cancel.is_set()
        return True

    def _evaluate(self, state: State, shown: Build | None, cancel: threading.Event) -> None:
        work = self._known.ahead
        build = work.build(state, cancel)
        if build.image is None:
            return
        work.image(build)
        if shown is not None:
            work.compare(shown, build)
        if state.command is not None and contained(state.options):
            work.run(build, state.command, state.options, cancel)


@contextlib.contextmanager
def _ended_on(stop: threading.Event, cancel: threading.Event, seconds: float) -> Iterator[threading.Event]:
    """Set `cancel` when `stop` is set or the time is over; gives an event that is set in the second case."""
    done, late = threading.Event(), threading.Event()

    def watch() -> None:
        end = time.monotonic() + seconds
        while not done.wait(0.05):
            if time.monotonic() > end:
                late.set()
            if late.is_set() or stop.is_set():
                cancel.set()
                return

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield late
    finally:
        done.set()


class Cells:
    """Has a notebook's cells go first, too: what they run is asked for, and no container of ours is in their way."""

    def __init__(self, traffic: Traffic = traffic):
        self._traffic, self._open = traffic, contextlib.ExitStack()
        self._registered = False

    def register(self, shell) -> None:
        """Listen to an IPython shell's cells, once."""
        if not self._registered:
            self._registered = True
            shell.events.register("pre_run_cell", self.begun)
            shell.events.register("post_run_cell", self.ended)

    def begun(self, *_) -> None:
        """A cell is about to run."""
        self._open.enter_context(self._traffic.asked())
        self._traffic.quiet()

    def ended(self, *_) -> None:
        """It has run."""
        self._open.close()


cells = Cells()

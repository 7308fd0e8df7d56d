"""A playground without a page: its states, what they gave, and who waits for what. Any number may listen."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from helpers import progress
from helpers.errors import CourseError, NotFoundError
from helpers.widgets.ahead import Ahead, allowed, cells, traffic
from helpers.widgets.history import History
from helpers.widgets.memory import Remembering
from helpers.widgets.result import Result, Superseded, evaluate
from helpers.widgets.save import save
from helpers.widgets.state import State, make
from helpers.widgets.work import Work

Change = Callable[[State], State]


class Controller:
    """set(), choose(), edit() and the others change the state and return its Result; submit() does so behind a click.

    state, result: the present ones. last: the last result that has an image and is not the present one. refused: why
    the last change by hand was none. busy: whether something is under way, with `saying` as its progress (HTML).
    """

    def __init__(self, state: State, work: Work):
        self.history = History.of(state)
        self.result, self.last = Result(), None
        self.refused: CourseError | None = None
        self.saying = ""
        self.known = Remembering(work)
        self.ahead = Ahead(self.known)
        self.build_ahead = allowed()
        self._good: Result | None = None
        self._lock, self._cancel = threading.RLock(), threading.Event()
        self._thread: threading.Thread | None = None
        self._busy, self._watched = False, False
        self._near: str | None = None
        self._listeners: list[Callable[[], None]] = []

    # What there is

    @property
    def state(self) -> State:
        """What is on, in which wording, and how it is built and run."""
        return self.history.now

    @property
    def text(self) -> str:
        """The Dockerfile as it is now."""
        return self.state.text

    @property
    def busy(self) -> bool:
        """Whether a result is being worked on."""
        return self._busy

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self.history.past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a change that was taken back."""
        return bool(self.history.future)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Have it called, from any thread, when something to show has changed; call what is returned to end that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # Changes from code: they wait for the result. Each raises CourseError for what cannot be.

    def set(self, which: int | str, on: bool) -> Result:
        """Switch an instruction on or off: a line, or an id such as "CMD" or "RUN 2"."""
        return self.change(lambda state: state.set(which, on), which)

    def choose(self, which: int | str, name: str) -> Result:
        """Take another wording of an instruction, such as "shell"."""
        return self.change(lambda state: state.choose(which, name), which)

    def edit(self, which: int | str, text: str) -> Result:
        """Write an instruction anew in its place."""
        return self.change(lambda state: state.edit(which, text), which)

    def move(self, which: int | str, to: int) -> Result:
        """Put an instruction at another place, from 0."""
        return self.change(lambda state: state.move(which, to), which)

    def add(self, text: str, at: int | None = None) -> Result:
        """A further instruction at a place, from 0, or at the end."""
        return self.change(lambda state: state.add(text, at))

    def remove(self, which: int | str) -> Result:
        """Take an instruction out."""
        return self.change(lambda state: state.remove(which))

    def load(self, text: str) -> Result:
        """Another Dockerfile in this one's place; how it is run stays."""
        return self.change(loading(text))

    def args(self, given: Mapping[str, str | None] | None = None, **more: str | None) -> Result:
        """Other build arguments; None takes one away."""
        return self.change(lambda state: state.args_with({**(given or {}), **more}))

    def target(self, target: str | int | None) -> Result:
        """Build up to a stage; None for the last."""
        return self.change(lambda state: state.target_with(target))

    def builder(self, builder: str) -> Result:
        """Build with "buildkit" or "classic"."""
        return self.change(lambda state: state.builder_with(builder))

    def run_with(self, args: str | Sequence[str] | None, **options) -> Result:
        """Run with other arguments behind the image (None: no run), and other options of run()."""
        return self.change(lambda state: state.run_with(args, **options))

    def undo(self) -> Result:
        """Before the last change."""
        return self._go(self.history.undo())

    def redo(self) -> Result:
        """After the change that was undone."""
        return self._go(self.history.redo())

    def reset(self) -> Result:
        """All as at first."""
        return self._go(self.history.reset())

    def again(self) -> Result:
        """Build and run the present state anew, whatever is remembered of it."""
        return self._go(self.history)

    def change(self, change: Change, near: int | str | None = None) -> Result:
        """Any change. One that leaves everything as it is builds and runs anew."""
        return self._go(self.history.to(change(self.state)), self._id(near))

    def wait(self) -> Result:
        """The present state's result, when what is done in the background is done."""
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()
        return self.result

    def save(self, path: str | Path, overwrite: bool = False) -> Path:
        """Write the Dockerfile into a file; see helpers.widgets.save."""
        return save(self.text, path, overwrite)

    # Changes by hand: the newest counts, and ends what an older one works on

    def submit(self, change: Change, near: int | str | None = None) -> None:
        """A change whose result comes later. What cannot be is said in `refused`."""
        try:
            history = self.history.to(change(self.state))
        except CourseError as error:
            self._refuse(error)
            return
        self._begin_behind(history, self._id(near))

    def submit_step(self, name: str) -> None:
        """The same for "undo", "redo", "reset" or "again"."""
        history = self.history
        self._begin_behind(history if name == "again" else getattr(history, name)())

    def cancel(self) -> None:
        """End what is under way; the state stays, and has no result until something is asked for again."""
        with self._lock:
            self._cancel.set()
            self._busy, self.saying = False, ""
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
        self._watched = True
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
            remembered = state.error is None and self.known.knows(state)
            result = self._evaluate(state, cancel, remembered)
            if remembered and isinstance(result.error, NotFoundError):  # its image was removed since
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
            if done:
                self.last = self._good
                if result.build is not None and result.build.image is not None:
                    self._good = result
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


def loading(text: str) -> Change:
    """A change to another Dockerfile, which keeps the run's command and options."""

    def change(state: State) -> State:
        made = make(text)
        return dataclasses.replace(made, command=state.command, options=state.options, builder=state.builder)

    return change

"""A playground without a page: its state, what it gave, and every change of it, from code and by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from helpers.errors import CourseError
from helpers.inside import LayersFiles, Peek
from helpers.widgets.evaluating import Evaluating
from helpers.widgets.result import Result
from helpers.widgets.save import save
from helpers.widgets.state import State, make

Change = Callable[[State], State]


class Controller(Evaluating):
    """set(), choose(), edit() and so on change the state and return its Result; submit() does so behind a click."""

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
    def commands(self) -> tuple[str, ...]:
        """The docker commands that do the same: the build's and the run's, of the present result."""
        return tuple(one.command for one in (self.result.build, self.result.run) if one)

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self.history.past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a change that was taken back."""
        return bool(self.history.future)

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

    # Looks: they leave the state as it is

    def peek(self, which: int | str, command: str = "") -> Peek:
        """What there is behind an instruction, and what a command gives that is run there. Raises CourseError."""
        self.looks.now(self.looks.peek(self.state, self.state.row(which).id, command))
        return self.looks.peeked

    def compare(self, change: Change) -> Result:
        """The result of another state, with what differs from the present one.

        change: what makes the other state, such as `lambda state: state.builder_with("classic")`, or with another base
        `lambda state: state.edit("FROM", "FROM debian:trixie-slim")`.
        """
        self.looks.now(self.looks.compare(change(self.state), self._good))
        return self.looks.compared

    def files(self) -> LayersFiles | None:
        """What is in the layers of the present image; from now on the result has it, too. None without an image."""
        result = self.result
        if result.build is None or result.build.image is None:
            return None
        found = self.known.files(result.build)
        with self._lock:
            if self.result is result:
                self.result = dataclasses.replace(result, files=found)
                self._good = self.result if self._good is result else self._good
        self._tell()
        return found

    def submit_peek(self, which: int | str, command: str = "") -> None:
        """peek() behind a click; see `looks`. Raises CourseError for a row that is not there."""
        self.looks.submit(self.looks.peek(self.state, self.state.row(which).id, command))

    def submit_compare(self, change: Change) -> None:
        """compare() behind a click; see `looks`. Raises CourseError for a change that cannot be."""
        self.looks.submit(self.looks.compare(change(self.state), self._good))

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


def loading(text: str) -> Change:
    """A change to another Dockerfile, which keeps the run's command and options."""

    def change(state: State) -> State:
        made = make(text)
        return dataclasses.replace(made, command=state.command, options=state.options, builder=state.builder)

    return change

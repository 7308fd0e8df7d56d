"""What was built and run before: the same again is answered without an engine. Bounded; each playground has its own."""

from __future__ import annotations

import dataclasses
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress

from helpers.client.options import contained
from helpers.errors import CourseError, EngineError, NotFoundError
from helpers.inside import LayersFiles, Peek
from helpers.model import Build, Run
from helpers.widgets.state import State
from helpers.widgets.work import Work

KEPT = 300  # answers; the oldest use goes first


class Memory:
    """Answers by what they were asked for. Failures are answers too; a missing engine is none."""

    def __init__(self, kept: int = KEPT):
        self._kept, self._lock = kept, threading.Lock()
        self._answers: OrderedDict[Hashable, tuple[object, CourseError | None]] = OrderedDict()

    def __contains__(self, key: Hashable) -> bool:
        return key is not None and key in self._answers

    def __len__(self) -> int:
        return len(self._answers)

    def ask(self, key: Hashable | None, work: Callable[[], object]):
        """The answer to this key, from work() the first time. None as a key: nothing is remembered."""
        if key is None:
            return work()
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return _said(*self._answers[key])
        try:
            answer, error = work(), None
        except EngineError:
            raise
        except CourseError as failed:
            answer, error = None, failed
        self.put(key, answer, error)
        return _said(answer, error)

    def put(self, key: Hashable, answer: object, error: CourseError | None = None) -> None:
        """Remember an answer."""
        with self._lock:
            self._answers[key] = (answer, error)
            self._answers.move_to_end(key)
            while len(self._answers) > self._kept:
                self._answers.popitem(last=False)

    def forget(self, key: Hashable | None) -> None:
        """Have the next to ask work for it."""
        with self._lock:
            self._answers.pop(key, None)


def _said(answer, error: CourseError | None):
    if error is not None:
        raise error
    return answer


class Remembering:
    """An engine's work, of which nothing is done twice. `work` is that; `ahead` the same for what nobody asked for."""

    def __init__(self, engine: Work, memory: Memory | None = None):
        self.memory = memory or Memory()
        self._engine = engine
        self.work = self._remembered(engine)
        self.ahead = self._remembered(engine.ahead) if engine.ahead else None

    def _remembered(self, engine: Work) -> Work:
        def build(state: State, cancel) -> Build:
            return self.memory.ask(self.build_key(state), lambda: engine.build(state, cancel))

        def run(image: Build, command, options, cancel) -> Run:
            key = run_key(image, command, options)
            return self.memory.ask(key, lambda: engine.run(image, command, options, cancel))

        def compare(before: Build, after: Build):
            try:
                return self.memory.ask(("compare", before.image, after.image), lambda: engine.compare(before, after))
            except NotFoundError:  # it may be built again, and then be there
                self.memory.forget(("compare", before.image, after.image))
                raise

        def image(of: Build):
            return self.memory.ask(("image", of.image), lambda: engine.image(of))

        return dataclasses.replace(engine, build=build, run=run, compare=compare, image=image)

    def peek(self, state: State, id: str, command: str, cancel) -> Peek:
        """What there is behind an instruction. A command is run there each time anew."""
        if self._engine.peek is None:
            raise CourseError("Nothing can be looked at here.")
        told = self.build_key(state)
        key = None if told is None or command else ("peek", id, told)
        return self.memory.ask(key, lambda: self._engine.peek(state, id, command, cancel))

    def files(self, build: Build) -> LayersFiles | None:
        """What is in an image's layers; None where that cannot be read."""
        read = self._engine.files
        return None if read is None else self.memory.ask(("files", build.image), lambda: read(build))

    def build_key(self, state: State) -> Hashable | None:
        """What a build is remembered by; None where something unknown takes part in it."""
        told = self._engine.fingerprint(state)
        if told is None:
            return None
        return ("build", state.text, frozenset(state.args.items()), state.target, state.builder, told)

    def built(self, state: State) -> bool:
        """Whether this state was built before."""
        return state.error is None and self.build_key(state) in self.memory

    def knows(self, state: State) -> bool:
        """Whether this state can be answered without an engine."""
        if not self.built(state):
            return False
        if state.command is None:
            return True
        try:
            build = self.memory.ask(self.build_key(state), _nothing)
        except CourseError:
            return True
        return run_key(build, state.command, state.options) in self.memory

    def forget(self, state: State) -> None:
        """Have this state built and run anew."""
        key = self.build_key(state)
        if key in self.memory and state.command is not None:
            with suppress(CourseError):
                self.memory.forget(run_key(self.memory.ask(key, _nothing), state.command, state.options))
        self.memory.forget(key)


def _nothing():
    raise CourseError("This was forgotten meanwhile.")


def run_key(image: Build, command, options: Mapping) -> Hashable | None:
    """What a run is remembered by: the image's content, the words, the options; None where more takes part in it."""
    if image.image is None or not contained(options):
        return None
    return ("run", image.image, image.tag, tuple(command), repr(sorted(options.items())))

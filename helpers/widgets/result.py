"""A State of a Dockerfile -> what building and running it gave, and how it differs from the last one."""

from __future__ import annotations

import contextvars
import dataclasses
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from helpers.errors import BuildError, CourseError, EngineError, NotFoundError, RunError
from helpers.inside import LayersFiles, Reason
from helpers.model import Build, Difference, Image, Run, Shown
from helpers.widgets.state import State
from helpers.widgets.work import Work


@dataclass(frozen=True, repr=False)
class LayerChange(Shown):
    """A layer since the last state: "kept", "added" or "removed". A base image's layers are one."""

    kind: str
    instruction: str


@dataclass(frozen=True, repr=False)
class Result(Shown):
    """What one state of a toggle gave.

    build: None when the Dockerfile does not parse. run: None when no container is run, or none could be. error: why
    something failed. difference, layers: since the last state that was built; None and () the first time.
    image: what was built, with its layers and configuration. reasons: why steps were built and not from the cache.
    files: the layers' files, None until somebody asked for them. state: what was evaluated. remembered: nothing was
    built or run for it, it was known from before. context: the build context's files, path -> digest, where known.
    """

    build: Build | None = None
    run: Run | None = None
    error: CourseError | None = None
    difference: Difference | None = None
    layers: tuple[LayerChange, ...] = field(default=())
    image: Image | None = None
    reasons: tuple[Reason, ...] = ()
    files: LayersFiles | None = None
    state: State | None = None
    remembered: bool = False
    context: Mapping[str, str] | None = None


class Superseded(Exception):
    """Nobody waits for this evaluation any more."""


def evaluate(
    state: State,
    last: Result | None,
    work: Work,
    cancel: threading.Event | None = None,
    show: Callable[[Result], None] = lambda result: None,
) -> Result:
    """Build the state's Dockerfile, run the image, compare it with the last one; failures become result.error.

    last: the last result that has an image. show: is given what is known so far. cancel: when set, Superseded is
    raised soon. Raises EngineError, too: there is nothing to learn from it.
    """
    result = Result(error=state.error, state=state)
    if result.error is not None:
        return result
    with _going_on(cancel):
        result = _reasoned(_built(result, work, cancel), last, work)
        show(result)
        if result.build is None or result.build.image is None:
            return result
        known = SoFar(result, show)
        # A container may run for long: what its image holds is looked at, and shown, meanwhile.
        reading = Beside(lambda: known.take(_read(result, last, work), "image", "difference", "layers"))
        if state.command is not None:
            ran = _ran(result, work, cancel)
            _go_on(cancel)
            known.take(ran, "run")
        reading.wait(cancel)
    return known.result


class SoFar:
    """Collects what is found out about one result, and shows it as it comes."""

    def __init__(self, result: Result, show: Callable[[Result], None]):
        self.result, self._show, self._lock = result, show, threading.Lock()

    def take(self, found: Result, *names: str) -> None:
        """These fields of what was found, and its error if it is the first."""
        with self._lock:
            fresh = {name: getattr(found, name) for name in names}
            self.result = dataclasses.replace(self.result, error=self.result.error or found.error, **fresh)
            self._show(self.result)


class Beside:
    """Work beside other work."""

    def __init__(self, work: Callable[[], None]):
        self._error: BaseException | None = None
        here = contextvars.copy_context()
        self._thread = threading.Thread(target=here.run, args=(self._do, work), daemon=True)
        self._thread.start()

    def _do(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # it is raised where somebody waits
            self._error = error

    def wait(self, cancel: threading.Event | None) -> None:
        """Until it is done. Raises what went wrong, and Superseded."""
        while self._thread.is_alive():
            _go_on(cancel)
            self._thread.join(None if cancel is None else 0.05)
        if self._error is not None:
            raise self._error


@contextmanager
def _going_on(cancel: threading.Event | None) -> Iterator[None]:
    """Whatever a build says that is stopped on request, it is Superseded."""
    try:
        yield
    except Exception:
        _go_on(cancel)
        raise
    _go_on(cancel)


def _go_on(cancel: threading.Event | None) -> None:
    if cancel is not None and cancel.is_set():
        raise Superseded


def _failed(result: Result, error: CourseError) -> Result:
    if isinstance(error, EngineError):
        raise error
    build = error.build if isinstance(error, BuildError) and error.build else result.build
    run = error.run if isinstance(error, RunError) and error.run else result.run
    return dataclasses.replace(result, error=result.error or error, build=build, run=run)


def _built(result: Result, work: Work, cancel) -> Result:
    try:
        result = dataclasses.replace(result, context=work.context(), build=work.build(result.state, cancel))
    except CourseError as error:
        result = _failed(result, error)
    _go_on(cancel)
    return result


def _ran(result: Result, work: Work, cancel) -> Result:
    state = result.state
    if state.command is None:
        return result
    try:
        return dataclasses.replace(result, run=work.run(result.build, state.command, state.options, cancel))
    except CourseError as error:
        return _failed(result, error)


def _read(result: Result, last: Result | None, work: Work) -> Result:
    """The image, and what differs from the last one."""
    try:
        result = dataclasses.replace(result, image=work.image(result.build))
        if last is None or last.build is None:
            return result
        with suppress(NotFoundError):  # the last image was removed since: there is nothing to compare with
            found = dataclasses.replace(work.compare(last.build, result.build), before="", after="")
            result = dataclasses.replace(result, difference=found)
        changes = layer_changes(last.image, result.image) if last.image else ()
        return dataclasses.replace(result, layers=changes)
    except CourseError as error:
        return _failed(result, error)


def _reasoned(result: Result, last: Result | None, work: Work) -> Result:
    if work.reasons is None or result.build is None:
        return result
    return dataclasses.replace(result, reasons=work.reasons(last, result))


def layer_changes(before: Image, after: Image) -> tuple[LayerChange, ...]:
    """What became of the layers: as long as they are the same from the bottom, they are kept."""
    old, new = _stack(before), _stack(after)
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    kept = [LayerChange("kept", text) for text, _ in new[:same]]
    gone = [LayerChange("removed", text) for text, _ in old[same:]]
    return (*kept, *gone, *(LayerChange("added", text) for text, _ in new[same:]))


def _stack(image: Image) -> list[tuple[str, tuple[str, ...]]]:
    """Each layer's instruction and identity. How many layers a base has depends on where it came from: it is one."""
    count = image.base_layers if image.base else 0
    base = [(f"FROM {image.base}", tuple(layer.diff_id for layer in image.layers[:count]))] if count else []
    return base + [(layer.instruction, (layer.diff_id,)) for layer in image.layers[count:]]

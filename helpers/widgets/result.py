"""A State of a Dockerfile -> what building and running it gave, and how it differs from the last one."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from helpers.errors import BuildError, CourseError, EngineError, RunError
from helpers.inside import LayersFiles, Reason
from helpers.model import Build, Difference, Image, Layers, Run, Shown
from helpers.widgets.state import State


@dataclass(frozen=True)
class Work:
    """What an evaluation needs of an engine; helpers.widgets.work has the real ones.

    build(text, cancel); run(image, command, options); compare(before, after); layers(image). All raise CourseError.
    """

    build: Callable[[str, threading.Event | None], Build]
    run: Callable[[Build, tuple[str, ...], Mapping], Run]
    compare: Callable[[Build, Build], Difference]
    layers: Callable[[Build], Layers]


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
    files: the layers' files, None until somebody asked for them.
    """

    build: Build | None = None
    run: Run | None = None
    error: CourseError | None = None
    difference: Difference | None = None
    layers: tuple[LayerChange, ...] = field(default=())
    image: Image | None = None
    reasons: tuple[Reason, ...] = ()
    files: LayersFiles | None = None


class Superseded(Exception):
    """Nobody waits for this evaluation any more."""


def evaluate(
    state: State,
    last: Build | None,
    work: Work,
    cancel: threading.Event | None = None,
    show: Callable[[Result], None] = lambda result: None,
) -> Result:
    """Build the state's Dockerfile, run the image, compare it with the last one; failures become result.error.

    show: is given what is known so far. cancel: when set, Superseded is raised soon. Raises EngineError, too: there
    is nothing to learn from it.
    """
    result = Result(error=state.error)
    steps = (_build, _run, _compare) if result.error is None else ()
    for step in steps:
        try:
            result = step(result, state, last, work, cancel)
        except EngineError:
            _go_on(cancel)
            raise
        except CourseError as error:
            result = _failed(result, error)
        except Exception:  # whatever a build says when it is stopped on request
            _go_on(cancel)
            raise
        _go_on(cancel)
        show(result)
        if result.build is None or result.build.image is None:
            break
    return result


def _go_on(cancel: threading.Event | None) -> None:
    if cancel is not None and cancel.is_set():
        raise Superseded


def _failed(result: Result, error: CourseError) -> Result:
    build = error.build if isinstance(error, BuildError) and error.build else result.build
    run = error.run if isinstance(error, RunError) and error.run else result.run
    return dataclasses.replace(result, error=result.error or error, build=build, run=run)


def _build(result: Result, state: State, last, work: Work, cancel) -> Result:
    return dataclasses.replace(result, build=work.build(state.text, cancel))


def _run(result: Result, state: State, last, work: Work, cancel) -> Result:
    if state.command is None:
        return result
    return dataclasses.replace(result, run=work.run(result.build, state.command, state.options))


def _compare(result: Result, state: State, last: Build | None, work: Work, cancel) -> Result:
    if last is None:
        return result
    difference = dataclasses.replace(work.compare(last, result.build), before="", after="")
    layers = layer_changes(work.layers(last), work.layers(result.build))
    return dataclasses.replace(result, difference=difference, layers=layers)


def layer_changes(before: Layers, after: Layers) -> tuple[LayerChange, ...]:
    """What became of the layers: as long as they are the same from the bottom, they are kept."""
    old, new = _stack(before), _stack(after)
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    kept = [LayerChange("kept", text) for text, _ in new[:same]]
    gone = [LayerChange("removed", text) for text, _ in old[same:]]
    return (*kept, *gone, *(LayerChange("added", text) for text, _ in new[same:]))


def _stack(layers: Layers) -> list[tuple[str, tuple[str, ...]]]:
    """Each layer's instruction and identity. How many layers a base has depends on where it came from: it is one."""
    count = layers.base_count if layers.base else 0
    base = [(f"FROM {layers.base}", tuple(layer.diff_id for layer in layers[:count]))] if count else []
    return base + [(layer.instruction, (layer.diff_id,)) for layer in layers[count:]]

"""What a playground needs of an engine, and how the session's engine does it, through the learner's verbs."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from helpers.client import images
from helpers.client.buildkit import gently
from helpers.client.labels import INTERNAL
from helpers.client.reasons import Made, reasons
from helpers.client.sources import digests
from helpers.errors import NotFoundError
from helpers.inside import LayersFiles, Peek, Reason
from helpers.model import Build, Difference, Image, Run
from helpers.sources import Source
from helpers.widgets.fingerprint import fingerprint
from helpers.widgets.state import State

TIMEOUT = 10.0  # seconds that a playground's container may run when nothing else is asked for
Cancel = threading.Event | None


@dataclass(frozen=True)
class Work:
    """What is done on an engine. All raise CourseError; those that take `cancel` end soon when it is set.

    build(state, cancel); run(image, command, options, cancel); compare(before, after); image(build).
    fingerprint(state): everything outside the state that determines what it builds, None when that cannot be known.
    name(build): have the playground's tag name that image. ahead: the same for builds that nobody asked for: at low
    priority, under another tag. None where nothing is to be built ahead.
    context(): the context's files, path -> digest, None where they are not known. reasons(last, result), files(build),
    peek(state, row's id, command, cancel): None where they cannot be had.
    """

    build: Callable[[State, Cancel], Build]
    run: Callable[[Build, tuple[str, ...], Mapping, Cancel], Run]
    compare: Callable[[Build, Build], Difference]
    image: Callable[[Build], Image]
    fingerprint: Callable[[State], Hashable | None] = lambda state: None
    name: Callable[[Build], None] = lambda build: None
    ahead: Work | None = None
    context: Callable[[], Mapping[str, str] | None] = lambda: None
    reasons: Callable[[Any, Any], tuple[Reason, ...]] | None = None
    files: Callable[[Build], LayersFiles] | None = None
    peek: Callable[[State, str, str, Cancel], Peek] | None = None


def engine_work(source: Source) -> Work:
    """Builds in the source's context, under a tag beside its own. The engine is found or booted at the first build."""
    from helpers import api, session

    tag = toggle_tag(source)

    def build(state: State, cancel: Cancel, tag: str = tag) -> Build:
        return api.build(
            state.text, tag=tag, context=source.context, args=dict(state.args), target=state.target,
            builder=state.builder, cancel=cancel,
        )  # fmt: skip

    def run(image: Build, command: tuple[str, ...], options: Mapping, cancel: Cancel) -> Run:
        return api.run(image, list(command) or None, **{"timeout": TIMEOUT, **options, "cancel": cancel})

    def told(state: State) -> Hashable | None:
        client = session.client()
        # Another engine, or a clean-up, and nothing that was built is there any more.
        epoch = client.memo.setdefault("epoch", object())
        known = fingerprint(state, source.context, lambda name: _present(client, name))
        return None if known is None else (epoch, known)

    def name(build: Build) -> None:
        images.name_it(session.client(), build.image, tag)

    def peek(state: State, id: str, command: str, cancel: Cancel) -> Peek:
        return api.peek(
            state.text, state.lines[id][1], run=command or None, context=source.context, args=dict(state.args),
            builder=state.builder, timeout=TIMEOUT, cancel=cancel,
        )  # fmt: skip

    work = Work(
        build, run, api.diff, api.image, told, name, context=lambda: digests(source.context), reasons=_reasons,
        files=lambda build: api.layers(build, files=True), peek=peek,
    )  # fmt: skip
    return dataclasses.replace(work, ahead=_ahead(work, tag))


def _reasons(last, result) -> tuple[Reason, ...]:
    """Why steps of a result were built. last: the result before it, or None."""
    before = last and Made(last.state.text, last.build, last.state.args, last.context)
    return reasons(Made(result.state.text, result.build, result.state.args, result.context), before)


def _ahead(work: Work, tag: str) -> Work:
    """The same at low priority, with no progress shown, marked as nobody's, and under a tag of its own."""
    from helpers import progress

    def build(state: State, cancel: Cancel) -> Build:
        with gently(), progress.into(lambda drawn: None):
            return retagged(work.build(state, cancel, f"{tag}-ahead"), tag)

    def run(image: Build, command: tuple[str, ...], options: Mapping, cancel: Cancel) -> Run:
        with progress.into(lambda drawn: None):
            return work.run(image, command, {**options, "labels": {INTERNAL: "1"}}, cancel)

    return dataclasses.replace(work, build=build, run=run)


def _present(client, name: str) -> str:
    """What stands behind a base image's name: its id. The course's own are what they are; "" for one that is not there.

    This asks the engine, as only a Dockerfile needs that begins with an image which a learner can build anew.
    """
    from helpers import session

    if name in session.pinned():
        return name
    try:
        return images.inspect(client, name)["Id"]
    except NotFoundError:
        return ""


def toggle_tag(source: Source) -> str:
    """The tag of what is built: the source's own stays what build() made of it."""
    if source.is_text:
        return "course/toggle"
    name, _, variant = source.tag.partition(":")
    return f"{name}:{variant}-toggle" if variant else f"{name}:toggle"


def retagged(build: Build, tag: str) -> Build:
    """A build as if it had been given another tag."""
    command = build.command.replace(build.tag or "\0", tag)
    return dataclasses.replace(build, tag=tag, command=command)

"""Widgets of the notebooks: the toggle, and the playground that it is a small form of."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path


def toggle(
    source: str | Path,
    *,
    run: str | Sequence[str] | Mapping | None = None,
    alternatives: Mapping | None = None,
    args: Mapping[str, str] | None = None,
    context: str | Path | Mapping[str, str | bytes] | None = None,
):
    """A widget with a switch for each instruction of a Dockerfile: a change builds, runs and shows what happened.

    source, args (build arguments), context: as for build().
    run: None, no container is run; "" or arguments, as text or list: `docker run IMAGE` with them behind the image,
    and a field to change them; or a mapping of run()'s options, its arguments as "command". A run is killed after
    10 s, or the mapping's "timeout".
    alternatives: other wordings of instructions, by line or id ("CMD"; "RUN 2" where there are several): "forms" for
    its shell and exec form, a list of instructions, or name -> instruction. None: the forms of CMD and ENTRYPOINT.
    From code: set(line_or_id, on), choose(line_or_id, name), run_with(args) return the Result, as does .result.
    Raises DockerfileError, NotFoundError, EngineError; a build or run that fails is explained in the result.
    """
    from helpers.widgets.page import Face
    from helpers.widgets.showing import result_alone

    return _made(source, context, (run, alternatives, args, None), result_alone, Face(tools=(), layout="sections"))


def playground(
    source: str | Path,
    *,
    run: str | Sequence[str] | Mapping | None = "",
    alternatives: Mapping | None = None,
    args: Mapping[str, str] | None = None,
    target: str | None = None,
    context: str | Path | Mapping[str, str | bytes] | None = None,
):
    """The toggle with everything on: text edited in place, order, build arguments, target, the run's options, peek.

    target: a stage's name or number. The others: as for toggle(), but that a container is run unless run is None.
    From code, besides toggle's: edit(line_or_id, text), move(line_or_id, to), add(text, at), remove(line_or_id),
    load(text), args(NAME=value), target(name), builder(name), run_with(args, **options), undo(), redo(), reset(),
    save(path); peek(line_or_id, command) returns a Peek, compare(change) the other state's Result, files() the
    layers' files; again() builds and runs anew what else is remembered. Once a page shows it, single changes that are
    likely are built ahead while nobody waits; set_ahead(False) switches that off, and COURSE_AHEAD=0 does for all.
    Raises as toggle() does.
    """
    from helpers.widgets.page import Face
    from helpers.widgets.showing import everything

    return _made(source, context, (run, alternatives, args, target), everything, Face(path="Dockerfile.mine"))


def _made(source, context, options, draw, face):
    """The widget, with its first result: engine and Dockerfile fail where they are asked for."""
    from helpers import session, sources
    from helpers.widgets.controller import Controller
    from helpers.widgets.state import make
    from helpers.widgets.view import Playground
    from helpers.widgets.work import engine_work

    found = sources.find(source, context)
    controller = Controller(make(found.text, *options), engine_work(found))
    controller.again()
    return Playground(controller, draw, dataclasses.replace(face, bases=session.pinned()))

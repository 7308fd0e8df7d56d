"""Widgets of the notebooks."""

from __future__ import annotations

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
    """A widget with a checkbox for each instruction of a Dockerfile: a change builds, runs and shows what happened.

    source, args (build arguments), context: as for build().
    run: None, no container is run; "" or arguments, as text or list: `docker run IMAGE` with them behind the image,
    and a field to change them; or a mapping of run()'s options, its arguments as "command". A run is killed after
    10 s, or the mapping's "timeout".
    alternatives: other wordings of instructions, by line or id ("CMD"; "RUN 2" where there are several): "forms" for
    its shell and exec form, a list of instructions, or name -> instruction. None: the forms of CMD and ENTRYPOINT.
    From code: set(line_or_id, on), choose(line_or_id, name), run_with(args) return the Result, as does .result.
    Raises DockerfileError, NotFoundError, EngineError; a build or run that fails is explained in the result.
    """
    from helpers import sources
    from helpers.widgets.state import make
    from helpers.widgets.view import Toggle
    from helpers.widgets.work import engine_work

    found = sources.find(source, context)
    return Toggle(make(found.text, run, alternatives, args), engine_work(found))

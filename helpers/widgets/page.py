"""What the page of a playground is told: plain data out of a state and its result; pure."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from helpers.dockerfile.images import defaults
from helpers.render import ansi
from helpers.widgets import fields
from helpers.widgets.result import Result
from helpers.widgets.rows import Row
from helpers.widgets.state import BUILDERS, State

ALL = ("edit", "move", "history", "save", "upload", "build", "run", "commands", "peek", "compare")
_BUILDERS = {"buildkit": "BuildKit", "classic": "classic"}


@dataclass(frozen=True)
class Face:
    """What a page shows beside its state.

    tools: of ALL, those that a learner has. layout: "tabs" or "sections". path: offered for saving. loaded: counts the
    Dockerfiles that it had. can: "undo", "redo", "reset" -> whether there is something. marks: row's id -> what became
    of it, as marks() gives it. failed: of the one that failed, why. at: the row's id where one stands in the build.
    commands: to copy. wrong: field -> why it is refused. bases: images to compare with. compare: what one may compare
    with, and its label.
    """

    tools: tuple[str, ...] = ALL
    layout: str = "tabs"
    path: str = "Dockerfile"
    loaded: int = 0
    can: Mapping[str, bool] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    failed: str = ""
    at: str = ""
    commands: Sequence[str] = ()
    wrong: Mapping[str, str] = field(default_factory=dict)
    bases: Sequence[str] = ()
    compare: Sequence[tuple[str, str]] = ()


def view(state: State, face: Face) -> dict:
    """All that the page draws but the panels and the status."""
    return {
        "rows": [_row(row, state, face) for row in state.rows],
        "tools": list(face.tools),
        "layout": face.layout,
        "text": state.text,
        "path": face.path,
        "loaded": face.loaded,
        "can": {name: bool(face.can.get(name)) for name in ("undo", "redo", "reset")},
        "peek": _peek(state, face) if "peek" in face.tools else None,
        "compare": [list(one) for one in face.compare] if "compare" in face.tools else None,
        "form": _form(state, face),
        "commands": list(face.commands),
    }


def _row(row: Row, state: State, face: Face) -> dict:
    error = state.errors.get(row.id)
    failed = face.failed if face.marks.get(row.id) == "failed" and row.on else ""
    return {
        "id": row.id,
        "text": row.label,
        "line": state.lines[row.id][0],
        "on": row.on,
        "locked": row.locked,
        "choices": list(row.names),
        "chosen": row.chosen,
        "error": "\n".join(part for part in (error.what, error.why, error.do) if part) if error else failed,
        "state": face.marks.get(row.id, ""),
        "starts": row.instruction.keyword == "FROM",
    }


def _peek(state: State, face: Face) -> dict:
    places = [
        {"id": row.id, "text": f"line {state.lines[row.id][0]}: {row.label.splitlines()[0] if row.label else ''}"}
        for row in state.rows
        if row.on and row.instruction.stage >= 0
    ]
    ids = [place["id"] for place in places]
    reached = ids[: _failing(ids, face.marks)]
    at = face.at if face.at in ids else (reached or ids or [""])[-1]
    return {"at": at, "places": places}


def _failing(ids: list[str], marks: Mapping[str, str]) -> int:
    """How many come before the one that failed."""
    return next((i for i, id in enumerate(ids) if marks.get(id) == "failed"), len(ids))


def _form(state: State, face: Face) -> dict:
    named = {row.instruction.name: row.instruction.name for row in state.rows if row.on and row.instruction.name}
    run = None if state.command is None else {"command": shlex.join(state.command), **fields.shown(state.options)}
    return {
        "args": _args(state),
        "targets": [["", "the last stage"], *([name, name] for name in named if name)],
        "target": state.target or "",
        "builders": [[name, _BUILDERS[name]] for name in BUILDERS],
        "builder": state.builder,
        "errors": dict(face.wrong),
        "run": run,
    }


def _args(state: State) -> list[dict]:
    """Those that the Dockerfile declares, with their defaults, and those that are given all the same."""
    found: dict[str, str] = {}
    for row in state.rows:
        if row.on and row.instruction.keyword == "ARG":
            set_here = defaults(row.instruction, {}, found)
            found |= {name: set_here.get(name, found.get(name, "")) for name in _names(row)}
    return [
        {"name": name, "value": state.args.get(name, ""), "given": found.get(name, "")}
        for name in dict.fromkeys([*found, *state.args])
    ]


def _names(row: Row) -> list[str]:
    return [word.partition("=")[0] for word in row.instruction.args]


def marks(state: State, result: Result) -> dict[str, str]:
    """Row's id -> "cached", "built" or "failed", for instructions that the builder counts as steps."""
    rows = {line: id for id, (begin, end) in state.lines.items() for line in range(begin, end + 1)}
    steps = result.build.steps if result.build else ()
    return {rows[step.line]: step.state for step in steps if step.line in rows}


def failure(result: Result) -> str:
    """Why the step failed that did: its exit code and the last line that it printed; "" when none did."""
    step = result.build.failed if result.build else None
    if step is None:
        return ""
    code = f"exit code {step.exit_code}" if step.exit_code is not None else "failed"
    last = ansi.plain(step.output).strip().splitlines()[-1:]
    return ": ".join([code, *last])


def said(result: Result) -> tuple[str, bool]:
    """A sentence for who cannot see what changed, and whether something went wrong."""
    if result.error is not None:
        return ansi.plain(result.error.what), True
    if result.build is None:
        return "", False
    counts = ((len(result.build.cached), "from the cache"), (len(result.build.built), "built"))
    steps = ", ".join(f"{n} step{'s' if n != 1 else ''} {how}" for n, how in counts if n)
    end = f"exit code {result.run.exit_code}" if result.run else ""
    known = "known from before" if result.remembered else ""
    sentence = "; ".join(part for part in (known, steps or "built", end) if part)
    return sentence[0].upper() + sentence[1:], bool(result.run and result.run.exit_code)

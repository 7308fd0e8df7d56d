"""What a toggle's state and result show, as blocks that text and HTML are drawn from; pure."""

from __future__ import annotations

import shlex

from helpers.errors import BuildError, CourseError
from helpers.render.views import Block, Note, Output, Table, blocks
from helpers.widgets.result import LayerChange, Result
from helpers.widgets.state import Row, State

_SIGNS = {"kept": "=", "added": "+", "removed": "-"}


@blocks.register
def _(state: State) -> list[Block]:
    found: list[Block] = [Output("\n".join(_line(row) for row in state.rows))]
    if state.command:
        found.append(Note(f"docker run with: {shlex.join(state.command)}"))
    return found


def _line(row: Row) -> str:
    mark = "[x]" if row.on else "[ ]"
    others = [name for name in row.names if name != row.chosen]
    wording = f"   ({row.chosen}; or {', '.join(others)})" if others else ""
    return f"{mark} " + row.label.replace("\r\n", "\n").replace("\n", "\n    ") + wording


@blocks.register
def _(result: Result) -> list[Block]:
    found = list(blocks(result.build)) if result.build else []
    found += blocks(result.run) if result.run else []
    found += error_blocks(result) if result.error else []
    if result.difference is not None:
        found.append(Note("since the last state:", "dim"))
        found += blocks(result.difference)
    if any(change.kind != "kept" for change in result.layers):
        found += [Note("layers"), Table(tuple(_row(change) for change in result.layers), marks=True)]
    return found


def _row(change: LayerChange) -> tuple[str, str]:
    return (_SIGNS[change.kind], change.instruction)


@blocks.register
def _(change: LayerChange) -> list[Block]:
    return [Table((_row(change),), marks=True)]


def error_blocks(result: Result) -> list[Block]:
    """Why a state could not be built or run, and what to do."""
    error = result.error
    if isinstance(error, BuildError) and error.build:
        # The build shows where it failed, and what an instruction printed that failed by itself.
        failed = error.build.failed
        return _reason(error, why=failed is None or failed.exit_code is None)
    return [Note(error.what, "bad"), *_reason(error, why=result.run is None)]


def _reason(error: CourseError, why: bool) -> list[Block]:
    found: list[Block] = [Note(f"why: {error.why}")] if why and error.why else []
    return found + ([Note(f"do: {error.do}")] if error.do else [])

"""What a playground's state may be compared with: a state before, another builder, another base image; pure."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.errors import CourseError
from helpers.widgets.history import History
from helpers.widgets.state import BUILDERS, State

_BUILDERS = {"buildkit": "BuildKit", "classic": "the classic builder"}


def choices(history: History, bases: Sequence[str]) -> list[tuple[str, str]]:
    """Each choice and its label. bases: images to start from."""
    found = [("before", "before the last change")] if history.past else []
    found += [("first", "as it was at first")] if history.first not in (history.now, *history.past[-1:]) else []
    found += [(f"builder {name}", f"built by {_BUILDERS[name]}") for name in BUILDERS if name != history.now.builder]
    begins = history.now.rows[_first(history.now)].instruction.base
    return found + [(f"base {name}", f"with FROM {name}") for name in bases if name != begins]


def other(history: History, choice: str) -> State:
    """The state that a choice stands for. Raises CourseError."""
    kind, _, name = choice.partition(" ")
    if choice == "before" and history.past:
        return history.past[-1]
    if choice == "first":
        return history.first
    if kind == "builder":
        return history.now.builder_with(name)
    if kind == "base":
        row = history.now.rows[_first(history.now)]
        stage = f" AS {row.instruction.name}" if row.instruction.name else ""
        return history.now.edit(row.id, f"FROM {name}{stage}")
    raise CourseError(f"There is nothing like {choice!r} to compare with.", do="choose from the list")


def _first(state: State) -> int:
    return next(i for i, row in enumerate(state.rows) if row.on and row.instruction.keyword == "FROM")

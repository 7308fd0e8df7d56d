"""What the page of a playground sends -> the change of the state that it asks for; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from helpers.errors import CourseError
from helpers.widgets import fields
from helpers.widgets.controller import Change, loading
from helpers.widgets.state import State

_CHANGES: Mapping[str, Callable[[Mapping], Change]] = {
    "set": lambda said: lambda state: state.set(said["id"], said["on"]),
    "choose": lambda said: lambda state: state.choose(said["id"], said["name"]),
    "edit": lambda said: lambda state: state.edit(said["id"], said["text"]),
    "move": lambda said: lambda state: state.move(said["id"], said["to"]),
    "remove": lambda said: lambda state: state.remove(said["id"]),
    "add": lambda said: lambda state: _added(state, said["after"], said["text"]),
    "upload": lambda said: loading(said["text"]),
    "runs": lambda said: lambda state: state.run_with("" if said["on"] else None),
    "field": lambda said: lambda state: _with_field(state, said["name"], said["value"]),
}


def change(message: Mapping) -> Change | None:
    """The change that is asked for, None when it is something else. The change raises CourseError when it cannot be."""
    make = _CHANGES.get(message["do"])
    return make(message) if make else None


def _added(state: State, after: str, text: str) -> State:
    ids = [row.id for row in state.rows]
    return state.add(text, ids.index(after) + 1 if after in ids else None)


def _with_field(state: State, name: str, value: str) -> State:
    if name.startswith("arg."):
        return state.args_with({name.removeprefix("arg."): value or None})
    if name == "target":
        return state.target_with(value)
    if name == "builder":
        return state.builder_with(value)
    if name == "command":
        return state.run_with(value)
    if name not in fields.NAMES:
        raise CourseError(f"There is no field {name!r}.", do="reload the page")
    return state.run_with(state.command, **{name: fields.read(name, value, state.options)})

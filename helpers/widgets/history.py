"""The states that were before the present one, and those that were undone; pure."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from helpers.widgets.state import State

KEPT = 200  # changes that can be undone


@dataclass(frozen=True)
class History:
    """first: what reset() goes back to. past, future: nearest last."""

    first: State
    now: State
    past: tuple[State, ...] = ()
    future: tuple[State, ...] = ()

    @classmethod
    def of(cls, state: State) -> History:
        """The beginning."""
        return cls(state, state)

    def to(self, state: State) -> History:
        """A change. One that changes nothing is none; what was undone cannot be done again after another."""
        if state == self.now:
            return self
        return dataclasses.replace(self, now=state, past=(*self.past, self.now)[-KEPT:], future=())

    def undo(self) -> History:
        """Before the last change; itself when there was none."""
        if not self.past:
            return self
        return dataclasses.replace(
            self, now=self.past[-1], past=self.past[:-1], future=(*self.future, self.now)
        )

    def redo(self) -> History:
        """After the change that was undone last; itself when there is none."""
        if not self.future:
            return self
        return dataclasses.replace(
            self, now=self.future[-1], past=(*self.past, self.now), future=self.future[:-1]
        )

    def reset(self) -> History:
        """All as at first: a change that can be undone as well."""
        return self.to(self.first)

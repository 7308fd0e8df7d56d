"""Exercises: a task, a check on what an answer really does, a hint, and a solution that is hidden and tested."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from helpers.client.containers import done_again
from helpers.errors import BuildError, CourseError, NotFoundError
from helpers.model import Shown


class NotYet(Exception):
    """An answer does not do what is asked; its text is the hint."""


@dataclass(frozen=True, repr=False)
class Exercise(Shown):
    """id: "06-cmd/1". task: sentences. stub: what the learner starts from.

    judge(answer): raises NotYet with a hint unless the answer does what is asked, seen on the engine.
    wrong: plausible wrong answers, each with words of the hint that it must get.
    """

    id: str
    task: str
    stub: Any
    hint: str
    solution: Any
    judge: Callable[[Any], None]
    wrong: tuple[tuple[Any, str], ...]


@dataclass(frozen=True, repr=False)
class Checked(Shown):
    """An answer's result. hint: what to look at when it did not pass."""

    exercise: str
    passed: bool
    hint: str = ""


def find(name: str, among: dict[str, Exercise]) -> Exercise:
    """The exercise of this id. Raises NotFoundError with the nearest ones."""
    if name in among:
        return among[name]
    near = difflib.get_close_matches(name, among, 3)
    raise NotFoundError(f"There is no exercise {name!r}.", do=f"one of: {', '.join(near or among)}")


def checked(exercise: Exercise, answer: Any) -> Checked:
    """Check an answer on its real effect. Raises CourseError only when the engine is the trouble."""
    if answer is None or answer == exercise.stub:
        return Checked(exercise.id, False, "this is still what you were given; change it")
    try:
        with done_again():
            exercise.judge(answer)
    except NotYet as hint:
        return Checked(exercise.id, False, str(hint))
    except BuildError as error:
        return Checked(exercise.id, False, f"{error.what} {error.why}".strip())
    except CourseError as error:
        return Checked(exercise.id, False, error.what)
    return Checked(exercise.id, True)

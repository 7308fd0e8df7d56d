"""What makes a notebook a lesson: claims and their verdicts, exercises and their checks."""

from __future__ import annotations

from typing import Any

from helpers.lessons import show
from helpers.lessons.exercise import Checked, Exercise, checked, find
from helpers.lessons.exercises import all_exercises
from helpers.lessons.verdict import Verdict, verdict

__all__ = ["Checked", "Exercise", "Verdict", "check", "exercise", "show", "verdict"]


def exercise(name: str) -> Exercise:
    """The exercise, such as "06-cmd/1". Raises NotFoundError."""
    return find(name, all_exercises())


def check(name: str, answer: Any = None) -> Checked:
    """Check an answer to an exercise on its real effect. Raises NotFoundError, or EngineError when there is none."""
    return checked(find(name, all_exercises()), answer)

"""The exercises, one module for each topic."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from helpers.lessons.exercise import Exercise


@functools.cache
def all_exercises() -> dict[str, Exercise]:
    """All exercises by id, in order."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        found += importlib.import_module(f"{__name__}.{module.name}").EXERCISES
    return {exercise.id: exercise for exercise in sorted(found, key=lambda exercise: exercise.id)}

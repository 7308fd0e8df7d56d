"""Naming an instruction of a Dockerfile, by a line or a name, and the Dockerfile up to there; pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from helpers.dockerfile.instructions import Instruction, render
from helpers.errors import CourseError


def ids(instructions: Sequence[Instruction]) -> list[str]:
    """A name for each: its keyword, numbered where there are several."""
    keywords = [one.keyword for one in instructions]
    return [
        keyword if keywords.count(keyword) == 1 else f"{keyword} {keywords[: i + 1].count(keyword)}"
        for i, keyword in enumerate(keywords)
    ]


def place(instructions: Sequence[Instruction], which: int | str | None) -> int:
    """The index of the instruction of a line (from 1, any line of it) or a name such as "RUN 2"; None: of the last.

    A line that is a comment or empty stands for the instruction before it. Raises CourseError with all names.
    """
    if which is None:
        return len(instructions) - 1
    names = ids(instructions)
    if isinstance(which, int):
        found = [i for i, one in enumerate(instructions) if one.line <= which]
        last = instructions[-1].end_line + instructions[-1].trail.count("\n")
        if found and which <= last:
            return found[-1]
    elif (name := " ".join(str(which).split()).upper()) in names:
        return names.index(name)
    said = f"line {which}" if isinstance(which, int) else repr(which)
    there = ", ".join(f"{name} (line {one.line})" for name, one in zip(names, instructions, strict=True))
    raise CourseError(f"The Dockerfile has no instruction {said}.", do=f"name one of {there}")


def up_to(instructions: Sequence[Instruction], index: int) -> str:
    """The Dockerfile's text up to and with this instruction, lines as they are."""
    return render([*instructions[:index], dataclasses.replace(instructions[index], trail="")])

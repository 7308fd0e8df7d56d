"""Which steps a Dockerfile will give, before a builder has seen it; pure.

A builder names a step by its stage and its number among the stage's counted instructions: RUN, COPY, ADD, WORKDIR,
and FROM unless its base is scratch or another stage. Counted on BuildKit 0.11 to 0.21.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_GAP = re.compile(r"\s{2,}")  # what continued lines were indented by
COUNTED = frozenset({"RUN", "COPY", "ADD", "WORKDIR"})


@dataclass(frozen=True)
class Planned:
    """A counted instruction. number: its place in its stage, from 1. base: of a FROM, the image as written."""

    keyword: str
    text: str
    line: int
    number: int
    base: str = ""


@dataclass
class Stage:
    """One FROM and what follows. label: as BuildKit names it. parent: index of the stage that it starts from."""

    index: int
    name: str
    parent: int | None
    base: str
    steps: list[Planned]


def stages(instructions: Iterable) -> list[Stage]:
    """Stages of a parsed Dockerfile. instructions: with `keyword`, `value`, `line`; before FROM ignored."""
    found: list[Stage] = []
    for instruction in instructions:
        keyword = instruction.keyword.upper()
        if keyword == "FROM":
            found.append(_stage(instruction, found))
        elif found and keyword in COUNTED:
            steps = found[-1].steps
            steps.append(Planned(keyword, text(instruction), instruction.line, len(steps) + 1))
    return found


def _stage(instruction, earlier: list[Stage]) -> Stage:
    words = [word for word in instruction.value.split() if not word.startswith("--")]
    base = words[0] if words else ""
    index = len(earlier)
    name = words[2] if len(words) == 3 and words[1].upper() == "AS" else ""
    parent = next((s.index for s in reversed(earlier) if s.name and s.name.lower() == base.lower()), None)
    steps = []
    if parent is None and base.lower() != "scratch":
        steps = [Planned("FROM", text(instruction), instruction.line, 1, base)]
    return Stage(index, name, parent, base, steps)


def text(instruction) -> str:
    """An instruction on one line, in the learner's words."""
    flags = " ".join(getattr(instruction, "flags", None) or ())
    words = " ".join(part for part in (instruction.keyword.upper(), flags, instruction.value.strip()) if part)
    lines = [line.strip().removesuffix("\\").strip() for line in words.splitlines()]
    if "<<" in lines[0]:
        return f"{lines[0]} …"
    return _GAP.sub(" ", " ".join(line for line in lines if line))


def needed(plan: list[Stage], target: str | None) -> set[int]:
    """Indexes of the stage that is built and of those it starts from; stages only copied from are not among them."""
    if not plan:
        return set()
    by_name = {stage.name.lower(): stage.index for stage in plan if stage.name}
    last = plan[-1].index
    current = by_name.get((target or "").lower(), int(target) if target and target.isdigit() else last)
    result = set()
    while current is not None and current < len(plan):
        result.add(current)
        current = plan[current].parent
    return result

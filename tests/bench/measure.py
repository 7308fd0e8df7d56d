"""Two ways to do the same, timed in turns, so that whatever else the machine does falls on both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """A comparison. ours, theirs: medians in seconds (or MB). aim: the ratio to stay under, None when there is none."""

    name: str
    ours: float
    theirs: float
    aim: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs


def side_by_side(name: str, ours: Callable, theirs: Callable, aim: float | None = None, times: int = 7) -> Row:
    """Time both in turns, the first turn of each thrown away."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times + 1):
        for work, into in zip((ours, theirs), taken, strict=True):
            into.append(seconds(work))
    return Row(name, *(statistics.median(values[1:]) for values in taken), aim)


def seconds(work: Callable) -> float:
    """How long it takes once."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def table(rows: list[Row], unit: str = "s") -> str:
    """The rows, each with its ratio and whether that is what was aimed at."""
    lines = [f"{'':58}{'ours':>9}{'other':>9}{'ratio':>8}{'aim':>6}"]
    for row in rows:
        aim = "" if row.aim is None else f"{row.aim:6.2f}{'' if row.ratio <= row.aim else '  MISSED'}"
        lines.append(f"{row.name:58}{row.ours:8.3f}{unit}{row.theirs:8.3f}{unit}{row.ratio:8.2f}{aim}")
    return "\n".join(lines)


def memory(pid: int) -> float:
    """MB of a process and all below it, what is shared counted in shares (PSS)."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        children.setdefault(parent, []).append(int(entry.name))
    total, left = 0, [pid]
    while left:
        one = left.pop()
        left += children.get(one, [])
        try:
            text = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)
    return total / 1024

"""What a run of pytest said, by notebook; pure."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree


@dataclass(frozen=True)
class Row:
    """An engine's result. failed: {notebook: its cells that failed}. problem: why there is no result at all."""

    engine: str
    version: str = ""
    driver: str = ""
    cells: int = 0
    failed: dict[str, int] | None = None
    seconds: float = 0.0
    problem: str = ""

    @property
    def ok(self) -> bool:
        return not self.problem and not self.failed and self.cells > 0


def read(xml: str) -> tuple[int, dict[str, int]]:
    """The number of cells in a JUnit report, and {notebook: cells that failed}."""
    cells, failed = 0, {}
    for case in ElementTree.fromstring(xml).iter("testcase"):
        cells += 1
        if case.find("failure") is not None or case.find("error") is not None:
            name = case.get("classname", "").removesuffix(".ipynb").rpartition(".")[2]
            failed[name] = failed.get(name, 0) + 1
    return cells, failed


def table(rows: list[Row]) -> str:
    """The results, one engine a line, with the notebooks that failed below theirs."""
    head = ("engine", "Docker Engine", "driver", "cells", "failed", "time")
    lines = [head]
    for row in rows:
        failed = str(sum((row.failed or {}).values())) if row.cells else "-"
        lines.append((row.engine, row.version, row.driver, str(row.cells), failed, f"{row.seconds:.0f} s"))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = []
    for line, row in zip(lines, [None, *rows], strict=True):
        text.append("  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip())
        if row is not None:
            text += [f"    {name}: {count}" for name, count in sorted((row.failed or {}).items())]
            text += [f"    {row.problem}"] if row.problem else []
    good = sum(row.ok for row in rows)
    return "\n".join([*text, f"{good} of {len(rows)} engines: every cell as it is stored"])

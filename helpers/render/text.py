"""Blocks -> plain text; pure."""

from __future__ import annotations

from helpers.render import ansi
from helpers.render.views import Block, Command, Figure, Note, Output, Steps, Table, blocks


def text(value: object) -> str:
    """A value as plain text."""
    return "\n".join(line for block in blocks(value) for line in _lines(block))


def _lines(block: Block) -> list[str]:
    if isinstance(block, Command):
        return [f"$ {ansi.plain(block.line)}"]
    if isinstance(block, Note):
        return [ansi.plain(block.text)]
    if isinstance(block, Output):
        head = [f"{block.label}:"] if block.label else []
        return head + ansi.plain(block.text).removesuffix("\n").split("\n")
    if isinstance(block, Steps):
        return _steps(block)
    if isinstance(block, Figure):
        return [ansi.plain(line) for line in block.lines]
    return _table(block)


def _steps(block: Steps) -> list[str]:
    lines = []
    for state, label, output in block.rows:
        lines.append(f"[{state:6}] {ansi.plain(label)}")
        lines += [f"         {line}" for line in ansi.plain(output).removesuffix("\n").split("\n") if output]
    return lines


def _table(block: Table) -> list[str]:
    rows = [tuple(ansi.plain(value) for value in row) for row in (*([block.head] if block.head else []), *block.rows)]
    if not rows:
        return []
    widths = [min(60, max(len(row[i]) for row in rows if i < len(row))) for i in range(max(map(len, rows)))]
    return [
        "  ".join(value.ljust(widths[i]) for i, value in enumerate(row)).rstrip()
        for row in rows
    ]  # fmt: skip

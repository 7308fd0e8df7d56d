"""Blocks -> plain text; pure."""

from __future__ import annotations

from functools import singledispatch

from helpers.render import ansi
from helpers.render.views import Block, Command, Figure, Link, Note, Output, Steps, Table, blocks


def text(value: object) -> str:
    """A value as plain text."""
    return "\n".join(line for block in blocks(value) for line in lines(block))


@singledispatch
def lines(block: Block) -> list[str]:
    """A block as lines of plain text."""
    raise TypeError(f"no block: {block!r}")


@lines.register
def _(block: Command) -> list[str]:
    return [f"$ {ansi.plain(block.line)}"]


@lines.register
def _(block: Note) -> list[str]:
    return [ansi.plain(block.text)]


@lines.register
def _(block: Link) -> list[str]:
    return [f"{ansi.plain(block.label)} {ansi.plain(block.address)}"]


@lines.register
def _(block: Output) -> list[str]:
    head = [f"{block.label}:"] if block.label else []
    return head + ansi.plain(block.text).removesuffix("\n").split("\n")


@lines.register
def _(block: Figure) -> list[str]:
    return [ansi.plain(line) for line in block.lines]


@lines.register
def _(block: Steps) -> list[str]:
    found = []
    for state, label, output in block.rows:
        found.append(f"[{state:6}] {ansi.plain(label)}")
        found += [f"         {line}" for line in ansi.plain(output).removesuffix("\n").split("\n") if output]
    return found


@lines.register
def _(block: Table) -> list[str]:
    rows = [tuple(ansi.plain(value) for value in row) for row in (*([block.head] if block.head else []), *block.rows)]
    if not rows:
        return []
    widths = [min(60, max(len(row[i]) for row in rows if i < len(row))) for i in range(max(map(len, rows)))]
    return [
        "  ".join(value.ljust(widths[i]) for i, value in enumerate(row)).rstrip()
        for row in rows
    ]  # fmt: skip

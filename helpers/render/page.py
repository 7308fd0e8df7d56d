"""Blocks -> HTML, all of it through html.py; pure."""

from __future__ import annotations

from functools import singledispatch

from helpers.model import EngineInfo
from helpers.render import ansi
from helpers.render.html import Html, box, cell, command, join, style, tag
from helpers.render.html import table as html_table
from helpers.render.views import Block, Command, Figure, Link, Note, Output, Steps, Table, blocks

_TONES = {"good": "dc-good", "bad": "dc-bad", "dim": "dc-dim", "": ""}
_STATE = {"failed": " dc-bad"}


def html(value: object) -> str:
    """A value as HTML; the engine, which a notebook shows first, brings the style for all."""
    first = [style()] if isinstance(value, EngineInfo) else []
    return str(join([*first, box(*inner(value))]))


def inner(value: object) -> list[Html]:
    """The same without the style and the frame, to stand in something larger."""
    return [drawn(block) for block in blocks(value)]


@singledispatch
def drawn(block: Block) -> Html:
    """A block as HTML."""
    raise TypeError(f"no block: {block!r}")


@drawn.register
def _(block: Command) -> Html:
    return command(ansi.plain(block.line))


@drawn.register
def _(block: Note) -> Html:
    return tag("div", ansi.html(block.text), cls=f"dc-note {_TONES[block.tone]}".strip())


@drawn.register
def _(block: Link) -> Html:
    """It opens beside the notebook; an address that is not http's, nor below this server, is text alone."""
    said = ansi.plain(block.address)
    web = said.startswith(("http://", "https://")) or said.startswith("/") and not said.startswith("//")
    link = tag("a", said, href=said, target="_blank", rel="noopener") if web else said
    return tag("div", ansi.plain(block.label), " ", link, cls="dc-note")


@drawn.register
def _(block: Output) -> Html:
    head = [tag("div", f"{block.label}:", cls="dc-dim")] if block.label else []
    return tag("div", *head, tag("pre", ansi.html(block.text)))


@drawn.register
def _(block: Figure) -> Html:
    """A drawing with its text folded below it, for eyes and programs that drawings do not reach.

    JupyterLab takes the SVG's elements out of an output that it does not trust yet, and leaves its labels. It takes
    this style out as well, so the labels are hidden then.
    """
    said = tag("pre", "\n".join(ansi.plain(line) for line in block.lines))
    folded = tag("details", tag("summary", "as text", cls="dc-dim"), said)
    picture = tag("div", block.drawing, hidden="hidden", style="display:flow-root")
    return tag("figure", picture, folded, style="margin:.4em 0")


@drawn.register
def _(block: Steps) -> Html:
    rows = []
    for state, label, output in block.rows:
        below = [tag("pre", ansi.html(output))] if output else []
        mark = cell(state, "dc-state" + _STATE.get(state, ""))
        rows.append([mark, tag("td", tag("code", ansi.plain(label)), *below)])
    return html_table(rows)


@drawn.register
def _(block: Table) -> Html:
    rows = [
        [cell(value, "dc-mark") if i == 0 and block.marks else tag("td", tag("code", ansi.plain(value)))
         for i, value in enumerate(row)]
        for row in block.rows
    ]  # fmt: skip
    return html_table(rows, block.head)

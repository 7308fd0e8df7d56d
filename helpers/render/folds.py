"""Blocks of larger displays: sections, what is folded away, lists of steps, tables side by side; pure."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.render import ansi
from helpers.render.html import Html, cell, tag
from helpers.render.html import table as html_table
from helpers.render.page import drawn
from helpers.render.text import lines
from helpers.render.views import Block, Note, Output


@dataclass(frozen=True)
class Heading:
    """A heading within a panel."""

    text: str


@dataclass(frozen=True)
class Fold:
    """Blocks below a line that opens and closes them."""

    line: str
    blocks: tuple[Block, ...]
    open: bool = False


@dataclass(frozen=True)
class Item:
    """An entry of a list. mark: a word in front. aside: said small behind the text. notes: sentences below it.

    output: what it printed; folded away unless `open`. bad: whether it is what went wrong.
    """

    mark: str
    text: str
    aside: str = ""
    notes: tuple[str, ...] = ()
    output: str = ""
    open: bool = False
    bad: bool = False


@dataclass(frozen=True)
class Items:
    """Entries in their order. title: what a screen reader says of the list."""

    title: str
    entries: tuple[Item, ...]


@drawn.register
def _(block: Heading) -> Html:
    return tag("h4", ansi.plain(block.text), cls="dc-heading")


@lines.register
def _(block: Heading) -> list[str]:
    return [f"{ansi.plain(block.text)}:"]


@drawn.register
def _(block: Fold) -> Html:
    shown = {"open": "open"} if block.open else {}
    inside = [drawn(one) for one in block.blocks]
    return tag("details", tag("summary", ansi.plain(block.line)), *inside, cls="dc-fold", **shown)


@lines.register
def _(block: Fold) -> list[str]:
    return [ansi.plain(block.line), *(f"  {line}" for one in block.blocks for line in lines(one))]


@drawn.register
def _(block: Items) -> Html:
    title = ansi.plain(block.title)
    return tag("ol", *(_item(one) for one in block.entries), cls="dc-items", role="list", aria_label=title)


def _item(one: Item) -> Html:
    mark = tag("span", ansi.plain(one.mark), cls="dc-state" + (" dc-bad" if one.bad else ""))
    aside = [" ", tag("span", ansi.plain(one.aside), cls="dc-dim dc-aside")] if one.aside else []
    notes = [drawn(Note(note, "dim")) for note in one.notes]
    folded = []
    if one.output:
        shown = {"open": "open"} if one.open else {}
        name = f"output of {ansi.plain(one.text)}"
        summary = tag("summary", "output", aria_label=name)
        folded = [tag("details", summary, drawn(Output(one.output)), cls="dc-fold", **shown)]
    return tag("li", mark, " ", tag("code", ansi.plain(one.text)), *aside, *notes, *folded)


@lines.register
def _(block: Items) -> list[str]:
    return [line for one in block.entries for line in _item_lines(one)]


def _item_lines(one: Item) -> list[str]:
    aside = f"  ({one.aside})" if one.aside else ""
    found = [f"[{one.mark:6}] {ansi.plain(one.text)}{aside}", *(f"         {ansi.plain(note)}" for note in one.notes)]
    return found + [f"         | {line}" for line in lines(Output(one.output)) if one.output]


@dataclass(frozen=True)
class Beside:
    """Rows of two states side by side. head: of the first column and of both. same: rows where both are equal."""

    head: tuple[str, str, str]
    rows: tuple[tuple[str, str, str], ...]


@drawn.register
def _(block: Beside) -> Html:
    rows = [
        [cell(_change(old, new), "dc-mark"), tag("th", ansi.plain(name), scope="row"), _code(old), _code(new)]
        for name, old, new in block.rows
    ]
    return _wide(html_table(rows, ("change", *map(ansi.plain, block.head))))


def _code(value: str) -> Html:
    return tag("td", *(tag("div", tag("code", ansi.plain(line))) for line in value.split("\n") if line))


def _change(old: str, new: str) -> str:
    return "" if old == new else "added" if not old else "removed" if not new else "changed"


def _wide(table: Html) -> Html:
    return tag("div", table, cls="dc-wide", tabindex="0", role="group", aria_label="side by side")


@lines.register
def _(block: Beside) -> list[str]:
    found = []
    for name, old, new in block.rows:
        mark = f"{_change(old, new)} " if old != new else ""
        found.append(f"{mark}{name}: {_one(old)}" + (f" -> {_one(new)}" if old != new else ""))
    return found


def _one(value: str) -> str:
    return "; ".join(ansi.plain(value).split("\n")) or "(nothing)"

"""Blocks of what has a size: bars to scale, and folders with what is in them; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from helpers.inside import File
from helpers.render import ansi
from helpers.render.html import Html, tag
from helpers.render.page import drawn
from helpers.render.text import lines
from helpers.render.views import Block

MOST = 400  # entries of a tree that are drawn; folders beyond them tell what is in them in one line
_UNITS = ("B", "kB", "MB", "GB", "TB")
_PARTS = 20  # of a bar in text


def size(count: int) -> str:
    """Bytes as Docker writes them, in powers of ten."""
    value, unit = float(count), 0
    while round(value, 1 if unit else 0) >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.{0 if value >= 100 or not unit else 1 if value >= 10 else 2}f} {_UNITS[unit]}"


@dataclass(frozen=True)
class Bar:
    """A row with a bar. bytes: how long it is. aside: said small behind the text. blocks: folded below it, if any.

    line: what stands at the fold. muted: drawn in the second colour.
    """

    text: str
    bytes: int
    aside: str = ""
    line: str = ""
    blocks: tuple[Block, ...] = ()
    muted: bool = False


@dataclass(frozen=True)
class Bars:
    """Rows with bars, all to one scale. title: what a screen reader says of them."""

    title: str
    rows: tuple[Bar, ...]


@drawn.register
def _(block: Bars) -> Html:
    most = max((row.bytes for row in block.rows), default=0) or 1
    title = ansi.plain(block.title)
    return tag("ol", *(_bar(row, most) for row in block.rows), cls="dc-items", role="list", aria_label=title)


def _bar(row: Bar, most: int) -> Html:
    share = max(round(100 * row.bytes / most, 1), 1) if row.bytes else 0
    filled = tag("span", cls="" if row.muted else "dc-own", style=f"width:{share}%")
    bar = tag("span", filled, cls="dc-bar", aria_hidden="true")
    aside = [" ", tag("span", ansi.plain(row.aside), cls="dc-dim dc-aside")] if row.aside else []
    text = tag("code", ansi.plain(row.text))
    inside = [drawn(one) for one in row.blocks]
    fold = [tag("details", tag("summary", ansi.plain(row.line)), *inside, cls="dc-fold")] if row.blocks else []
    return tag("li", bar, tag("span", size(row.bytes), cls="dc-size"), text, *aside, *fold)


@lines.register
def _(block: Bars) -> list[str]:
    most = max((row.bytes for row in block.rows), default=0) or 1
    found = []
    for row in block.rows:
        parts = max(round(_PARTS * row.bytes / most), 1) if row.bytes else 0
        aside = f"  ({row.aside})" if row.aside else ""
        found.append(f"{'█' * parts:{_PARTS}} {size(row.bytes):>8}  {ansi.plain(row.text)}{aside}")
        if row.blocks:
            found.append(f"    {ansi.plain(row.line)}")
            found += [f"      {line}" for one in row.blocks for line in lines(one)]
    return found


@dataclass(frozen=True)
class Branch:
    """A path in a tree. mark: a sign in front. aside: size, rights. inside: of a folder; hidden: how much more."""

    name: str
    mark: str = ""
    aside: str = ""
    inside: tuple[Branch, ...] = ()
    hidden: str = ""


@dataclass(frozen=True)
class Tree:
    """Folders, each of which opens. title: what a screen reader says of it."""

    title: str
    branches: tuple[Branch, ...]


@drawn.register
def _(block: Tree) -> Html:
    title = ansi.plain(block.title)
    return tag("ul", *(_branch(one) for one in block.branches), cls="dc-tree", role="list", aria_label=title)


def _branch(one: Branch) -> Html:
    mark = [tag("span", one.mark, cls="dc-mark"), " "] if one.mark else []
    aside = [" ", tag("span", ansi.plain(one.aside), cls="dc-dim dc-aside")] if one.aside else []
    head = [*mark, tag("code", ansi.plain(one.name)), *aside]
    if not one.inside and not one.hidden:
        return tag("li", *head)
    more = [tag("li", one.hidden, cls="dc-dim")] if one.hidden else []
    inside = tag("ul", *(_branch(child) for child in one.inside), *more, role="list")
    return tag("li", tag("details", tag("summary", *head), inside, cls="dc-fold"))


@lines.register
def _(block: Tree) -> list[str]:
    """The first level alone: text has nothing that opens."""
    return [_line(one) for one in block.branches]


def _line(one: Branch) -> str:
    mark, aside = (f"{one.mark} " if one.mark else ""), (f"  {ansi.plain(one.aside)}" if one.aside else "")
    inside = one.hidden or (f"{len(one.inside)} entries" if one.inside else "")
    return f"{mark}{ansi.plain(one.name)}{aside}" + (f", {inside}" if inside else "")


def tree(title: str, files: Iterable[File], marks: Mapping[str, str]) -> Tree:
    """The folders of an image. marks: path -> sign. What lies deepest is left out where there is too much."""
    children: dict[str, list[File]] = {}
    for file in files:
        children.setdefault(file.path.rpartition("/")[0] or "/", []).append(file)
    shown, level, left = set(), ["/"], MOST
    while level:
        below = []
        for folder in level:
            inside = children.get(folder, ())
            if len(inside) <= left:
                left -= len(inside)
                shown.add(folder)
                below += [file.path for file in inside if file.kind == "dir"]
        level = below
    return Tree(title, tuple(_entry(file, children, shown, marks) for file in children.get("/", ())))


def _entry(file: File, children: Mapping[str, list[File]], shown: set[str], marks: Mapping[str, str]) -> Branch:
    name, mark = file.path.rpartition("/")[2], marks.get(file.path, "")
    if file.kind != "dir":
        return Branch(name, mark, kind_and_rights(file))
    inside = children.get(file.path, ())
    if file.path in shown:
        return Branch(f"{name}/", mark, _rights(file), tuple(_entry(one, children, shown, marks) for one in inside))
    return Branch(f"{name}/", mark, _rights(file), hidden=f"{len(inside)} entries, not drawn")


def kind_and_rights(file: File) -> str:
    """A path's size or target, its rights, and its owner where that is not root."""
    if file.kind == "dir":
        return f"folder, {_rights(file)}"
    return f"{f'-> {file.target}' if file.target else size(file.size)}, {_rights(file)}"


def _rights(file: File) -> str:
    owner = "" if file.owner == (0, 0) else f", owner {file.owner[0]}:{file.owner[1]}"
    return f"mode {file.mode:o}{owner}"

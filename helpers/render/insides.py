"""What is inside images, runs and builds, as blocks: layers with files, settings, facts, reasons, peeks; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from helpers import model
from helpers.inside import Facts, File, LayerFiles, LayersFiles, Peek, Reason
from helpers.render.folds import Fold, Heading
from helpers.render.trees import Bar, Bars, kind_and_rights, size, tree
from helpers.render.views import Block, Note, Table, blocks, setting_rows

MOST = 200  # files of a layer that are listed
SIGNS = {"added": "+", "changed": "~", "removed": "-"}
_SHELL = re.compile(r"^RUN (?:\|\d+ .*?)?/bin/sh -c ", re.S)


def settings(config: dict) -> dict[str, str]:
    """A configuration's settings in words; several values of one, one a line."""
    found: dict[str, str] = {}
    last = ""
    for key, value in setting_rows(config):
        last = key or last
        found[last] = f"{found[last]}\n{value}" if not key else value
    return found


def setting_lines(found: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Settings as rows, several values of one in rows of their own."""
    return tuple((key if i == 0 else "", line) for key, value in found for i, line in enumerate(value.split("\n")))


def told(instruction: str) -> str:
    """An instruction of an image's history as a Dockerfile has it: without the shell and the build arguments."""
    return " ".join(_SHELL.sub("RUN ", instruction).split())


@blocks.register
def _(facts: Facts) -> list[Block]:
    numbers = "" if facts.uid is None else f" ({facts.uid}:{'?' if facts.gid is None else facts.gid})"
    first = "PID 1" if facts.first else "first process"
    rows = [(first, " ".join(_word(word) for word in facts.command))] if facts.command else []
    rows += [("user", f"{facts.user or '(no name)'}{numbers}"), ("directory", facts.directory)]
    rows += [("environment" if i == 0 else "", f"{name}={value}") for i, (name, value) in enumerate(facts.env.items())]
    return [Table(tuple(rows))]


def _word(word: str) -> str:
    return word if word and not set(word) & set(" \t\n\"'") else repr(word)


@blocks.register
def _(reason: Reason) -> list[Block]:
    return [Note(reason.detail or "no difference is known")]


@blocks.register
def _(file: File) -> list[Block]:
    return [Table(((file.path, kind_and_rights(file)),))]


@blocks.register
def _(layer: LayerFiles) -> list[Block]:
    return [Note(f"{told(layer.instruction)}: {size(layer.size)}; {counted(layer)}"), *changes(layer.changes)]


def counted(layer: LayerFiles) -> str:
    """How many files a layer adds, changes and removes."""
    parts = [f"{len(layer.of(kind))} {kind}" for kind in SIGNS if layer.of(kind)]
    return ", ".join(parts) or "no file"


def changes(found: tuple[model.FileChange, ...]) -> list[Block]:
    """Changed files, as many as one looks at."""
    rows = tuple((SIGNS[one.kind], one.path, "" if one.kind == "removed" else size(one.size)) for one in found[:MOST])
    more = [Note(f"… and {len(found) - MOST} more", "dim")] if len(found) > MOST else []
    return [Table(rows, marks=True), *more] if rows else []


@blocks.register
def _(layers: LayersFiles) -> list[Block]:
    return [bars(layers.entries, layers.name, layers.base)]


def bars(layers: tuple[model.Layer | LayerFiles, ...], name: str = "", base: str = "", count: int = 0) -> Bars:
    """Layers as bars to scale, oldest first. base: their base image, whose layers are the first `count`."""
    rows = []
    for number, layer in enumerate(layers):
        of_base = number < count or getattr(layer, "of_base", False)
        found = getattr(layer, "changes", ())
        line = f"files: {counted(layer)}" if isinstance(layer, LayerFiles) else ""
        text = f"FROM {base}" if of_base and base else told(layer.instruction) or "(unknown)"
        rows.append(Bar(text, layer.size, "of the base" if of_base else "", line, tuple(changes(found)), of_base))
    return Bars(f"The layers of {name or 'the image'}, oldest first", tuple(rows))


@blocks.register
def _(peek: Peek) -> list[Block]:
    stage = f" of stage {peek.stage}" if peek.stage else ""
    found: list[Block] = [Note(f"after line {peek.line}{stage}: {peek.instruction}")]
    if peek.image is None:
        found.append(Note("No stage has begun: there are no files yet, only build arguments.", "dim"))
    if peek.run is not None:
        found += blocks(peek.run)
    if peek.image is not None:
        made = changes(peek.changes)
        found += [Heading("What this instruction changed"), *(made or [Note("no file", "dim")])]
        found += [Heading("A command gets here"), *blocks(peek.facts)]
    if peek.args:
        rows = tuple((name, value) for name, value in peek.args.items())
        found.append(Fold("Build arguments", (Table(rows),), open=peek.image is None))
    if peek.image is not None:
        marks = {change.path: SIGNS[change.kind] for change in peek.changes}
        found.append(Fold("Configuration", (Table(setting_rows(dict(peek.config))),)))
        found.append(Fold(f"Files ({len(peek.files)})", (tree("Files", peek.files, marks),)))
    return found

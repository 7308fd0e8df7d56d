"""Two states, builders or base images side by side: steps, layers, sizes, configuration, output, files; pure."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from helpers.inside import Comparison, Side
from helpers.model import BuildStep, Layer
from helpers.render.folds import Beside, Fold, Heading
from helpers.render.insides import changes, setting_lines, settings, told
from helpers.render.trees import size
from helpers.render.views import Block, Note, Table, blocks

Row = tuple[str, str, str]


@blocks.register
def _(comparison: Comparison) -> list[Block]:
    one, other = comparison.one, comparison.other
    found: list[Block] = [Beside(_head("of", one, other), _summary(one, other))]
    for title, first, rows in (
        ("Steps", "step", aligned(_steps(one), _steps(other))),
        ("Layers", "layer", aligned(_layers(one), _layers(other))),
        ("Configuration", "setting", _settings(one, other)),
    ):
        found += _part(title, rows, _head(first, one, other))
    if one.image and other.image:
        made = changes(comparison.files)
        found += [Heading(f"Files, from {one.name} to {other.name}"), *(made or [Note("no difference", "dim")])]
    return found


def _head(first: str, one: Side, other: Side) -> tuple[str, str, str]:
    return (first, one.name, other.name)


def _part(title: str, rows: Sequence[Row], head: Row) -> list[Block]:
    """The rows that differ, and folded below them those that do not."""
    differ = tuple(row for row in rows if row[1] != row[2])
    same = [(name, value) for name, value, other in rows if value == other]
    shown: list[Block] = [Beside(head, differ)] if differ else [Note("no difference", "dim")]
    folded = Table(setting_lines(same), (head[0], "both"))
    return [Heading(title), *shown, *([Fold(f"the same in both: {len(same)}", (folded,))] if same else [])]


def _summary(one: Side, other: Side) -> tuple[Row, ...]:
    rows = [(title, read(one), read(other)) for title, read in _READ]
    return tuple(row for row in rows if row[1] or row[2])


def _total(side: Side) -> str:
    return size(sum(layer.size for layer in side.image.layers)) if side.image else ""


_READ = (
    ("builder", lambda side: side.build.builder if side.build else ""),
    ("base image", lambda side: side.image.base if side.image else ""),
    ("steps", lambda side: str(len(side.build.steps)) if side.build else ""),
    ("layers", lambda side: str(len(side.image.layers)) if side.image else ""),
    ("size", _total),
    ("failed", lambda side: side.failed),
    ("exit code", lambda side: str(side.run.exit_code) if side.run else ""),
    ("output", lambda side: side.run.stdout.rstrip("\n") if side.run else ""),
    ("standard error", lambda side: side.run.stderr.rstrip("\n") if side.run else ""),
)


def _steps(side: Side) -> list[tuple[str, str]]:
    return [(step.instruction, _step(step)) for step in side.build.steps] if side.build else []


def _step(step: BuildStep) -> str:
    return f"{step.instruction}\n(failed)" if step.state == "failed" else step.instruction


def _layers(side: Side) -> list[tuple[str, str]]:
    if side.image is None:
        return []
    base, own = side.image.layers[: side.image.base_layers], side.image.layers[side.image.base_layers :]
    rows = [("FROM", f"FROM {side.image.base}\n{size(sum(layer.size for layer in base))}")] if base else []
    return rows + [(told(layer.instruction), _layer(layer)) for layer in own]


def _layer(layer: Layer) -> str:
    return f"{told(layer.instruction)}\n{size(layer.size)}"


def aligned(one: Sequence[tuple[str, str]], other: Sequence[tuple[str, str]]) -> list[Row]:
    """Two sequences of (key, text) as rows, where equal keys stand beside each other."""
    rows: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, [key for key, _ in one], [key for key, _ in other], autojunk=False)
    for _, a1, a2, b1, b2 in matcher.get_opcodes():
        left, right = [text for _, text in one[a1:a2]], [text for _, text in other[b1:b2]]
        length = max(len(left), len(right))
        left, right = left + [""] * (length - len(left)), right + [""] * (length - len(right))
        rows += zip(left, right, strict=True)
    return [(str(number), *row) for number, row in enumerate(rows, 1)]


def _settings(one: Side, other: Side) -> list[Row]:
    old, new = (settings(side.image.config) if side.image else {} for side in (one, other))
    return [(key, old.get(key, ""), new.get(key, "")) for key in dict.fromkeys([*old, *new])]

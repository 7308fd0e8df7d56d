"""What a playground shows of a state and its result: panels, each as HTML and as text; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import helpers.render.insides  # noqa: F401  teaches what is found inside images to show itself
from helpers.model import Build, BuildStep, Image
from helpers.render.folds import Beside, Fold, Heading, Item, Items
from helpers.render.html import box
from helpers.render.insides import bars, facts_blocks, settings, size
from helpers.render.page import drawn
from helpers.render.text import lines
from helpers.render.views import Block, Note, Table, blocks
from helpers.widgets.drawing import error_blocks
from helpers.widgets.result import Result


@dataclass(frozen=True)
class Panel:
    """A part of the display. id: "steps", "run", "layers", "config", "graph", "peek" or "compare".

    html: escaped, without the style, which the page has once (helpers.render.html.style). text: the same in words.
    """

    id: str
    title: str
    html: str
    text: str


def panel(id: str, title: str, found: Iterable[Block]) -> Panel:
    """A panel of blocks."""
    found = tuple(found)
    html = str(box(*(drawn(block) for block in found), cls=f"dc-panel dc-panel-{id}"))
    return Panel(id, title, html, "\n".join(line for block in found for line in lines(block)))


def panels(state, result: Result, last: Result | None = None) -> tuple[Panel, ...]:
    """The panels of a state's result; those that have nothing to show are left out. last: the result before it."""
    made = [("steps", "Build", steps(result)), ("run", "Run", run(result)), ("layers", "Layers", layers(result)),
            ("config", "Configuration", config(result.image, last.image if last else None))]  # fmt: skip
    return tuple(panel(id, title, found) for id, title, found in made if found)


def steps(result: Result) -> list[Block]:
    """Each step: from the cache or built, why, how long it took, and what it printed."""
    build = result.build
    if build is None:
        return error_blocks(result) if result.error else []
    why = {(reason.stage, reason.number): reason.detail for reason in result.reasons}
    entries = tuple(_step(step, why.get((step.stage, step.number), "")) for step in build.steps)
    end = [Note(_summary(build))] if build.image else []
    return [*end, Items("Steps of the build", entries), *(error_blocks(result) if build.image is None else [])]


def _step(step: BuildStep, why: str) -> Item:
    stage = f"{step.stage} " if step.stage else ""
    failed = step.state == "failed"
    code = f"exit code {step.exit_code}" if step.exit_code is not None else ""
    aside = ", ".join(filter(None, (code, "" if step.state == "cached" else seconds(step.seconds))))
    text = f"{stage}{step.number}/{step.of} {step.instruction}"
    return Item(step.state, text, aside, (why,) if why else (), step.output, open=failed, bad=failed)


def seconds(taken: float) -> str:
    """A time as a person reads it; "" for none."""
    if taken <= 0:
        return ""
    return f"{taken * 1000:.0f} ms" if taken < 1 else f"{taken:.1f} s"


def _summary(build: Build) -> str:
    counted = ((len(build.cached), "from the cache"), (len(build.built), "built"))
    return ", ".join(f"{number} step{'s' if number != 1 else ''} {what}" for number, what in counted if number)


def run(result: Result) -> list[Block]:
    """What the container printed, its exit code, and what its first process had."""
    found = list(blocks(result.run)) if result.run else []
    if result.error and result.build is not None and result.build.image is not None:
        found += error_blocks(result)
    facts = getattr(result.run, "facts", None)
    return found + ([Heading("What its first process had"), *facts_blocks(facts)] if facts else [])


def layers(result: Result) -> list[Block]:
    """The image's layers as bars, with size and instruction; what is in them, once it has been read."""
    if result.image is None:
        return []
    total = sum(layer.size for layer in result.image.layers)
    note = Note(f"{len(result.image.layers)} layers, {size(total)} in all")
    return [note, bars(result.image, result.files)]


def config(image: Image | None, before: Image | None) -> list[Block]:
    """The image's configuration, beside the one before it where there is one."""
    if image is None:
        return []
    if before is None:
        return [Table(tuple((key, value) for key, value in settings(image.config).items()), ("setting", "value"))]
    old, new = settings(before.config), settings(image.config)
    rows = tuple((key, old.get(key, ""), new.get(key, "")) for key in dict.fromkeys([*old, *new]))
    changed = tuple(row for row in rows if row[1] != row[2])
    same = tuple(row for row in rows if row[1] == row[2])
    head = ("setting", "before", "now")
    found: list[Block] = [Beside(head, changed)] if changed else [Note("nothing changed", "dim")]
    return found + ([Fold(f"{len(same)} as before", (Beside(head, same),))] if same else [])

"""What a playground shows of a state and its result: panels, each as HTML and as text; pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import helpers.render  # noqa: F401  teaches what is inside images to show itself
from helpers.dockerfile import stages
from helpers.errors import CourseError
from helpers.inside import Comparison, Peek, Side
from helpers.model import Build, BuildStep, Image
from helpers.render.folds import Beside, Fold, Heading, Item, Items
from helpers.render.html import box
from helpers.render.insides import bars, setting_lines, settings
from helpers.render.page import drawn
from helpers.render.text import lines
from helpers.render.trees import size
from helpers.render.views import Block, Note, Table, blocks, failure
from helpers.widgets.drawing import error_blocks
from helpers.widgets.result import Result
from helpers.widgets.state import State

_PEEK = "Move the slider below the Dockerfile: what there is behind an instruction, also where the next one fails."
_COMPARE = "Choose what to compare the Dockerfile with, as it is now."


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


def panels(state: State, result: Result, last: Result | None = None) -> tuple[Panel, ...]:
    """The panels of a state's result; those that have nothing to show are left out. last: the result before it."""
    made = [("steps", "Build", steps(result)), ("run", "Run", run(result)), ("layers", "Layers", layers(result)),
            ("config", "Configuration", config(result.image, last.image if last else None)),
            ("graph", "Stages", graph(state))]  # fmt: skip
    return tuple(panel(id, title, found) for id, title, found in made if found)


def peek_panel(peek: Peek | None, failed: CourseError | None = None) -> Panel:
    """What there is at a point of the build, or why one cannot stand there."""
    if failed is not None:
        return panel("peek", "Peek", _failure(failed))
    nothing = Note(_PEEK, "dim")
    return panel("peek", "Peek", blocks(peek) if peek else [nothing])


def compare_panel(one: Result | None, other: Result | None, failed: CourseError | None = None) -> Panel:
    """Two results side by side; `other` was compared with `one`."""
    if failed is not None:
        return panel("compare", "Compare", _failure(failed))
    if one is None or other is None:
        return panel("compare", "Compare", [Note(_COMPARE, "dim")])
    return panel("compare", "Compare", blocks(comparison(one, other)))


def _failure(error: CourseError) -> list[Block]:
    rest = [Note(f"{word}: {said}") for word, said in (("why", error.why), ("do", error.do)) if said]
    return [Note(error.what, "bad"), *rest]


def steps(result: Result) -> list[Block]:
    """Each step: from the cache or built, why, how long it took, and what it printed."""
    build = result.build
    if build is None:
        return error_blocks(result) if result.error else []
    why = {(reason.stage, reason.number): reason.detail for reason in result.reasons}
    entries = tuple(_step(step, why.get((step.stage, step.number), "")) for step in build.steps)
    known = [Note("This state is known from before: nothing was built or run for it now.", "dim")]
    end: list[Block] = [Note(_summary(build))] if build.image else [Note(failure(build), "bad")]
    failed = error_blocks(result) if build.image is None and result.error else []
    return [*(known if result.remembered else []), *end, *failed, Items("Steps of the build", entries)]


def _step(step: BuildStep, why: str) -> Item:
    stage = f"{step.stage} " if step.stage else ""
    failed = step.state == "failed"
    code = f"exit code {step.exit_code}" if step.exit_code is not None else ""
    aside = ", ".join(filter(None, (code, "" if step.state == "cached" else seconds(step.seconds))))
    text = f"{stage}{step.number}/{step.of} {step.instruction}"
    return Item(step.state, text, aside, (f"why: {why}",) if why else (), step.output, open=failed, bad=failed)


def seconds(taken: float) -> str:
    """A time as a person reads it; "" for none."""
    if taken <= 0:
        return ""
    return f"{taken * 1000:.0f} ms" if taken < 1 else f"{taken:.1f} s"


def _summary(build: Build) -> str:
    counted = ((len(build.cached), "from the cache"), (len(build.built), "built"))
    parts = [f"{number} step{'s' if number != 1 else ''} {what}" for number, what in counted if number]
    took = seconds(sum(step.seconds for step in build.built))
    if not parts:
        return "the builder had no step to do"
    return ", ".join(parts) + (f" in {took}" if took else "")


def run(result: Result) -> list[Block]:
    """What the container printed, its exit code, and what its first process had."""
    found = list(blocks(result.run)) if result.run else []
    if result.error and result.build is not None and result.build.image is not None:
        found += error_blocks(result)
    facts = result.run.facts if result.run else None
    return found + ([Heading("What its first process had"), *blocks(facts)] if facts else [])


def layers(result: Result) -> list[Block]:
    """The image's layers as bars, with size and instruction; what is in them, once it has been read."""
    image = result.image
    if image is None:
        return []
    count = len(image.layers)
    total = sum(layer.size for layer in image.layers)
    found: list[Block] = [Note(f"{count} layer{'s' if count != 1 else ''}, {size(total)} in all")]
    shown: Sequence = result.files.entries if result.files else image.layers
    found.append(bars(tuple(shown), image.name, image.base, image.base_layers))
    if result.difference is not None:
        found += [Heading("Files, since the last state"), *blocks(_only_files(result.difference))]
    return found


def _only_files(difference):
    return dataclasses.replace(difference, config=())


def config(image: Image | None, before: Image | None) -> list[Block]:
    """The image's configuration, beside the one before it where there is one."""
    if image is None:
        return []
    if before is None:
        return [Table(setting_lines(settings(image.config).items()), ("setting", "value"))]
    old, new = settings(before.config), settings(image.config)
    rows = tuple((key, old.get(key, ""), new.get(key, "")) for key in dict.fromkeys([*old, *new]))
    changed = tuple(row for row in rows if row[1] != row[2])
    same = tuple(row for row in rows if row[1] == row[2])
    head = ("setting", "before", "now")
    found: list[Block] = [Beside(head, changed)] if changed else [Note("nothing changed", "dim")]
    folded = Table(setting_lines((key, value) for key, value, _ in same))
    return found + ([Fold(f"as before: {len(same)}", (folded,))] if same else [])


def graph(state: State) -> list[Block]:
    """The stages, where there are several."""
    try:
        found = stages(state.text, state.target, dict(state.args))
    except CourseError:
        return []
    return list(blocks(found)) if len(found) > 1 else []


def comparison(one: Result, other: Result) -> Comparison:
    """Two results to be set side by side. The other one's difference is that from the first."""
    names = _names(one, other)
    files = other.difference.files if other.difference else ()
    return Comparison(_side(names[0], one), _side(names[1], other), files)


def _names(one: Result, other: Result) -> tuple[str, str]:
    """What tells them apart: the builder, the base image, or only that one is the present state."""
    for read in (lambda r: r.build and r.build.builder, lambda r: r.image and r.image.base):
        if (a := read(one)) and (b := read(other)) and a != b:
            return f"this state ({a})", f"the other ({b})"
    return "this state", "the other"


def _side(name: str, result: Result) -> Side:
    return Side(name, result.build, result.image, result.run, result.error.what if result.error else "")

"""What each value shows, as blocks that both text and HTML are drawn from, so that they say the same; pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import singledispatch
from typing import Literal

from helpers import model
from helpers.render.html import Html

Tone = Literal["", "good", "bad", "dim"]


@dataclass(frozen=True)
class Command:
    """The docker command that does the same."""

    line: str


@dataclass(frozen=True)
class Note:
    """A sentence."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True)
class Link:
    """An address to open in a browser. label: said before it."""

    address: str
    label: str


@dataclass(frozen=True)
class Output:
    """What a program printed. label: said before it."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Steps:
    """Rows of a build: state, text, output to show below it."""

    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows of text; marks: whether the first column is a sign such as +, - or ~."""

    rows: tuple[tuple[str, ...], ...]
    head: tuple[str, ...] = ()
    marks: bool = False


@dataclass(frozen=True)
class Figure:
    """A drawing, and the same in lines of text. title: what a screen reader says first."""

    title: str
    drawing: Html
    lines: tuple[str, ...]


Block = Command | Note | Link | Output | Steps | Table | Figure


@singledispatch
def blocks(value: object) -> list[Block]:
    """The blocks that show a value."""
    return [Note(str(value))]


def _label(step: model.BuildStep) -> str:
    stage = f"{step.stage} " if step.stage else ""
    return f"{stage}{step.number}/{step.of} {step.instruction}"


def _step_row(step: model.BuildStep, show: bool) -> tuple[str, str, str]:
    return (step.state, _label(step), step.output if show or step.state == "failed" else "")


@blocks.register
def _(build: model.Build) -> list[Block]:
    # Whether a step prints depends on the cache, so output is shown only where it is the same each time.
    rows = tuple(_step_row(step, build.fresh) for step in build.steps)
    end = [Note(build.tag or "an image without a tag")] if build.image else [Note(failure(build), "bad")]
    return [Command(build.command), Steps(rows), *end]


def failure(build: model.Build) -> str:
    """Where a build failed, and with which exit code."""
    step = build.failed
    if step is None:
        return f"failed: {build.error}"
    line = f" (line {step.line})" if step.line else ""
    code = f" with exit code {step.exit_code}" if step.exit_code is not None else ""
    return f"failed at {step.instruction}{line}{code}"


@blocks.register
def _(step: model.BuildStep) -> list[Block]:
    return [Steps((_step_row(step, True),))]


@blocks.register
def _(run: model.Run) -> list[Block]:
    found: list[Block] = [Command(run.command)]
    found += [Output(run.stdout)] if run.stdout else []
    found += [Output(run.stderr, "standard error")] if run.stderr else []
    return [*found, Note(f"exit code {run.exit_code}", "good" if run.exit_code == 0 else "bad")]


@blocks.register
def _(log: model.Log) -> list[Block]:
    return [Output(str(log))]


def _value(value: object) -> str:
    if value is None:
        return "(not set)"
    if isinstance(value, dict) and all(v in ({}, None) for v in value.values()):
        return " ".join(sorted(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def setting_rows(settings: dict) -> tuple[tuple[str, str], ...]:
    """A configuration's settings, one value a row."""
    rows = []
    for key, value in settings.items():
        items = [f"{k}={v}" for k, v in sorted(value.items())] if key == "Labels" else value
        if key in ("Env", "Labels") and isinstance(items, list):
            rows += [(key if i == 0 else "", item) for i, item in enumerate(items)]
        else:
            rows.append((key, _value(value)))
    return tuple(rows)


@blocks.register
def _(config: model.Config) -> list[Block]:
    head = f"docker image inspect {config.name}" if config.name else "docker image inspect"
    return [Command(head), Table(setting_rows(config.entries))]


@blocks.register
def _(image: model.Image) -> list[Block]:
    kept = len(image.layers) - image.base_layers
    base = f", {kept} of them on top of {image.base}" if image.base else ""
    note = f"{len(image.layers)} layer{'s' if len(image.layers) != 1 else ''}{base}"
    return [Command(f"docker image inspect {image.name}"), Table(setting_rows(image.config)), Note(note, "dim")]


@blocks.register
def _(history: model.History) -> list[Block]:
    rows = [("layer", f"FROM {history.base}")] if history.base_count else []
    rows += [("" if e.empty else "layer", e.instruction) for e in history.entries[history.base_count :]]
    return [Command(f"docker history {history.name}"), Table(tuple(rows))]


_SIGNS = {"added": "+", "changed": "~", "removed": "-"}


def _items(value: object) -> list[str]:
    if isinstance(value, dict):
        return [f"{k}={v}" if isinstance(v, str) else k for k, v in sorted(value.items())]
    return value if isinstance(value, list) else []


def _change_rows(change: model.ConfigChange) -> list[tuple[str, str, str]]:
    if change.key in ("Env", "Labels", "ExposedPorts", "Volumes"):
        before, after = _items(change.before), _items(change.after)
        gone = [("-", change.key, item) for item in before if item not in after]
        return gone + [("+", change.key, item) for item in after if item not in before]
    gone = [("-", change.key, _value(change.before))] if change.before is not None else []
    return gone + ([("+", change.key, _value(change.after))] if change.after is not None else [])


@blocks.register
def _(difference: model.Difference) -> list[Block]:
    found: list[Block] = [Command(difference.command)] if difference.command else []
    if difference.before and difference.after:
        found.append(Note(f"from {difference.before} to {difference.after}", "dim"))
    if difference.config:
        rows = tuple(row for change in difference.config for row in _change_rows(change))
        found += [Note("configuration"), Table(rows, marks=True)]
    if difference.files:
        shown = difference.files[:200]
        rows = tuple((_SIGNS[change.kind], change.path) for change in shown)
        found += [Note("files"), Table(rows, marks=True)]
        more = len(difference.files) - len(shown)
        found += [Note(f"… and {more} more", "dim")] if more else []
    return found if difference else [*found, Note("no difference", "dim")]


@blocks.register
def _(change: model.ConfigChange) -> list[Block]:
    return [Table(tuple(_change_rows(change)), marks=True)]


@blocks.register
def _(change: model.FileChange) -> list[Block]:
    return [Table(((_SIGNS[change.kind], change.path),), marks=True)]


@blocks.register
def _(layer: model.Layer) -> list[Block]:
    return [Note(layer.instruction)]


@blocks.register
def _(entry: model.HistoryEntry) -> list[Block]:
    return [Table((("" if entry.empty else "layer", entry.instruction),))]


@blocks.register
def _(processes: model.Processes) -> list[Block]:
    rows = tuple((branch + p.command, p.user) for branch, p in tree(processes.entries))
    head = [Command(processes.command)] if processes.command else []
    return [*head, Table(rows, ("process", "user"))]


@blocks.register
def _(process: model.Process) -> list[Block]:
    return [Note(process.command)]


def tree(processes: tuple[model.Process, ...]) -> list[tuple[str, model.Process]]:
    """Processes below their parents, with the lines that show it."""
    pids = {p.pid for p in processes}

    def below(parent: int, lead: str) -> list[tuple[str, model.Process]]:
        children = [p for p in processes if p.parent == parent and p.pid != parent]
        rows = []
        for child in children:
            last = child is children[-1]
            rows.append((lead + ("└─ " if last else "├─ "), child))
            rows += below(child.pid, lead + ("   " if last else "│  "))
        return rows

    roots = [p for p in processes if p.parent not in pids]
    return [row for root in roots for row in [("", root), *below(root.pid, "")]]


@blocks.register
def _(event: model.Event) -> list[Block]:
    return [Note(_event(event))]


def _event(event: model.Event) -> str:
    return " ".join(part for part in (event.kind, event.action, event.name, _code(event)) if part)


@blocks.register
def _(events: model.Events) -> list[Block]:
    rows = tuple((e.kind, e.action, e.name, _code(e)) for e in events.entries)
    head = [Command(events.command)] if events.command else []
    return [*head, Table(rows) if rows else Note("no events", "dim")]


def _code(event: model.Event) -> str:
    code = event.attributes.get("exitCode")
    return f"exit code {code}" if code is not None else ""


@blocks.register
def _(container: model.ContainerInfo) -> list[Block]:
    code = f", exit code {container.exit_code}" if container.state == "exited" else ""
    links = [Link(address, f"{inside} is at") for inside, address in container.links]
    return [Command(container.command), Note(f"{container.state}{code}"), *links]


@blocks.register
def _(engine: model.EngineInfo) -> list[Block]:
    return [Note("a Docker Engine answers", "good")]


@blocks.register
def _(cleaned: model.Cleaned) -> list[Block]:
    return [Note("everything of the course's is removed")]

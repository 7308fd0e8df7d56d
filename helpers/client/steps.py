"""BuildKit's vertexes + a Dockerfile's plan -> BuildSteps in the learner's words; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from helpers.client.plan import Planned, Stage, needed
from helpers.client.rawjson import Graph, Vertex
from helpers.model import BuildStep, StepState

# "[stage-1 2/5] RUN …", "[2/5] RUN …", "[linux/arm64 build 2/5] RUN …", "[ 2/12] RUN …"
_STEP = re.compile(r"^\[(?:[^\]]*?(?P<stage>[^\]\s]+) )?\s*(?P<number>\d+)/(?P<of>\d+)\] (?P<text>.*)$", re.S)
_FROM = re.compile(r"^(?:\[[^\]]*\] )?FROM (?P<base>\S+)")
# Where another image stands for a base (--build-context): that has no FROM, and what follows counts from 1.
_GIVEN = re.compile(r"^\[context (?P<base>[^\]]+)\] ")
_METADATA = "[internal] load metadata for "
_TRIGGER = "ONBUILD "
_EXIT = re.compile(r"exit code: (\d+)")  # BuildKit has no field for it
_INTERNALS = re.compile(r"failed to calculate checksum of ref \S+: |@?sha256:[0-9a-f]{64}|\b[0-9a-z]{25}\b")


@dataclass(frozen=True)
class _Seen:
    """A vertex that stands for a counted instruction."""

    stage: str
    number: int
    of: int
    text: str
    vertex: Vertex


def build_steps(graph: Graph, plan: list[Stage], target: str | None = None) -> tuple[BuildStep, ...]:
    """Steps that were reached, by stage and number. Without a plan: in the builder's words and order."""
    seen = list(_seen(graph))
    if not plan:
        first = {s.stage: place for place, s in enumerate(reversed(seen))}  # BuildKit names the last stage first
        seen.sort(key=lambda s: (-first[s.stage], s.number))
        return tuple(_step(s.text, s, s.stage, s.number, s.of, 0) for s in seen if _reached(s.vertex))
    known = {known_name(stage): stage for stage in plan}
    by_stage: dict[int, list[_Seen]] = {}
    for entry in seen:
        # BuildKit leaves the name out only when there is one stage and it has none.
        if (stage := known.get(entry.stage) if entry.stage else plan[-1]) and not _is_anothers(entry, stage):
            by_stage.setdefault(stage.index, []).append(entry)
    bases = {_short(m["base"]): v for v in graph.vertexes.values() if (m := _FROM.match(v.name))}
    bases |= {_short(v.name[len(_METADATA) :]): v for v in graph.vertexes.values() if _metadata_failed(v)}
    given = {_short(m["base"]): v for v in graph.vertexes.values() if (m := _GIVEN.match(v.name))}
    bases |= {base: vertex for base, vertex in given.items() if vertex.error}
    used = needed(plan, target) | {i for i, entries in by_stage.items() if _is_used(plan[i], entries)}
    steps: list[BuildStep] = []
    for stage in plan:
        if stage.index in used:
            label = known_name(stage) if len(plan) > 1 else ""
            entries = by_stage.get(stage.index, [])
            if stage.steps and stage.steps[0].keyword == "FROM" and _short(stage.steps[0].base) in given:
                entries = [replace(entry, number=entry.number + 1) for entry in entries]
            steps += _stage_steps(stage, entries, bases, label)
    return tuple(steps)


def known_name(stage: Stage) -> str:
    """A stage's name as BuildKit writes it: its own, or stage-N counted from 0."""
    return stage.name.lower() or f"stage-{stage.index}"


def _seen(graph: Graph) -> Iterator[_Seen]:
    for vertex in graph.vertexes.values():
        if match := _STEP.match(vertex.name):
            yield _Seen(match["stage"] or "", int(match["number"]), int(match["of"]), match["text"], vertex)


def _is_anothers(entry: _Seen, stage: Stage) -> bool:
    """A base's vertex that has its name from another build at the same time: this stage does not begin with it."""
    return entry.text.startswith("FROM ") and not any(step.keyword == "FROM" for step in stage.steps)


def _is_used(stage: Stage, seen: list[_Seen]) -> bool:
    """Whether the build needs a stage. Its base alone does not tell: another build may have given it its name."""
    return len(stage.steps) == 1 or any(not entry.text.startswith("FROM ") for entry in seen)


def _metadata_failed(vertex: Vertex) -> bool:
    return vertex.name.startswith(_METADATA) and bool(vertex.error)


def _stage_steps(stage: Stage, seen: list[_Seen], bases: dict[str, Vertex], label: str) -> Iterator[BuildStep]:
    by_number = {entry.number: entry for entry in seen}
    counted = len(stage.steps)  # what a vertex says may be of another build at the same time, which shares it
    # An ONBUILD of the base adds steps after FROM. Since BuildKit 0.17 they say so; the total then counts an ARG or ENV
    # among them as well. Before, they are numbered but not counted: [4/2].
    told = sum(entry.text.startswith(_TRIGGER) for entry in seen)
    extra = told or max(0, max(by_number, default=0) - counted)
    of = (len(stage.steps) if told else counted) + extra
    first = 1 if stage.steps and stage.steps[0].keyword == "FROM" else 0
    for planned in stage.steps[:first]:
        vertex = bases.get(_short(planned.base)) or (by_number[1].vertex if 1 in by_number else None)
        # Whether a base was "cached" depends on what else the engine did; it is never built here.
        state: StepState = "failed" if vertex and vertex.error else "cached"
        yield BuildStep(label, 1, of, planned.text, state, line=planned.line, output=_error(vertex))
    for number in range(first + 1, of + 1):
        entry = by_number.get(number)
        if entry is None or not _reached(entry.vertex):
            continue
        if first < number <= first + extra:
            yield _step(_TRIGGER + entry.text.removeprefix(_TRIGGER), entry, label, number, of, 0)
            continue
        planned = _at(stage, number - extra)
        yield _step(planned.text if planned else entry.text, entry, label, number, of, planned.line if planned else 0)


def _at(stage: Stage, number: int) -> Planned | None:
    return next((p for p in stage.steps if p.number == number), None)


def _error(vertex: Vertex | None) -> str:
    return scrub(vertex.error) + "\n" if vertex and vertex.error else ""


def _reached(vertex: Vertex) -> bool:
    return bool(vertex.cached or vertex.started is not None or vertex.error)


def _step(text: str, entry: _Seen, label: str, number: int, of: int, line: int) -> BuildStep:
    vertex = entry.vertex
    state: StepState = "cached" if vertex.cached else "built"
    exit_code = None
    if vertex.error:
        state = "cancelled" if "context canceled" in vertex.error else "failed"
        exit_code = int(m[1]) if (m := _EXIT.search(vertex.error)) else None
    elif vertex.completed is None and not vertex.cached:
        state = "cancelled"
    output = vertex.output.text
    if state == "failed" and not output and exit_code is None:
        output = _error(vertex)
    seconds = 0.0 if vertex.cached else round(vertex.seconds, 3)
    return BuildStep(label, number, of, text, state, seconds, output, line, exit_code)


def _short(reference: str) -> str:
    """An image's name without Docker Hub's prefix, its digest, and the tag latest."""
    name = reference.split("@")[0].removeprefix("docker.io/").removeprefix("library/")
    return name.removesuffix(":latest")


# What BuildKit, of one version or another, puts in front of what is wrong.
_PREFIXES = (
    "rpc error: code = Unknown desc = ", "failed to build: ", "failed to solve: ",
    "failed to solve with frontend dockerfile.v0: ", "failed to create LLB definition: ",
    "failed to compute cache key: ",
)  # fmt: skip


def scrub(text: str) -> str:
    """BuildKit's sentence without digests and identifiers, which differ each time."""
    text = _INTERNALS.sub(lambda m: "" if " " in m[0] else "…", text)
    for prefix in _PREFIXES:
        text = text.replace(prefix, "")
    return text.replace("dockerfile parse error line ", "dockerfile parse error on line ").strip()

"""What every notebook of the course must be like: rules from a notebook to its faults; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from helpers.lessons.claims import claims

LONGEST = 8  # lines of a code cell
_HEADING = re.compile(r"^(#+) (.+)$", re.M)
_LINK = re.compile(r"\]\(([^)#\s]+)")
_FENCE = re.compile(r"^```.*?^```", re.M | re.S)
_VARYING = {
    "an id": re.compile(r"\b(sha256:)?(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,64}\b"),
    "a time": re.compile(r"\b\d{1,2}:\d\d:\d\d\b|\b20\d\d-\d\d-\d\d\b"),
    "a size": re.compile(r"\b\d+(\.\d+)? ?(bytes|[kKMG]i?B)\b"),
    "a duration": re.compile(r"\b\d+\.\d+ ?(ms|s|seconds)\b"),
    "a path of this machine": re.compile(r"(?<![\w.])/(home|Users|work|root/(?!\.))[/\w.-]+"),
    "a version of the engine": re.compile(r"\b(2\d\.\d+\.\d+)\b"),
}


def code(notebook) -> list:
    """The code cells."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def tags(cell) -> list[str]:
    """A cell's tags."""
    return cell.get("metadata", {}).get("tags", [])


def text(notebook) -> str:
    """The notes, without what is in fences."""
    notes = (_source(cell) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    return _FENCE.sub("", "\n\n".join(notes))


def _source(cell) -> str:
    return "".join(cell["source"])


def headings(notebook) -> Iterator[str]:
    """One H1, no level skipped, and the sections that every notebook has."""
    found = [(len(marks), name) for marks, name in _HEADING.findall(text(notebook))]
    if [level for level, _ in found].count(1) != 1 or found[0][0] != 1:
        yield "it does not have exactly one H1, first of all"
    for (before, _), (level, name) in zip(found, found[1:], strict=False):
        if level > before + 1:
            yield f"the heading {name!r} skips a level"
    for wanted in ("What you will learn", "Summary", "Next"):
        if (2, wanted) not in found:
            yield f"there is no section {wanted!r}"
    if not re.search(r"\*About \d+ minutes\.\*", text(notebook)):
        yield "it does not say how many minutes it takes"


def predictions(notebook) -> Iterator[str]:
    """Predict, run, explain."""
    notes = text(notebook)
    for word in ("**Predict", "**What happened"):
        if word not in notes:
            yield f"it never says {word}"


def cells(notebook) -> Iterator[str]:
    """Short cells that were all run, in order, without an error."""
    for number, cell in enumerate(code(notebook), 1):
        lines = _source(cell).splitlines()
        if not lines:
            yield f"code cell {number} is empty"
        elif len(lines) > LONGEST and not lines[0].startswith("%%dockerfile"):
            yield f"code cell {number} has {len(lines)} lines: {lines[0]}"
        if cell.get("execution_count") != number:
            yield f"code cell {number} was not run in order"
        if any(output["output_type"] == "error" for output in cell.get("outputs", [])):
            yield f"code cell {number} failed"
    if not any(cell.get("outputs") for cell in code(notebook)):
        yield "it has no outputs"


def parameters(notebook) -> Iterator[str]:
    """A first cell for papermill."""
    first = code(notebook)[0] if code(notebook) else None
    if first is None or "parameters" not in tags(first):
        yield "its first code cell is not tagged parameters"
    elif not {"ENGINE", "BASE"} <= set(re.findall(r"^(\w+) =", _source(first), re.M)):
        yield "its parameters are not ENGINE and BASE"


def outputs(notebook) -> Iterator[str]:
    """Nothing stored that differs from one engine, machine or run to another."""
    for number, cell in enumerate(code(notebook), 1):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "application/vnd.jupyter.widget-view+json" in data:
                yield f"code cell {number} stores a widget's id"
            for kind in ("text/plain", "text/html"):
                said = "".join(data.get(kind, []) if kind in data else output.get("text", []))
                said = re.sub(r"<style>.*?</style>", "", said, flags=re.S)
                for name, pattern in _VARYING.items():
                    if found := pattern.search(said):
                        yield f"code cell {number} stores {name}: {found[0]}"


def claimed(notebook, topics: tuple[str, ...]) -> Iterator[str]:
    """Each claim of the topic is run in a cell with its id, asserted, and has its verdict there."""
    wanted = {claim.id for claim in claims().values() if claim.topic in topics}
    shown = {}
    for cell in code(notebook):
        for tag in tags(cell):
            if tag.startswith("claim:"):
                shown.setdefault(tag.removeprefix("claim:"), []).append(_source(cell))
    for name in sorted(wanted - set(shown)):
        yield f"no cell is tagged claim:{name}"
    for name, sources in sorted(shown.items()):
        if name not in claims():
            yield f"there is no claim {name}"
        if not any(re.search(r"^\s*assert ", source, re.M) for source in sources):
            yield f"claim {name} is not asserted"
        if not any(re.search(rf"verdict\(\s*[\"']{name}[\"']", source) for source in sources):
            yield f"claim {name} has no verdict"


def exercises(notebook) -> Iterator[str]:
    """At least two exercises, each with its check."""
    source = "\n".join(map(_source, code(notebook)))
    shown = re.findall(r"\bexercise\(\"([^\"]+)\"\)", source)
    if len(shown) < 2:
        yield f"it has {len(shown)} exercises"
    for name in shown:
        if f'check("{name}", ' not in source:
            yield f"exercise {name} is not checked"


def toggles(notebook) -> Iterator[str]:
    """A toggle that shows the heart of the matter."""
    if not any("toggle(" in _source(cell) for cell in code(notebook)):
        yield "it has no toggle"


def links(notebook, exists) -> Iterator[str]:
    """Links to files lead somewhere. exists(target): whether the file is there."""
    for target in _LINK.findall(text(notebook)):
        if "://" not in target and not exists(target):
            yield f"the link to {target} leads nowhere"

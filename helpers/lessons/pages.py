"""Pages made from the course itself: a glossary, an index of instructions, all verdicts; pure but for reading files."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from helpers.dockerfile import KEYWORDS
from helpers.lessons.claims import claims
from helpers.lessons.found import Found, Lesson, lesson
from helpers.lessons.notebook import FOLDER, all_notebooks
from helpers.lessons.verdict import VALUES

_DATA = Path(__file__).parent
_MARKS = re.compile(r"([\\`*_$<|\[\]])")
_MADE = "<!-- python3 -m helpers pages writes this page; change {} instead. -->"


@dataclass(frozen=True)
class Entry:
    """A row of glossary.csv or instructions.csv: a word, the notebook that shows it, and what is said of it."""

    word: str
    notebook: str
    text: str


def entries(name: str) -> list[Entry]:
    """The rows of a data file: "glossary" or "instructions"."""
    with _DATA.joinpath(f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return [Entry(*row) for row in list(csv.reader(file))[1:]]


def lessons(folder: Path = FOLDER) -> dict[str, Lesson]:
    """What the pages need of each notebook and its Dockerfiles, by slug."""
    return {path.stem: lesson(path, folder.parent / "dockerfiles" / path.stem) for path in all_notebooks(folder)}


def pages(found: Mapping[str, Lesson]) -> dict[str, str]:
    """Names of the pages -> their text."""
    return {
        "glossary.md": _glossary(found), "instructions.md": _instructions(found), "verdicts.md": _verdicts(found)
    }  # fmt: skip


def stored(folder: Path = FOLDER) -> dict[str, str]:
    """The pages as they are in the folder; "" for one that is missing."""
    paths = {name: folder / name for name in ("glossary.md", "instructions.md", "verdicts.md")}
    return {name: path.read_text(encoding="utf-8") if path.exists() else "" for name, path in paths.items()}


def _link(slug: str, found: Mapping[str, Lesson], section: str = "") -> str:
    """A notebook's number and title, linked; section: the heading to go to."""
    title = found[slug].title if slug in found else slug[3:]
    return f"[{slug[:2]} {title}]({slug}.ipynb{_anchor(section)})"


def _anchor(section: str) -> str:
    """As JupyterLab makes it of a heading."""
    plain = section.replace("`", "").replace(" ", "-")
    return f"#{plain}" if section and all(c.isalnum() or c in "-_.," for c in plain) else ""


def _cell(text: str) -> str:
    """Plain text for a table, with nothing that Markdown or a formula would take for its own."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _glossary(found: Mapping[str, Lesson]) -> str:
    rows = sorted(entries("glossary"), key=lambda entry: entry.word.lower().lstrip("."))
    lines = ["# Glossary", "", f"{len(rows)} words, each with the notebook that shows it.", ""]
    lines += [f"- **{entry.word}**: {entry.text} {_link(entry.notebook, found)}" for entry in rows]
    return _page("helpers/lessons/glossary.csv", lines)


def _instructions(found: Mapping[str, Lesson]) -> str:
    told = {entry.word: entry for entry in entries("instructions")}
    lines = [
        "# Instructions", "", "Every instruction of a Dockerfile: what it does, and which notebooks use it.", "",
        "| Instruction | What it does | Its notebook | Used in |", "|---|---|---|---|",
    ]  # fmt: skip
    for word in sorted(told, key=_place):
        entry = told[word]
        used = [f"[{slug[:2]}]({slug}.ipynb)" for slug, one in found.items() if word in one.instructions]
        lines.append(f"| {word} | {entry.text} | {_link(entry.notebook, found)} | {' '.join(used)} |")
    return _page("helpers/lessons/instructions.csv or the notebooks", lines)


def _place(word: str) -> int:
    """The course's order; what is no instruction stands last."""
    order = [entry.word for entry in entries("instructions")]
    return order.index(word) if word in KEYWORDS else len(order)


def _verdicts(found: Mapping[str, Lesson]) -> str:
    given = verdicts(found)
    counts = Counter(one.value for _, one in given.values())
    lines = ["# Verdicts", "", f"{len(claims())} claims about Docker, each run on an engine.", ""]
    lines += ["| Verdict | Claims |", "|---|---|", *(f"| {value} | {counts[value]} |" for value in VALUES)]
    left = len(claims()) - len(given)
    lines += [f"| none yet | {left} |"] if left else []
    for slug, one in found.items():
        topic = [claim for claim in claims().values() if claim.topic == slug[3:]]
        if topic:
            lines += ["", f"## {slug[:2]} {one.title}", ""]
            lines += ["| Claim | What is claimed | Verdict | What was found | Source |", "|---|---|---|---|---|"]
            lines += [_row(claim, given, found) for claim in topic]
    return _page("the notebooks", lines)


def verdicts(found: Mapping[str, Lesson]) -> dict[str, tuple[str, Found]]:
    """Each claim's notebook and verdict, for those that have one."""
    return {one.claim: (slug, one) for slug, lesson in found.items() for one in lesson.verdicts}


def _row(claim, given: Mapping[str, tuple[str, Found]], found: Mapping[str, Lesson]) -> str:
    if claim.id not in given:
        return f"| {claim.id} | {_cell(claim.text)} | none yet | | |"
    slug, one = given[claim.id]
    link = f"[{claim.id}]({slug}.ipynb{_anchor(one.section)})"
    return f"| {link} | {_cell(claim.text)} | {one.value} | {_cell(one.sentence)} | {_cell(one.source)} |"


def _page(source: str, lines: list[str]) -> str:
    return "\n".join([_MADE.format(source), "", *lines]) + "\n"

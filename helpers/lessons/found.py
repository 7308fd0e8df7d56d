"""What is found in a stored notebook and its Dockerfiles: title, verdicts, instructions; pure but for reading files."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from helpers.dockerfile import KEYWORDS, parse
from helpers.errors import DockerfileError
from helpers.lessons.verdict import VALUES

_HEADING = re.compile(r"^(#+) (.+)$", re.M)
_FENCE = re.compile(r"^```.*?^```", re.M | re.S)
_SHOWN = re.compile(
    rf"Claim ([A-Z]+-\d+): [^\n]*\nVerdict: ({'|'.join(sorted(VALUES, key=len, reverse=True))})\. ([^\n]*)\n?([^\n]*)"
)
_DOCKERFILE = re.compile(r"\s*(#[^\n]*\n\s*)*(ARG|FROM)\s", re.I)  # a text that begins like one
_LINE = re.compile(rf"^[ \t]*({'|'.join(KEYWORDS)})[ \t]+(.*)$", re.M)


@dataclass(frozen=True)
class Found:
    """A verdict as a notebook stored it. section: the heading above it."""

    claim: str
    value: str
    sentence: str
    source: str
    section: str


@dataclass(frozen=True)
class Lesson:
    """A notebook. instructions: those of its Dockerfiles, in files and in cells."""

    title: str
    verdicts: tuple[Found, ...]
    instructions: frozenset[str]


def lesson(path: Path, dockerfiles: Path) -> Lesson:
    """Read a notebook, and the folder of its Dockerfiles."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = [file.read_text(encoding="utf-8") for file in sorted(dockerfiles.glob("*Dockerfile*")) if file.is_file()]
    texts += [text for cell in cells if cell["cell_type"] == "code" for text in dockerfile_texts(_source(cell))]
    return Lesson(_title(cells), tuple(_verdicts(cells)), frozenset(word for t in texts for word in instructions(t)))


def _source(cell: dict) -> str:
    return "".join(cell["source"])


def _headings(cell: dict) -> list[str]:
    return [name for _, name in _HEADING.findall(_FENCE.sub("", _source(cell)))]


def _title(cells: list[dict]) -> str:
    return next((name for cell in cells if cell["cell_type"] == "markdown" for name in _headings(cell)), "")


def _verdicts(cells: list[dict]) -> Iterator[Found]:
    section = ""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            section = (_headings(cell) or [section])[-1]
            continue
        for text in _outputs(cell):
            for claim, value, sentence, source in _SHOWN.findall(text):
                yield Found(claim, value, sentence, source, section)


def _outputs(cell: dict) -> Iterator[str]:
    for output in cell.get("outputs", []):
        yield "".join(output.get("data", {}).get("text/plain", []) or output.get("text", []))


def dockerfile_texts(source: str) -> Iterator[str]:
    """Texts in a code cell that are Dockerfiles: strings, and the cell itself below its magic."""
    head, _, rest = source.partition("\n")
    if head.startswith("%%dockerfile"):
        yield rest
        return
    try:
        tree = ast.parse(rest if head.startswith("%%") else source)
    except SyntaxError:
        return
    nodes = list(ast.walk(tree))
    parts = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in nodes:
        text = None if id(node) in parts else _text(node)
        if text is not None and _DOCKERFILE.match(text):
            yield text


def _text(node: ast.AST) -> str | None:
    """A string of the source, with a word where an f-string fills something in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "x" for part in node.values)
    return None


def instructions(text: str) -> set[str]:
    """Keywords of a Dockerfile, those behind ONBUILD as well; of one that does not parse, what lines begin with."""
    try:
        found = [(one.keyword, one.value) for one in parse(text)]
    except DockerfileError:
        found = [tuple(match) for match in _LINE.findall(text)]
    behind = {value.split(maxsplit=1)[0].upper() for keyword, value in found if keyword == "ONBUILD" and value}
    return {keyword for keyword, _ in found} | (behind & set(KEYWORDS))

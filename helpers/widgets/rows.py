"""A row of a playground: an instruction that can be off, worded otherwise, or written anew in place; pure."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from helpers.dockerfile import Instruction, parse_one, rewrite, to_exec, to_shell
from helpers.errors import DockerfileError

FORMS = "forms"  # in place of an instruction's alternatives: its shell and its exec form
AS_WRITTEN = "as written"


@dataclass(frozen=True)
class Row:
    """An instruction that can be switched off, had in another wording, or edited.

    id: its keyword, with its number among those of that keyword where there are several; it stays when the row is
    moved or edited. choices: name -> wording; the first is how the Dockerfile has it. own: its text as it was edited,
    None when it was not. lead: comments and empty lines before it, which move with it.
    """

    id: str
    choices: tuple[tuple[str, Instruction], ...]
    chosen: str
    on: bool = True
    locked: bool = False
    own: str | None = None
    lead: str = ""

    @property
    def first(self) -> Instruction:
        """As the Dockerfile has it."""
        return self.choices[0][1]

    @property
    def wording(self) -> Instruction:
        """The wording that was chosen, whether it was edited since or not."""
        return dict(self.choices)[self.chosen]

    @property
    def was_read(self) -> bool:
        """Whether it has a wording that is an instruction; one that was added may have none."""
        return bool(self.wording.keyword)

    @property
    def instruction(self) -> Instruction:
        """As it is worded now; the chosen wording as long as what was edited is no instruction."""
        return self._read[0] or self.wording

    @property
    def problem(self) -> DockerfileError | None:
        """Why its text is no instruction; its line is counted from 1 in the row. None when it is one."""
        return self._read[1]

    @property
    def _read(self) -> tuple[Instruction | None, DockerfileError | None]:
        return (self.wording, None) if self.own is None else _reading(self.own, self.wording)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its wordings."""
        return tuple(name for name, _ in self.choices)

    @property
    def original(self) -> str:
        """Its lines as they are written, with the last one's end, on or off."""
        if self.own is None:
            return self.wording.original
        return self.own.rstrip("\r\n") + ("\n" if self.wording.original.endswith("\n") else "")

    @property
    def label(self) -> str:
        """Its text, lines as written, without the last one's end."""
        return self.original.strip()

    @property
    def source(self) -> str:
        """What stands for it in the Dockerfile: its lines, as comments when it is off."""
        if self.on:
            return self.original
        return "".join(f"# {line}" for line in self.original.splitlines(keepends=True))


@functools.lru_cache(maxsize=1024)
def _reading(text: str, place: Instruction) -> tuple[Instruction | None, DockerfileError | None]:
    try:
        return _one(text, place), None
    except DockerfileError as error:
        return None, error


def _one(text: str, place: Instruction) -> Instruction:
    if not text.strip():
        raise DockerfileError(
            "There is no instruction.", line=1, why="the line is empty", do="write one, or take the row away"
        )
    try:
        return rewrite(place, text)
    except DockerfileError as error:
        # parse_one() reads it below a directive where the Dockerfile has one.
        head = 0 if place.escape == "\\" else 1
        line = max(1, (error.line or 1) - head)
        what = "This is no instruction." if error.what.startswith("The Dockerfile") else error.what
        raise DockerfileError(what, line=line, why=error.why, do=error.do) from None


def new_id(rows: Iterable[Row], keyword: str) -> str:
    """A name for a further row that no other has."""
    taken = {row.id for row in rows}
    if not any(id.partition(" ")[0] == keyword for id in taken):
        return keyword
    return next(id for n in range(2, len(taken) + 3) if (id := f"{keyword} {n}") not in taken)


def row_of(one: Instruction, id: str, lead: str = "") -> Row:
    """A row of an instruction as it is written."""
    name = one.form or AS_WRITTEN
    return Row(id, ((name, dataclasses.replace(one, lead="", trail="")),), name, lead=lead)


def added(text: str, id: str, escape: str) -> Row:
    """A row that was not in the Dockerfile; its text may still be no instruction."""
    # A comment stands in for the wording that it does not have.
    place = Instruction("", "", 1, 1, "#\n", escape=escape, stage=0)
    try:
        return row_of(_one(text, place), id)
    except DockerfileError:
        return Row(id, ((AS_WRITTEN, place),), AS_WRITTEN, own=text)


def with_forms(row: Row) -> Row:
    """Its other form, where it has one and says nothing else with it."""
    convert = {"exec": to_shell, "shell": to_exec}.get(row.first.form)
    try:
        other = convert(row.first) if convert else row.first
    except DockerfileError:
        return row
    return row if other is row.first else dataclasses.replace(row, choices=(*row.choices, (other.form, other)))


def with_wordings(row: Row, wordings: str | Sequence[str] | Mapping[str, str]) -> Row:
    """A row with other wordings: "forms", a list, or name -> instruction. Raises DockerfileError."""
    if wordings == FORMS:
        return with_forms(row)
    named = wordings if isinstance(wordings, Mapping) else {text.strip(): text for text in wordings}
    made = {name: _worded(row, text) for name, text in named.items()}
    taken = dict(row.choices)
    if AS_WRITTEN not in taken and taken.keys() & made.keys():  # "exec" is another wording: it wins the name
        row = dataclasses.replace(row, choices=((AS_WRITTEN, row.first),), chosen=AS_WRITTEN)
    return dataclasses.replace(row, choices=(*row.choices, *made.items()))


def _worded(row: Row, text: str) -> Instruction:
    parse_one(text, row.first.escape)
    made = rewrite(row.first, text)
    if row.locked and made.keyword != "FROM":
        raise DockerfileError(
            f"{text.strip()} cannot stand for line {row.first.line}.", line=row.first.line,
            why="a Dockerfile begins with FROM", do="give another FROM",
        )  # fmt: skip
    return made

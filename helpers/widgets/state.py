"""Which instructions of a Dockerfile are on, in which wording, and how its image is run: no widget, no engine; pure."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from helpers.dockerfile import Instruction, parse, parse_one, render, rewrite, to_exec, to_shell
from helpers.errors import CourseError, DockerfileError

FORMS = "forms"  # in place of an instruction's alternatives: its shell and its exec form
AS_WRITTEN = "as written"


@dataclass(frozen=True)
class Row:
    """An instruction that can be switched off, or had in another wording.

    id: its keyword, with its number among those of that keyword where there are several. choices: name -> wording;
    the first is how the Dockerfile has it.
    """

    id: str
    choices: tuple[tuple[str, Instruction], ...]
    chosen: str
    on: bool = True
    locked: bool = False

    @property
    def instruction(self) -> Instruction:
        """As it is worded now."""
        return dict(self.choices)[self.chosen]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its wordings."""
        return tuple(name for name, _ in self.choices)

    @property
    def first(self) -> Instruction:
        """As the Dockerfile has it."""
        return self.choices[0][1]

    @property
    def label(self) -> str:
        """The instruction's text, lines as written, without the last one's end."""
        return self.instruction.original.strip()

    @property
    def source(self) -> str:
        """What stands for it in the Dockerfile: its lines, as comments when it is off."""
        if self.on:
            return self.instruction.original
        return "".join(f"# {line}" for line in self.instruction.original.splitlines(keepends=True))


@dataclass(frozen=True)
class State:
    """A Dockerfile's rows, and the run. Every change gives a new State.

    command: arguments behind the image in `docker run`, None when no container is run. options: of helpers.run.
    """

    rows: tuple[Row, ...]
    command: tuple[str, ...] | None = None
    options: Mapping = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The Dockerfile that results. What is off is a comment, so that all lines keep their numbers."""
        return render(dataclasses.replace(row.instruction, original=row.source) for row in self.rows)

    @property
    def error(self) -> DockerfileError | None:
        """Why the Dockerfile that results cannot be built, None when nothing is known against it."""
        try:
            parse(self.text)
            _check_stages(self.rows)
        except DockerfileError as error:
            return error
        return None

    def row(self, which: int | str) -> Row:
        """The row of a line (from 1, any line of the instruction) or an id such as "CMD" or "RUN 2".

        Raises CourseError with all ids.
        """
        for row in self.rows:
            lines = row.first.line <= which <= row.first.end_line if isinstance(which, int) else False
            if lines or (isinstance(which, str) and " ".join(which.split()).upper() == row.id):
                return row
        name = f"line {which}" if isinstance(which, int) else repr(which)
        ids = ", ".join(f"{row.id} (line {row.first.line})" for row in self.rows)
        raise CourseError(f"The Dockerfile has no instruction {name}.", do=f"name one of {ids}")

    def set(self, which: int | str, on: bool) -> State:
        """Switch an instruction on or off. Raises CourseError for one that is not there, or cannot be off."""
        row = self.row(which)
        if row.locked and not on:
            raise CourseError(
                f"{row.id} (line {row.first.line}) stays on.", why="every Dockerfile starts from an image or scratch"
            )
        return self._with(dataclasses.replace(row, on=bool(on)))

    def choose(self, which: int | str, name: str) -> State:
        """Take another wording of an instruction. Raises CourseError with the names there are."""
        row = self.row(which)
        if name not in row.names:
            there = ", ".join(repr(n) for n in row.names)
            raise CourseError(f"{row.id} has no wording {name!r}.", do=f"it has {there}")
        return self._with(dataclasses.replace(row, chosen=name))

    def run_with(self, args: str | Sequence[str] | None, **options) -> State:
        """Other arguments for the run, None for no run, and other options of helpers.run. Raises CourseError."""
        return dataclasses.replace(self, command=words(args), options={**self.options, **options})

    def _with(self, changed: Row) -> State:
        rows = tuple(changed if row.id == changed.id else row for row in self.rows)
        return dataclasses.replace(self, rows=rows)


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


def make(text: str, run=None, alternatives: Mapping | None = None) -> State:
    """The first State of a Dockerfile: all on, as written.

    run: None, arguments, or a mapping of helpers.run's options with its "command". alternatives: row (line or id) ->
    "forms", wordings, or name -> wording; None: both forms of CMD and ENTRYPOINT where they have them.
    Raises DockerfileError, CourseError.
    """
    instructions = parse(text)
    first = next(one for one in instructions if one.keyword == "FROM")
    state = State(
        tuple(
            Row(id, ((_name(one), one),), _name(one), locked=one is first)
            for id, one in zip(_ids(instructions), instructions, strict=True)
        )
    )
    if alternatives is None:
        for row in state.rows:
            if row.first.keyword in ("CMD", "ENTRYPOINT"):
                state = state._with(_with_forms(row))
    for which, wordings in (alternatives or {}).items():
        state = state._with(_with_wordings(state.row(which), wordings))
    options = dict(run) if isinstance(run, Mapping) else {"command": run}
    command = options.pop("command", "")
    return state.run_with(command, **options)


def _ids(instructions: Sequence[Instruction]) -> list[str]:
    keywords = [one.keyword for one in instructions]
    return [
        keyword if keywords.count(keyword) == 1 else f"{keyword} {keywords[: i + 1].count(keyword)}"
        for i, keyword in enumerate(keywords)
    ]


def _name(one: Instruction) -> str:
    return one.form or AS_WRITTEN


def _with_forms(row: Row) -> Row:
    """Its other form, where it has one and says nothing else with it."""
    convert = {"exec": to_shell, "shell": to_exec}.get(row.first.form)
    try:
        other = convert(row.first) if convert else row.first
    except DockerfileError:
        return row
    return row if other is row.first else dataclasses.replace(row, choices=(*row.choices, (other.form, other)))


def _with_wordings(row: Row, wordings) -> Row:
    if wordings == FORMS:
        return _with_forms(row)
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


def _check_stages(rows: Sequence[Row]) -> None:
    """What is built or copied from a stage needs its FROM to be on."""
    gone = {row.first.name.lower(): row for row in rows if not row.on and row.first.name}
    there = {row.instruction.name.lower() for row in rows if row.on and row.instruction.name}
    for row in rows:
        if not row.on:
            continue
        one = row.instruction
        named = [flag.removeprefix("--from=") for flag in one.flags if flag.startswith("--from=")] + [one.base]
        for name in named:
            if name.lower() in gone and name.lower() not in there:
                raise DockerfileError(
                    f"Line {row.first.line} needs the stage {name}, which is off.", line=row.first.line,
                    why=f"{one.keyword} takes from it", do=f"switch on line {gone[name.lower()].first.line} again",
                )  # fmt: skip

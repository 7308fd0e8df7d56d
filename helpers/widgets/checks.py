"""Why a playground's rows do not make a Dockerfile, said of the row where it shows; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from helpers.dockerfile import parse, stages
from helpers.errors import CourseError, DockerfileError
from helpers.widgets.rows import Row

Lines = Mapping[str, tuple[int, int]]


def row_errors(rows: Sequence[Row], lines: Lines, text: str) -> dict[str, DockerfileError]:
    """Row's id -> error, for rows that are on; each error's line is that of the text."""
    found = {row.id: _placed(row.problem, lines[row.id][0]) for row in rows if row.on and row.problem}
    found |= {row.id: _open(lines[row.id][1]) for row in rows[:-1] if row.on and not row.problem and _goes_on(row)}
    if found:  # what the whole text is taken for means nothing then
        return found
    try:
        parse(text)
    except DockerfileError as error:
        at = _row_at(rows, lines, error.line)
        return {at.id: error} if at else {}
    return dict(_missing_stages(rows, lines))


def whole_error(text: str, target: str | None, args: Mapping[str, str]) -> CourseError | None:
    """What is wrong with no single row: there is no FROM, or no such target."""
    try:
        stages(text, target, args)
    except CourseError as error:
        return error
    return None


def _placed(problem: DockerfileError, begin: int) -> DockerfileError:
    line = begin + (problem.line or 1) - 1
    return DockerfileError(f"Line {line}: {problem.what}", line=line, why=problem.why, do=problem.do)


def _goes_on(row: Row) -> bool:
    """Whether the next line would be taken for a part of it; at a Dockerfile's end that harms nothing."""
    return not row.instruction.heredocs and row.original.rstrip("\r\n \t").endswith(row.first.escape)


def _open(line: int) -> DockerfileError:
    return DockerfileError(
        f"Line {line} does not end the instruction.", line=line, why="its last character continues it in the next line",
        do="take that character away",
    )  # fmt: skip


def _row_at(rows: Sequence[Row], lines: Lines, line: int | None) -> Row | None:
    if line is None:
        return None
    return next((row for row in rows if lines[row.id][0] <= line <= lines[row.id][1]), None)


def _missing_stages(rows: Sequence[Row], lines: Lines) -> Iterator[tuple[str, DockerfileError]]:
    """What is built or copied from a stage needs its FROM to be on."""
    gone = {row.instruction.name.lower(): row for row in rows if not row.on and row.instruction.name}
    there = {row.instruction.name.lower() for row in rows if row.on and row.instruction.name}
    for row in rows:
        one = row.instruction
        named = [flag.removeprefix("--from=") for flag in one.flags if flag.startswith("--from=")] + [one.base]
        off = next((name for name in named if name.lower() in gone and name.lower() not in there), None)
        if row.on and off is not None:
            line = lines[row.id][0]
            yield row.id, DockerfileError(
                f"Line {line} needs the stage {off}, which is off.", line=line, why=f"{one.keyword} takes from it",
                do=f"switch on line {lines[gone[off.lower()].id][0]} again",
            )  # fmt: skip

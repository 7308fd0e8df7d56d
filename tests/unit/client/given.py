"""What the tests of the client are given: fixtures, and parsed Dockerfiles."""

from pathlib import Path
from typing import NamedTuple

from e2b_dockerfile_utils import parse_dockerfile_ast

FIXTURES = Path(__file__).parents[2] / "fixtures"


class Instruction(NamedTuple):
    keyword: str
    value: str
    line: int
    flags: tuple[str, ...] = ()


def parsed(text: str) -> tuple[Instruction, ...]:
    """Instructions as the client takes them."""
    return tuple(
        Instruction(i.name, _value(i), i.start_line, tuple(i.flags)) for i in parse_dockerfile_ast(text).instructions
    )


def _value(instruction) -> str:
    rest = instruction.original.split(None, 1)[1]
    for flag in instruction.flags:
        rest = rest.replace(flag, "", 1).strip()
    return rest + "".join(f"\n{doc.content}{doc.name}" for doc in instruction.heredocs)

"""Text <-> instructions, through a port of BuildKit's own parser; pure.

The only module that knows that parser. BuildKit checks some rules only when it builds; those that a text alone can
break are checked here, so that a person reads the line before anything is built.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from e2b_dockerfile_utils import DockerfileInstruction, DockerfileSyntaxError, ShellLex, parse_dockerfile_ast

from helpers.errors import DockerfileError

KEYWORDS = (
    "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER",
    "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
)  # fmt: skip
FORMS = ("CMD", "ENTRYPOINT", "RUN")  # instructions that have a shell and an exec form
_NO_VALUE = ("CMD", "ENTRYPOINT", "RUN")  # the builder takes these alone
_UNKNOWN = re.compile(r"unknown instruction: (.*)", re.S)


@dataclass(frozen=True)
class Heredoc:
    """A here-document. content: with its lines' ends. chomp: `<<-`, leading tabs go. expand: its name is unquoted."""

    name: str
    content: str
    chomp: bool = False
    expand: bool = True


@dataclass(frozen=True)
class Instruction:
    """An instruction of a Dockerfile.

    keyword: in capitals. value: what follows keyword and flags, as written, here-documents included. flags:
    "--from=build", without quotes. args: as the parser understands the value, continuation lines joined; of ENV and
    LABEL names and values. line, end_line: from 1. original: its source lines. form: of RUN, CMD, ENTRYPOINT and
    HEALTHCHECK CMD, "shell" or "exec". stage: counted from 0; -1 before the first FROM. lead, trail: comments,
    parser directives and empty lines before it, and after the last one. escape: the character that continues a line.
    """

    keyword: str
    value: str
    line: int
    end_line: int
    original: str
    flags: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    heredocs: tuple[Heredoc, ...] = ()
    form: str = ""
    stage: int = -1
    lead: str = ""
    trail: str = ""
    escape: str = "\\"

    @property
    def base(self) -> str:
        """Of a FROM, the image or stage that it starts from, as written."""
        return self.args[0] if self.keyword == "FROM" and self.args else ""

    @property
    def name(self) -> str:
        """Of a FROM, the stage's name, "" when it has none."""
        return self.args[2] if self.keyword == "FROM" and len(self.args) == 3 else ""


def parse(text: str) -> tuple[Instruction, ...]:
    """A Dockerfile's instructions. Raises DockerfileError with the line."""
    found = _read(text)
    if not found:
        raise DockerfileError(
            "The Dockerfile has no instruction.", why="it is empty, or all of it is comment", do="begin it with FROM"
        )
    for one in found:
        _check(one)
    if found[-1].stage < 0:  # Docker 26.1's BuildKit takes the whole engine down over this
        raise _wrong(found[-1], "no FROM comes before the end", "add a line FROM IMAGE")
    return found


def parse_one(text: str, escape: str = "\\") -> Instruction:
    """A single instruction, which may stand anywhere in a Dockerfile. Raises DockerfileError."""
    head = "" if escape == "\\" else f"# escape={escape}\n"
    found = _read(head + text)
    if len(found) != 1:
        raise DockerfileError(f"One instruction is needed, not {len(found)}.", why=f"it reads {text.strip()!r}")
    one = dataclasses.replace(found[0], stage=0, lead="", trail="")
    _check(one)
    return one


def _read(text: str) -> tuple[Instruction, ...]:
    try:
        ast = parse_dockerfile_ast(text)
    except DockerfileSyntaxError as error:
        raise _syntax(error) from None
    except (ValueError, RecursionError) as error:
        raise DockerfileError("The Dockerfile does not parse.", why=str(error)) from None
    lines = re.findall(r"[^\n]*\n|[^\n]+$", text)
    found, stage, before = [], -1, 0
    for node in ast.instructions:
        stage += node.name == "FROM"
        original = "".join(lines[node.start_line - 1 : node.end_line])
        bom, original = ("\ufeff", original[1:]) if original.startswith("\ufeff") else ("", original)
        found.append(
            Instruction(
                node.name, _value(node, original, ast.escape_token), node.start_line, node.end_line, original,
                tuple(node.flags), _args(node),
                tuple(Heredoc(h.name, h.content, h.chomp, h.expand) for h in node.heredocs),
                _form(node), stage, bom + "".join(lines[before : node.start_line - 1]), escape=ast.escape_token,
            )
        )  # fmt: skip
        before = node.end_line
    if found:
        found[-1] = dataclasses.replace(found[-1], trail="".join(lines[before:]))
    return tuple(found)


def _args(node: DockerfileInstruction) -> tuple[str, ...]:
    # Of ENV and LABEL the parser gives name, value and what stands between them.
    triples = node.name in ("ENV", "LABEL")
    return tuple(arg for i, arg in enumerate(node.args) if not triples or i % 3 != 2)


def _form(node: DockerfileInstruction) -> str:
    if node.name in FORMS or (node.name == "HEALTHCHECK" and node.args[:1] == ["CMD"]):
        return "exec" if node.json else "shell"
    return ""


def _value(node: DockerfileInstruction, original: str, escape: str) -> str:
    """What is left of the source lines behind the keyword and as many flags as the parser found."""
    esc = re.escape(escape)
    comment = r"(?:[ \t]*#[^\n]*\n|[ \t\r]*\n)*"
    gap = rf"(?:[^\S\n]|{esc}[ \t]*\r?\n{comment})"
    word = rf"(?:\"(?:{esc}[^\n]|[^\"\n])*\"|'[^'\n]*'|{esc}(?![ \t]*\r?\n)[^\n]|[^\s\"'{esc}])+"
    flags = rf"(?:--{word}{gap}+){{{len(node.flags)}}}"
    keyword = r"".join(rf"(?:{esc}[ \t]*\r?\n{comment})?{letter}" for letter in node.name)
    match = re.match(rf"{gap}*{keyword}{gap}+{flags}(?:--{gap}+)?", original + "\n", re.I)
    if match is None:  # spread over lines in a way that nobody writes: the parser's joined line, then
        return " ".join([*node.args, *(f"\n{h.content}{h.name}" for h in node.heredocs)])
    return original[match.end() :].rstrip()


def _syntax(error: DockerfileSyntaxError) -> DockerfileError:
    why = str(error).partition(": ")[2]
    if match := _UNKNOWN.match(why):
        word = match[1]
        near = difflib.get_close_matches(word.upper(), KEYWORDS, 1)
        return _wrong_line(
            error.line, f"{word or 'nothing'} is no instruction", f"did you mean {near[0]}?" if near else
            "correct it, or begin the line with # to make it a comment; a line goes on in the next one only after \\",
        )  # fmt: skip
    do = "end it with its word alone in a line, not indented" if "heredoc" in why else "correct that line"
    return _wrong_line(error.line, why, do)


def _wrong_line(line: int | None, why: str, do: str) -> DockerfileError:
    where = f": line {line}" if line else ""
    return DockerfileError(f"The Dockerfile does not parse{where}.", line=line, why=why, do=do)


def _wrong(one: Instruction, why: str, do: str) -> DockerfileError:
    return _wrong_line(one.line, why, do)


def _check(one: Instruction) -> None:
    """The rules that BuildKit checks after parsing and that need no engine."""
    if one.stage < 0 and one.keyword != "ARG":
        raise _wrong(one, f"{one.keyword} stands before the first FROM; only ARG may", "begin with FROM IMAGE")
    if one.keyword == "FROM" and not (len(one.args) == 1 or (len(one.args) == 3 and one.args[1].upper() == "AS")):
        raise _wrong(one, "FROM takes an image, and perhaps AS and a name", "write FROM IMAGE or FROM IMAGE AS NAME")
    if not one.value and not one.heredocs and one.keyword not in _NO_VALUE:
        raise _wrong(one, f"{one.keyword} needs something behind it", f"complete it, or take {one.keyword} out")
    if one.keyword in ("COPY", "ADD") and len(one.args) < 2:
        raise _wrong(one, f"{one.keyword} needs a source and a destination", "name both")
    if one.keyword == "SHELL" and not one.value.startswith("["):
        raise _wrong(one, "SHELL takes a list in JSON only", 'write it as SHELL ["/bin/sh", "-c"]')
    if one.keyword == "ONBUILD" and (first := one.value.split()[0].upper()) in ("ONBUILD", "FROM", "MAINTAINER"):
        raise _wrong(one, f"ONBUILD {first} is not allowed", "put another instruction behind ONBUILD")


def render(instructions: Iterable[Instruction]) -> str:
    """The Dockerfile's text: exactly that which was parsed, where nothing was changed."""
    text = ""
    for one in instructions:
        for part in (one.lead, one.original, one.trail):
            text += "\n" if part and text and not text.endswith(("\n", "\ufeff")) else ""
            text += part
    return text


def rewrite(instruction: Instruction, text: str) -> Instruction:
    """Another instruction in the same place. Lines of later ones are as they were. Raises DockerfileError."""
    made = parse_one(text, instruction.escape)
    if made.original.rstrip("\r\n \t").endswith(instruction.escape) and not made.heredocs:
        raise DockerfileError("An instruction cannot end in the middle.", why=f"{made.original.strip()} goes on")
    end = "\n" if instruction.original.endswith("\n") else ""
    return dataclasses.replace(
        made, line=instruction.line, end_line=instruction.line + made.end_line - made.line, stage=instruction.stage,
        original=made.original.removesuffix("\n") + end, lead=instruction.lead, trail=instruction.trail,
    )  # fmt: skip


def expanded(word: str, escape: str, env: Mapping[str, str]) -> str:
    """A word with its variables replaced and its quotes taken off, as in a FROM."""
    try:
        return ShellLex(escape, env=env, skip_unset_env=False).process_word(word)
    except ValueError:
        return word

"""RUN, CMD and ENTRYPOINT from shell to exec form and back; pure."""

from __future__ import annotations

import json
import re
import shlex

from helpers.dockerfile.instructions import FORMS, Instruction, rewrite
from helpers.errors import DockerfileError

_BARE = re.compile(r"[\w@%+=:,./${}*?~^!\[\]-]+")  # words that a shell takes without quotes, variables and patterns too
_SHELL_WORDS = frozenset((
    ".", ":", "alias", "break", "case", "cd", "command", "continue", "eval", "exec", "exit", "export", "for", "if",
    "read", "readonly", "return", "set", "shift", "source", "times", "trap", "type", "ulimit", "umask", "unalias",
    "unset", "until", "wait", "while", "{", "!",
))  # fmt: skip  # none of these is a program


def to_shell(instruction: Instruction) -> Instruction:
    """RUN, CMD or ENTRYPOINT in shell form: the words as a person would write them.

    Variables and patterns, which the exec form passes on as they are, become the shell's to replace.
    Raises DockerfileError where there is no such form.
    """
    if instruction.form == "shell" or instruction.keyword not in FORMS:
        return _convertible(instruction)
    words = instruction.args
    if not words or any("\n" in word for word in words):
        raise _no_form(instruction, "shell", "its list is empty" if not words else "a word of it has several lines")
    made = _converted(instruction, " ".join(_shell_word(word) for word in words), "shell")
    if shlex.split(made.args[0]) != list(words):
        raise _no_form(instruction, "shell", "it would be read as something else")
    return made


def to_exec(instruction: Instruction) -> Instruction:
    """RUN, CMD or ENTRYPOINT in exec form: its words as a list, or a shell with the text where it needs one.

    Variables stay as they are written: nothing replaces them any more. Raises DockerfileError where there is no
    such form.
    """
    if instruction.form == "exec" or instruction.keyword not in FORMS:
        return _convertible(instruction)
    if instruction.heredocs or not instruction.args:
        raise _no_form(instruction, "exec", "it has a here-document" if instruction.heredocs else "it has no command")
    text = instruction.args[0]
    try:
        words = shlex.split(text) if _plain(text) else ["/bin/sh", "-c", text]
    except ValueError as error:
        raise _no_form(instruction, "exec", str(error).lower()) from None
    return _converted(instruction, json.dumps(words, ensure_ascii=False), "exec")


def _convertible(instruction: Instruction) -> Instruction:
    if instruction.keyword not in FORMS:
        raise _no_form(instruction, "other", "only RUN, CMD and ENTRYPOINT have two forms")
    return instruction


def _no_form(instruction: Instruction, form: str, why: str) -> DockerfileError:
    return DockerfileError(
        f"{instruction.keyword} in line {instruction.line} has no {form} form.", line=instruction.line, why=why
    )


def _shell_word(word: str) -> str:
    if _BARE.fullmatch(word) and not word.startswith("--"):
        return word
    if "$" in word and "`" not in word:
        return '"' + re.sub(r'([\\"])', r"\\\1", word) + '"'
    return "'" + word.replace("'", "'\"'\"'") + "'"  # shlex.quote leaves --x bare, which would be read as a flag


def _plain(text: str) -> bool:
    """Whether a command is only words: no operator, no substitution of a command, nothing built into the shell."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
    lexer.commenters = ""
    tokens = list(lexer)
    first = tokens[0] if tokens else ""
    return not (
        "`" in text
        or any(token and set(token) <= set("();<>|&") for token in tokens)
        or any(token.startswith("#") for token in tokens)
        or first in _SHELL_WORDS
        or re.match(r"\w+=", text)
    )


def _converted(instruction: Instruction, value: str, form: str) -> Instruction:
    flags = _source_flags(instruction)
    made = rewrite(instruction, " ".join([instruction.keyword, *flags, value]) + "\n")
    if made.form != form or made.heredocs or made.flags != instruction.flags:
        raise _no_form(instruction, form, "it would be read as something else")
    return made


def _source_flags(instruction: Instruction) -> list[str]:
    """Flags, quoted where they need it."""
    return [flag if not re.search(r"[\s\"'\\`]", flag) else f'"{flag}"' for flag in instruction.flags]

"""The commands of `python3 -m helpers`, one file each: main(arguments) -> exit code; its docstring is its help."""

from __future__ import annotations

import ast
import difflib
import importlib
import os
import sys
from pathlib import Path

_FOLDER = Path(__file__).parent


def commands() -> dict[str, str]:
    """Names of the commands and one line of help for each, without importing them."""
    found = {}
    for file in sorted(_FOLDER.glob("[a-z]*.py")):
        doc = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        found[file.stem] = doc.partition("\n")[0]
    return found


def main(arguments: list[str]) -> int:
    """Run a command; 2 when there is no such one."""
    known = commands()
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print("python3 -m helpers COMMAND\n")
        print("\n".join(f"  {name:12}{text}" for name, text in known.items()))
        return 0 if arguments else 2
    name, *rest = arguments
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known)}"
        print(f"There is no command {name!r}; {hint}", file=sys.stderr)
        return 2
    from helpers.errors import CourseError

    try:
        return importlib.import_module(f"helpers.cli.{name}").main(rest)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1

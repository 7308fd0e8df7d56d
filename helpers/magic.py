"""Cell magics: %%dockerfile, a cell that is a Dockerfile; %%needs, a cell for engines that can do something."""

from __future__ import annotations

import shlex
import sys

_USAGE = "%%dockerfile [TAG] [--target STAGE] [--no-cache] [--context FOLDER] [-o VARIABLE]"


def load() -> None:
    """Register the magic, when this runs in IPython."""
    shell = sys.modules["IPython"].get_ipython()
    if shell is not None:
        shell.register_magic_function(_dockerfile, "cell", "dockerfile")
        shell.register_magic_function(_needs, "cell", "needs")


def parse(line: str) -> dict:
    """The magic's line as options. Raises ValueError, which names the usage."""
    result: dict = {"tag": None, "target": None, "no_cache": False, "context": None, "variable": None}
    names = {"--target": "target", "--context": "context", "-o": "variable"}
    words = shlex.split(line)
    while words:
        word = words.pop(0)
        key, equals, value = word.partition("=")
        if word == "--no-cache":
            result["no_cache"] = True
        elif key in names and (equals or words):
            result[names[key]] = value if equals else words.pop(0)
        elif word.startswith("-") or result["tag"] is not None:
            raise ValueError(f"{word!r} does not fit here; it is used like this: {_USAGE}")
        else:
            result["tag"] = word
    if result["variable"] and not result["variable"].isidentifier():
        raise ValueError(f"{result['variable']!r} is not the name of a variable")
    return result


def _dockerfile(line: str, cell: str):
    """Build the cell's text: %%dockerfile [TAG] [--target STAGE] [--no-cache] [--context FOLDER] [-o VARIABLE]"""
    from helpers import api

    options = parse(line)
    variable = options.pop("variable")
    built = api.build(cell if cell.endswith("\n") else cell + "\n", **options)
    if variable:
        sys.modules["IPython"].get_ipython().user_ns[variable] = built
    return built


def _needs(line: str, cell: str):
    """Run the cell where the engine has the capabilities, else say what it lacks: %%needs CAPABILITY …"""
    from helpers import api

    if missing := api.lacking(*line.split()):
        print(f"This cell is left out: {missing}.")
        return
    sys.modules["IPython"].get_ipython().run_cell(cell).raise_error()

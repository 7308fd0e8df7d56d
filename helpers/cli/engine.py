"""The Docker Engine behind the course: status, start, stop, logs, env."""

from __future__ import annotations

import argparse
import sys
from shlex import quote

from helpers import engine, progress
from helpers.errors import EngineError


def main(arguments: list[str] | None = None) -> int:
    """Run the sub-command; status is 1 when no engine is possible, 3 when one is but does not run."""
    parser = argparse.ArgumentParser(prog="python3 -m helpers engine", description=__doc__)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, (_, text) in _ACTIONS.items():
        actions.add_parser(name, help=text)
    return _ACTIONS[parser.parse_args(arguments).action][0]()


def _status() -> int:
    found = engine.status()
    if not found.name:
        print("No engine is possible here.")
    elif found.running:
        print(f"{found.name}: Docker Engine {found.version} at {found.host}")
    else:
        print(f"{found.name}: not running; python3 -m helpers engine start, or the first verb in a notebook, starts it")
    for note in found.notes:
        print(f"  {note}")
    for name, version, host in found.beside:
        print(f"  beside it, {name}: Docker Engine {version} at {host}")
    for name, answer in found.refusals:
        print(f"  not {name}: {answer.reason}" + (f" ({answer.remedy})" if answer.remedy else ""))
    return 0 if found.running else 3 if found.name else 1


def _start() -> int:
    with progress.terminal() as show:
        engine.ensure(show)
    return _status()


def _stop() -> int:
    stopped = engine.stop()
    print(f"stopped: {', '.join(stopped)}" if stopped else "no engine of the course is running")
    return 0


def _logs() -> int:
    for file in engine.logs():
        print(f"==> {file} <==")
        print(file.read_text(errors="replace"), end="")
    return 0


def _env() -> int:
    if not engine.status().running:
        raise EngineError("No engine is running.", do="python3 -m helpers engine start")
    found = engine.ensure()
    print("\n".join(f"export {name}={quote(value)}" for name, value in found.env().items()))
    if sys.stdout.isatty():
        print('# to use it: eval "$(python3 -m helpers engine env)"')
    return 0


_ACTIONS = {
    "status": (_status, "which engine, which version, why others were refused"),
    "start": (_start, "find one or boot one"),
    "stop": (_stop, "stop what the course booted"),
    "logs": (_logs, "what the booted engines logged"),
    "env": (_env, "variables for other programs, for eval"),
}

"""Run every notebook with parameters, in parallel processes, and report: before a class, or in CI."""

from __future__ import annotations

import argparse
import ast
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import CourseError, NotFoundError
from helpers.lessons.notebook import all_notebooks

SECONDS = 300  # for one cell


@dataclass(frozen=True)
class Result:
    """A notebook's run. problem: "" when it went well. seconds: how long it took."""

    name: str
    problem: str
    seconds: float


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when every notebook ran to its end."""
    parser = argparse.ArgumentParser(prog="python3 -m helpers preflight", description=__doc__)
    parser.add_argument("notebook", nargs="*", type=Path, help="default: all of the course's")
    parser.add_argument("--engine", help="existing, namespaces or uml; default: the first that works")
    parser.add_argument("--base", help="the image to use where a notebook lets it vary")
    parser.add_argument("-p", "--parameter", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"))
    parser.add_argument("--jobs", type=int, default=2, help="how many at once (default: 2)")
    parser.add_argument("--out", type=Path, help="folder for the executed notebooks; default: thrown away")
    chosen = parser.parse_args(arguments)
    paths = chosen.notebook or all_notebooks()
    given = {"ENGINE": chosen.engine, "BASE": chosen.base} | {name: value(text) for name, text in chosen.parameter}
    parameters = {name: found for name, found in given.items() if found is not None}
    for path in paths:
        check_names(path, parameters)
    if chosen.engine:
        os.environ["COURSE_ENGINE"] = chosen.engine
    _ready()
    with tempfile.TemporaryDirectory(prefix="docker-course-") as scratch:
        out = chosen.out or Path(scratch)
        out.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(chosen.jobs) as pool:
            work = [(path, out / path.name, parameters) for path in paths]
            results = []
            for result in pool.map(execute, work):
                results.append(result)
                print(row(result), flush=True)
    failed = [result for result in results if result.problem]
    for result in failed:
        print(f"\n{result.name}\n{result.problem}", file=sys.stderr)
    print(f"{len(results) - len(failed)} of {len(results)} notebooks ran to their end")
    return 1 if failed else 0


def value(text: str) -> object:
    """A parameter's value: a Python literal where it is one, else the text itself."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def row(result: Result) -> str:
    """A result on one line."""
    return f"{'FAILED' if result.problem else 'ok':7}{result.seconds:6.1f} s  {result.name}"


def check_names(path: Path, parameters: dict) -> None:
    """Raise CourseError when the notebook has no such parameter, NotFoundError when there is no notebook.

    papermill itself only warns, and goes on with the notebook's own value.
    """
    import logging

    import papermill

    if not path.is_file():
        names = ", ".join(found.name for found in all_notebooks())
        raise NotFoundError(f"There is no notebook {path}.", do=f"the course's are in notebooks/: {names}")
    logging.getLogger("papermill").setLevel(logging.ERROR)
    known = papermill.inspect_notebook(str(path))
    if unknown := sorted(set(parameters) - set(known)):
        raise CourseError(
            f"{path.name} has no parameter {', '.join(unknown)}.",
            why=f"its cell tagged parameters sets {', '.join(sorted(known)) or 'none'}",
            do="correct the name",
        )


def execute(work: tuple[Path, Path, dict]) -> Result:
    """Run one notebook; never raises for what the notebook does."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    path, out, parameters = work
    os.environ["COURSE_PROGRESS"] = "0"
    began, problem = time.monotonic(), ""
    try:
        papermill.execute_notebook(
            str(path), str(out), parameters, progress_bar=False, cwd=str(path.parent), kernel_name="python3",
            execution_timeout=SECONDS, store_widget_state=False,
        )  # fmt: skip
    except PapermillExecutionError as error:
        problem = f"cell {error.exec_count}:\n{error.source}\n{error.ename}: {error.evalue}"
    except Exception as error:  # a dead kernel, a time-out, a damaged file: all are this notebook's result
        problem = f"{type(error).__name__}: {error}"
    return Result(path.name, problem, time.monotonic() - began)


def _ready() -> None:
    """One engine and its base images, before several notebooks would wait for them."""
    from helpers import api, progress, session  # noqa: F401  api says how to have an engine
    from helpers.engine import ensure

    with progress.terminal() as show:
        ensure(show)
    session.bases(session.client(), session.pinned())
    session.forget()

"""Run the notebooks and store their outputs, in parallel; a notebook that fails stays as it was."""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from helpers.lessons.notebook import all_notebooks, tidy

SECONDS = 300  # for one cell


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 when a notebook fails."""
    parser = argparse.ArgumentParser(prog="python3 -m helpers notebooks", description=__doc__)
    parser.add_argument("notebook", nargs="*", type=Path, help="default: all of the course's")
    parser.add_argument("--jobs", type=int, default=2, help="how many at once (default: 2)")
    chosen = parser.parse_args(arguments)
    from helpers import engine, progress

    with progress.terminal() as show:  # once, before several processes would wait for it
        engine.ensure(show)
    paths = chosen.notebook or all_notebooks()
    failed = 0
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for path, problem in zip(paths, pool.map(store, paths), strict=True):
            print(f"{'failed' if problem else 'stored'}  {path.name}", flush=True)
            if problem:
                failed += 1
                print(problem, file=sys.stderr)
    return 1 if failed else 0


def store(path: Path) -> str:
    """Run a notebook and write it back with its outputs; return what went wrong, "" when nothing did."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    os.environ["COURSE_PROGRESS"] = "0"
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=SECONDS, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}},
        store_widget_state=False,
    )  # fmt: skip
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        return str(error)
    tidy(notebook)
    nbformat.write(notebook, path)
    return ""

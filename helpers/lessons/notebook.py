"""Notebooks as files: their parameters, and a form that is the same after every run; pure."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent / "notebooks"
_KEPT = {"tags", "slideshow", "jupyter"}  # of a cell's metadata
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def all_notebooks(folder: Path = FOLDER) -> list[Path]:
    """The course's notebooks in order."""
    return sorted(path for path in folder.glob("[0-9][0-9]-*.ipynb"))


def tidy(notebook) -> None:
    """Take out of a notebook (nbformat) what differs from run to run and from machine to machine."""
    notebook.metadata = type(notebook.metadata)(
        kernelspec=type(notebook.metadata)(KERNEL), language_info=type(notebook.metadata)(name="python")
    )
    number = 0
    for cell in notebook.cells:
        for key in set(cell.metadata) - _KEPT:
            del cell.metadata[key]
        if cell.cell_type != "code":
            continue
        number += 1
        cell.execution_count = number
        cell.outputs = [output for output in map(_output, cell.outputs) if output]
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number


def _output(output):
    data = output.get("data")
    if data is None:
        return output
    output.metadata.clear()
    # A widget lives in a kernel, and has a random id: its text stands for it.
    data.pop("application/vnd.jupyter.widget-view+json", None)
    # Live progress that was emptied at its end.
    return output if data and data.get("text/html") != "" else None

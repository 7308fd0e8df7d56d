import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers import cli
from helpers.cli import preflight
from helpers.errors import CourseError, NotFoundError

ROOT = Path(__file__).resolve().parents[3]


def command(*words):
    return subprocess.run([sys.executable, "-m", "helpers", *words], cwd=ROOT, capture_output=True, text=True)


def test_help_lists_every_command_with_a_line():
    done = command("--help")
    assert done.returncode == 0
    for name, text in cli.commands().items():
        assert name in done.stdout and text and text in done.stdout


def test_without_a_command_help_comes_and_it_fails():
    assert command().returncode == 2


def test_a_slip_of_the_pen_is_told_the_nearest():
    done = command("engin", "status")
    assert done.returncode == 2 and "did you mean engine?" in done.stderr


def test_every_command_has_help():
    for name in cli.commands():
        assert command(name, "--help").returncode == 0, name


@pytest.mark.parametrize(
    ("text", "value"), [("3", 3), ("'x'", "x"), ("busybox:1.37", "busybox:1.37"), ("None", None), ("[1]", [1])]
)
def test_parameters_are_literals_or_text(text, value):
    assert preflight.value(text) == value


@pytest.fixture
def notebook(tmp_path):
    made = nbformat.v4.new_notebook()
    made.cells = [nbformat.v4.new_code_cell('BASE = "x"', metadata={"tags": ["parameters"]})]
    made.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(made, tmp_path / "one.ipynb")
    return tmp_path / "one.ipynb"


def test_a_known_parameter_passes(notebook):
    preflight.check_names(notebook, {"BASE": "y"})


def test_an_unknown_parameter_is_refused_with_those_there_are(notebook):
    with pytest.raises(CourseError, match="BASEE") as caught:
        preflight.check_names(notebook, {"BASEE": "y"})
    assert "BASE" in caught.value.why


def test_a_missing_notebook_is_told(tmp_path):
    with pytest.raises(NotFoundError, match="nosuch"):
        preflight.check_names(tmp_path / "nosuch.ipynb", {})


def test_a_row_of_the_report():
    assert preflight.row(preflight.Result("a.ipynb", "", 1.25)) == "ok        1.2 s  a.ipynb"
    assert preflight.row(preflight.Result("a.ipynb", "x", 1.0)).startswith("FAILED")


def test_status_names_the_engines_beside_the_one_in_use(monkeypatch, capsys):
    import importlib

    from helpers.cli import engine as cli

    engines = importlib.import_module("helpers.engine")
    found = engines.Status("uml", True, "26.1", "tcp://x", (), (("uml-trixie-vfs", "26.1", "tcp://y"),))
    monkeypatch.setattr(cli.engine, "status", lambda: found)
    assert cli.main(["status"]) == 0
    assert "beside it, uml-trixie-vfs: Docker Engine 26.1 at tcp://y" in capsys.readouterr().out

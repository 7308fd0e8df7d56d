"""preflight on a real engine: a notebook runs with parameters, and an unknown one is refused before anything runs."""

import subprocess
import sys

import pytest

from helpers.lessons.notebook import FOLDER

pytestmark = pytest.mark.engine


def preflight(*words):
    command = [sys.executable, "-m", "helpers", "preflight", *words]
    return subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True)


def test_a_notebook_runs_with_the_base_image_that_is_given(tmp_path):
    done = preflight("notebooks/00-start-here.ipynb", "--base", "debian:trixie-slim", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "1 of 1 notebooks ran to their end" in done.stdout
    assert "debian:trixie-slim echo hello" in (tmp_path / "00-start-here.ipynb").read_text()


def test_an_unknown_parameter_is_refused():
    done = preflight("notebooks/00-start-here.ipynb", "-p", "BASSE", "x")
    assert done.returncode == 1 and "no parameter BASSE" in done.stderr


def test_a_notebook_that_fails_is_reported(tmp_path):
    away = tmp_path / "99-away.ipynb"  # from where it cannot import the verbs
    away.write_text((FOLDER / "00-start-here.ipynb").read_text())
    done = preflight(str(away))
    assert done.returncode == 1 and "FAILED" in done.stdout and "ModuleNotFoundError" in done.stderr

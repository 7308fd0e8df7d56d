import importlib.util

import pytest

from helpers import __main__ as entry


@pytest.fixture
def bare(monkeypatch):
    """A Python without the course's packages."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)


def test_a_python_that_has_the_packages_goes_on(tmp_path):
    assert entry.other_python(tmp_path) is None


def test_one_that_lacks_them_hands_over_to_the_one_that_make_installed(tmp_path, bare):
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").touch()
    assert entry.other_python(tmp_path) == tmp_path / ".venv/bin/python"


def test_without_either_it_says_what_to_do(tmp_path, bare):
    with pytest.raises(SystemExit, match="make lab"):
        entry.other_python(tmp_path)

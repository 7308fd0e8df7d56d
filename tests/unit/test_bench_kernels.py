"""The benchmark's table of engines: multiples of the bare dockerd, and notebooks that are there."""

from pathlib import Path

from tests.bench import kernels
from tests.bench.kernels import Line

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
TIMES = {"ready": 2.0, "run": 0.25, "exec": 0.1, "build": 1.0}


def test_the_others_are_multiples_of_the_first_and_memory_that_was_not_measured_is_left_empty():
    other = Line("uml", {name: 3 * value for name, value in TIMES.items()}, idle=200.4, after=300)
    head, bare, uml = kernels.table(Line("bare", TIMES, idle=90), [other]).splitlines()
    assert head.split() == ["ready", "run", "exec", "build", "idle", "MB", "after", "MB"]
    assert bare.split() == ["bare", "2.00s", "0.25s", "0.10s", "1.00s", "90"]
    assert uml.split() == ["uml", "3.0x", "3.0x", "3.0x", "3.0x", "200", "300"]


def test_the_notebooks_that_it_runs_are_there():
    assert all((NOTEBOOKS / f"{name}.ipynb").is_file() for name in kernels.SOME.split())


def test_others_can_be_named(monkeypatch):
    monkeypatch.setenv("COURSE_BENCH_NOTEBOOKS", "03-layers 09-copy")
    assert kernels.wanted() == ["03-layers", "09-copy"]

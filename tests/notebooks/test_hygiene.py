"""Every notebook follows the rules, and every rule can fail."""

import copy
import re

import nbformat
import pytest

from helpers.lessons.claims import claims
from helpers.lessons.exercises import all_exercises
from helpers.lessons.notebook import FOLDER, all_notebooks
from tests.notebooks import hygiene

PATHS = all_notebooks()
TOPIC = {"00-start-here": ()}


def topics(path):
    return TOPIC.get(path.stem, (path.stem.partition("-")[2],))


def faults(notebook, path):
    exists = lambda target: (path.parent / target).exists()  # noqa: E731
    for rule in (hygiene.headings, hygiene.predictions, hygiene.cells, hygiene.parameters, hygiene.outputs,
                 hygiene.exercises, hygiene.toggles):  # fmt: skip
        yield from rule(notebook)
    yield from hygiene.claimed(notebook, topics(path))
    yield from hygiene.links(notebook, exists)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_follows_the_rules(path):
    assert not list(faults(nbformat.read(path, as_version=4), path))


def test_slugs_match_the_dockerfiles():
    folders = {path.name for path in FOLDER.parent.joinpath("dockerfiles").iterdir() if path.is_dir()}
    assert folders == {path.stem for path in PATHS}


def test_numbers_run_on_from_zero():
    assert [path.stem[:2] for path in PATHS] == [f"{number:02}" for number in range(len(PATHS))]


def test_every_exercise_is_in_its_notebook():
    for name in all_exercises():
        assert f'exercise("{name}")' in (FOLDER / f"{name.partition('/')[0]}.ipynb").read_text().replace('\\"', '"')


# Each way to spoil a good notebook, and the fault that must be found.
def _markdown(notebook, old, new):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(old, new, cell.source)


def _first_claim(notebook):
    return next(cell for cell in hygiene.code(notebook) if any(tag.startswith("claim:") for tag in hygiene.tags(cell)))


def _store(notebook, said):
    hygiene.code(notebook)[-1].outputs = [nbformat.v4.new_output("stream", text=said)]


SPOILT = {
    "exactly one H1": lambda n: _markdown(n, r"(?m)^# .*$", ""),
    "skips a level": lambda n: _markdown(n, r"(?m)^## Summary", "#### Deep\n\n## Summary"),
    "no section 'Next'": lambda n: _markdown(n, r"(?m)^## Next", "## Afterwards"),
    "how many minutes": lambda n: _markdown(n, r"\*About", "*Some"),
    "never says **Predict": lambda n: _markdown(n, r"\*\*Predict", "Guess"),
    "has 9 lines": lambda n: hygiene.code(n)[-1].update(source="a\n" * 9),
    "was not run in order": lambda n: hygiene.code(n)[-1].update(execution_count=99),
    "is not tagged parameters": lambda n: hygiene.code(n)[0].metadata.clear(),
    "stores an id": lambda n: _store(n, "container 4f2a9c0b1d3e"),
    "stores a time": lambda n: _store(n, "at 12:31:07"),
    "stores a size": lambda n: _store(n, "4.2 MB"),
    "stores a path": lambda n: _store(n, "in /home/somebody/course"),
    "stores a version": lambda n: _store(n, "Docker 26.1.5"),
    "stores a duration": lambda n: _store(n, "took 0.31 s"),
    "no cell is tagged claim": lambda n: _first_claim(n).metadata.clear(),
    "is not asserted": lambda n: _first_claim(n).update(source=_first_claim(n).source.replace("assert ", "print ")),
    "has no verdict": lambda n: _first_claim(n).update(source=_first_claim(n).source.replace("verdict(", "str(")),
    "it has 0 exercises": lambda n: [c.update(source=c.source.replace("exercise(", "str(")) for c in hygiene.code(n)],
    "has no toggle": lambda n: [c.update(source=c.source.replace("toggle(", "str(")) for c in hygiene.code(n)],
    "leads nowhere": lambda n: _markdown(n, r"(?m)^## Next", "## Next\n\n[gone](gone.ipynb)"),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_a_rule_can_fail(fault):
    path = FOLDER / "07-entrypoint.ipynb"
    notebook = copy.deepcopy(nbformat.read(path, as_version=4))
    SPOILT[fault](notebook)
    assert any(fault in found for found in faults(notebook, path))


def test_claims_have_all_a_number():
    assert len(claims()) == 125

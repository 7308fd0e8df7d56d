"""The pages that are made from the notebooks are up to date, lead somewhere and are complete."""

import json
import re
from urllib.parse import unquote

import pytest

from helpers.dockerfile import KEYWORDS
from helpers.lessons import pages
from helpers.lessons.claims import claims
from helpers.lessons.notebook import FOLDER

LESSONS = pages.lessons()
MADE = pages.pages(LESSONS)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def text_of(slug):
    """All that a reader of a notebook sees."""
    cells = json.loads((FOLDER / f"{slug}.ipynb").read_text())["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    said = ["".join(o.get("text", []) or o.get("data", {}).get("text/plain", [])) for o in outputs]
    return "\n".join(["".join(cell["source"]) for cell in cells] + said)


@pytest.mark.parametrize("name", MADE)
def test_a_page_is_what_the_generator_writes(name):
    assert pages.stored()[name] == MADE[name], "run python3 -m helpers pages"


@pytest.mark.parametrize("name", MADE)
def test_links_lead_somewhere(name):
    for link in _LINK.findall(MADE[name]):
        file, _, heading = link.partition("#")
        assert (FOLDER / file).exists(), link
        anchors = {name.replace("`", "").replace(" ", "-") for name in re.findall(r"(?m)^#+ (.+)$", text_of(file[:-6]))}
        assert not heading or unquote(heading) in anchors, link


def test_every_claim_has_one_verdict():
    given = [one.claim for lesson in LESSONS.values() for one in lesson.verdicts]
    assert sorted(set(claims()) - set(given)) == []
    assert sorted({name for name in given if given.count(name) > 1}) == []


def test_a_verdict_stands_in_the_notebook_of_its_topic():
    for name, (slug, _) in pages.verdicts(LESSONS).items():
        assert claims()[name].topic == slug[3:], name


@pytest.mark.parametrize("entry", pages.entries("glossary"), ids=lambda entry: entry.word)
def test_a_word_is_in_the_notebook_that_is_to_show_it(entry):
    assert len(entry.text) <= 200 and entry.text.endswith(".")
    said = text_of(entry.notebook).lower()
    assert all(word in said for word in re.findall(r"[a-z0-9]+", entry.word.lower())), entry.notebook


def test_every_word_is_explained_once():
    words = [entry.word.lower() for entry in pages.entries("glossary")]
    assert len(words) == len(set(words)) >= 60


def test_every_instruction_is_in_the_index_and_used_in_its_notebook():
    told = pages.entries("instructions")
    assert sorted(entry.word for entry in told) == sorted(KEYWORDS)
    assert [entry.word for entry in told if entry.word not in LESSONS[entry.notebook].instructions] == []

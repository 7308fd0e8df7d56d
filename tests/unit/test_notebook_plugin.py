"""Which cells nbval compares."""

import pytest

from helpers import api
from tests.notebooks import plugin

LEFT_OUT = [{"text": "This cell is left out: this engine lacks it.\n"}]


class Cell(dict):
    def __init__(self, source, outputs=(), tags=()):
        super().__init__(metadata={"tags": list(tags)})
        self.source, self.outputs = source, list(outputs)


class Item:
    def __init__(self, cell=None, check=True):
        self.options = {"check": check}
        if cell is not None:
            self.cell = cell


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """An engine that lacks what is called no-…"""
    monkeypatch.setattr(api, "lacking", lambda *words: "; ".join(word for word in words if word.startswith("no-")))


@pytest.mark.parametrize(
    ("cell", "compared"),
    [
        (Cell("run(BASE)"), True),
        (Cell("%%needs buildkit\nrun(BASE)"), True),
        (Cell("%%needs no-such\nrun(BASE)"), False),
        (Cell("%%needs no-such\nrun(BASE)", LEFT_OUT), True),
        (Cell("%%needs buildkit\nrun(BASE)", LEFT_OUT), False),
        (Cell("%%needs buildkit no-such\nrun(BASE)"), False),
        (Cell("show()", tags=["with:buildkit", "setup"]), True),
        (Cell("show()", tags=["with:buildkit", "with:no-such"]), False),
    ],
)
def test_a_cell_is_compared_where_the_same_is_here(cell, compared):
    item = Item(cell)
    plugin.pytest_collection_modifyitems([Item(), item])
    assert item.options["check"] == compared


def test_a_cell_that_is_not_to_be_compared_stays_so():
    item = Item(Cell("%%needs buildkit\nrun(BASE)"), check=False)
    plugin.pytest_collection_modifyitems([item])
    assert item.options["check"] is False

"""The report of make test-engines."""

import pytest

from helpers.engine import variants
from helpers.engine.variants import STORAGES, SUITES, Variant
from helpers.errors import EngineError
from tests.engines.report import Row, read, table

XML = """<testsuites><testsuite>
<testcase classname="notebooks.05-run.ipynb" name="Cell 0"/>
<testcase classname="notebooks.05-run.ipynb" name="Cell 1"><failure message="x">y</failure></testcase>
<testcase classname="notebooks.06-cmd.ipynb" name="Cell 0"><error message="x"/></testcase>
</testsuite></testsuites>"""


def test_cells_and_failures_are_counted():
    cells, failed = read(XML)
    assert cells == 3 and failed == {"05-run": 1, "06-cmd": 1}


def test_an_engine_is_good_when_all_its_cells_are():
    assert Row("trixie", cells=1, failed={}).ok
    assert not Row("trixie").ok and not Row("trixie", cells=1, failed={"a": 1}).ok
    assert not Row("trixie", cells=1, failed={}, problem="x").ok


def test_the_table_names_what_failed():
    said = table([Row("trixie", "26.1.5", "overlay2", 10, {}, 3.4), Row("forky", "28", "x", 10, {"05-run": 2}),
                  Row("sid", problem="no such suite")])  # fmt: skip
    assert (
        "05-run: 2" in said and "no such suite" in said and said.endswith("1 of 3 engines: every cell as it is stored")
    )


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("storage", STORAGES)
def test_a_label_says_which_variant_it_is(suite, storage):
    variant = Variant(suite, storage)
    assert variants.named(variant.label) == variant


def test_a_label_of_nothing_is_refused():
    with pytest.raises(EngineError):
        variants.named("jessie-zip")

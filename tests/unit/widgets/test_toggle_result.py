import threading

import pytest
from given_work import WORK, build, image, work

import helpers.widgets.drawing  # noqa: F401
from helpers import render
from helpers.errors import EngineError, NotFoundError
from helpers.model import Difference, Image, Layer
from helpers.widgets.result import LayerChange, Result, Superseded, evaluate, layer_changes
from helpers.widgets.state import make

TEXT = "FROM a\nRUN one\nRUN two\nCMD x\n"


def before(text):
    """A last result."""
    return Result(build(text), image=image(build(text)))


def test_the_first_time_there_is_nothing_to_compare_with():
    result = evaluate(make(TEXT, "y"), None, WORK)
    assert (result.build.image, result.run.stdout, result.error) == (TEXT, "CMD x y\n", None)
    assert (result.difference, result.layers) == (None, ())


def test_without_a_run():
    assert evaluate(make(TEXT), None, WORK).run is None


def test_what_changed_since_the_last_state():
    state = make(TEXT, "")
    last = evaluate(state, None, WORK)
    result = evaluate(state.set("RUN 1", False), last, WORK)
    assert [change.key for change in result.difference.config] == ["Cmd"]
    assert [(change.kind, change.instruction) for change in result.layers] == [
        ("kept", "FROM a"), ("removed", "RUN one"), ("removed", "RUN two"), ("removed", "CMD x"),
        ("added", "RUN two"), ("added", "CMD x"),
    ]  # fmt: skip


def test_a_base_is_one_layer_however_many_it_has():
    one = Image("", (), {}, (Layer("l", 1, "1"), Layer("l", 1, "2"), Layer("RUN x", 1, "3")), base="a:1", base_layers=2)
    other = Image("", (), {}, (Layer("l", 1, "9"), Layer("RUN x", 1, "3")), base="b:1", base_layers=1)
    assert layer_changes(one, one) == (LayerChange("kept", "FROM a:1"), LayerChange("kept", "RUN x"))
    assert [c.kind for c in layer_changes(one, other)] == ["removed", "removed", "added", "added"]


def test_a_build_that_fails_is_explained():
    result = evaluate(make("FROM a\nRUN false\nCMD x\n", ""), before(TEXT), WORK)
    assert result.build.failed.line == 2 and result.run is None and result.difference is None
    assert render.text(result).split("\n") == [
        "$ docker build .",
        "[built ] 1/3 FROM a",
        "[failed] 2/3 RUN false",
        "         it is false",
        "failed at RUN false (line 2) with exit code 1",
    ]


def test_a_dockerfile_that_does_not_parse_is_not_built():
    def never(text, cancel):
        raise AssertionError("built")

    text = "FROM a\nFROM b AS x\nFROM x\n"
    result = evaluate(make(text, "").set("FROM 2", False), None, work(build=never))
    assert (result.build, result.error.line) == (None, 3)
    assert render.text(result).split("\n")[0] == "Line 3 needs the stage x, which is off."


def test_a_run_that_fails_keeps_what_it_printed():
    result = evaluate(make(TEXT, "late"), before(TEXT), WORK)
    assert (result.run.stdout, result.error.what) == ("so far\n", "The run did not end")
    assert result.difference is not None
    assert "so far\nexit code 137\nThe run did not end\ndo: wait\n" in render.text(result)


def test_a_missing_file_is_explained():
    def missing(text, cancel):
        raise NotFoundError("There is no x.", why="y", do="z")

    assert render.text(evaluate(make(TEXT), None, work(build=missing))) == "There is no x.\nwhy: y\ndo: z"


def test_no_engine_is_not_a_result():
    def gone(text, cancel):
        raise EngineError("It is gone.")

    with pytest.raises(EngineError):
        evaluate(make(TEXT), None, work(build=gone))


def test_an_evaluation_that_nobody_waits_for_ends():
    cancel, seen = threading.Event(), []

    def superseded(text, cancelled):
        cancelled.set()
        return build(text.text)

    def stopped(text, cancelled):
        cancelled.set()
        raise ValueError("stopped on request")

    for builder in (superseded, stopped):
        cancel.clear()
        with pytest.raises(Superseded):
            evaluate(make(TEXT, ""), None, work(build=builder), cancel, seen.append)
    assert seen == []


def test_other_exceptions_are_not_hidden():
    def broken(text, cancelled):
        raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        evaluate(make(TEXT), None, work(build=broken), threading.Event())


def test_what_is_known_so_far_is_shown():
    seen = []
    evaluate(make(TEXT, ""), before(TEXT), WORK, None, seen.append)
    told = [(r.build is None, r.run is None, r.difference is None) for r in seen]
    assert told[0] == (False, True, True) and told[-1] == (False, False, False) and len(told) == 3


def test_what_an_image_holds_is_shown_while_its_container_still_runs():
    read, seen = threading.Event(), []

    def show(result):
        seen.append((result.run, result.difference))
        if result.difference is not None:
            read.set()

    def long(image, command, options, cancel):
        assert read.wait(20)
        return WORK.run(image, command, options)

    result = evaluate(make(TEXT, ""), before(TEXT), work(run=long), None, show)
    assert seen[1][0] is None and seen[1][1] is not None and seen[-1] == (result.run, result.difference)
    assert result.run.stdout == "CMD x\n"


def test_names_are_not_in_the_difference_for_they_are_the_same():
    result = evaluate(make(TEXT), before(TEXT), WORK)
    assert result.difference == Difference()
    assert render.text(result).endswith("since the last state:\nno difference")


def test_layers_in_text_and_html():
    result = evaluate(make(TEXT, "").set("RUN 2", False), before(TEXT), WORK)
    assert "layers\n=  FROM a\n=  RUN one\n-  RUN two\n" in render.text(result)
    assert "<code>RUN two</code>" in render.html(result)
    assert image(result.build).layers[0].instruction == "base 1"
    assert repr(result.layers[0]) == "=  FROM a"


def test_a_state_as_text_and_hostile_html():
    text = 'FROM a\nRUN echo "<script>" \\\n  x\nCMD ["x"]\n'
    state = make(text, "'<b>'").set("RUN", False)
    assert render.text(state).split("\n") == [
        "[x] FROM a",
        '[ ] RUN echo "<script>" \\',
        "      x",
        '[x] CMD ["x"]   (exec; or shell)',
        "docker run with: '<b>'",
    ]
    assert "<script>" not in render.html(state) and "<b>" not in render.html(state)

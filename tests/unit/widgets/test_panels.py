"""What a playground shows of a result; the words of containers and Dockerfiles are never markup in it."""

import dataclasses

import pytest
from given_work import WORK, build

from helpers.errors import CourseError
from helpers.inside import Facts, Peek, Reason
from helpers.model import BuildStep, Difference, FileChange, Image, Layer, Run
from helpers.widgets.panels import compare_panel, comparison, panels, peek_panel, seconds
from helpers.widgets.result import Result, evaluate
from helpers.widgets.state import make

TEXT = "FROM a\nRUN one\nRUN two\nCMD x\n"
HOSTILE = "<script>alert(1)</script>\x1b[31m\"'&amp;</pre></details>"


def result(**changes):
    steps = (
        BuildStep("", 1, 3, "FROM a", "cached", line=1),
        BuildStep("", 2, 3, "RUN one", "built", 0.25, "printed\n", 2),
        BuildStep("", 3, 3, "RUN two", "built", 61.5, "", 3),
    )
    made = dataclasses.replace(build(TEXT), steps=steps)
    layers = (Layer("b", 2000), Layer("RUN /bin/sh -c one", 500))
    image = Image("i", (), {"Env": ["A=1"], "Cmd": ["x"]}, layers, base="a", base_layers=1)
    run = Run("docker run --rm t", "out\n", "", 0, Facts(("x",), {"A": "1"}, "root", 0, 0))
    why = (Reason("", 2, "text", "its text changed; it was RUN 1"), Reason("", 3, "earlier", "RUN one was rebuilt"))
    return Result(**{"build": made, "image": image, "run": run, "reasons": why, "state": make(TEXT, "")} | changes)


def shown(found, last=None, text=TEXT):
    return {panel.id: panel for panel in panels(make(text, ""), found, last)}


def test_the_steps_with_why_time_and_output():
    text = shown(result())["steps"].text
    assert text.split("\n") == [
        "1 step from the cache, 2 steps built in 61.8 s",
        "[cached] 1/3 FROM a",
        "[built ] 2/3 RUN one  (250 ms)",
        "         why: its text changed; it was RUN 1",
        "         | printed",
        "[built ] 3/3 RUN two  (61.5 s)",
        "         why: RUN one was rebuilt",
    ]
    html = shown(result())["steps"].html
    assert html.count("<details") == 1 and "<details class=\"dc-fold\"><summary" in html  # closed


def test_a_step_that_failed_is_open_and_the_failure_is_said_first():
    failed = evaluate(make("FROM a\nRUN false\n"), None, WORK)
    panel = shown(failed)["steps"]
    assert panel.text.startswith("failed at RUN false (line 2) with exit code 1\n")
    assert '<details class="dc-fold" open="open">' in panel.html and "it is false" in panel.text
    assert "run" not in shown(failed) and "layers" not in shown(failed)


def test_a_dockerfile_that_does_not_parse_and_nothing_at_all():
    found = evaluate(make("FROM a\nFROM b AS x\nFROM x\n").set("FROM 2", False), None, WORK)
    assert "needs the stage x" in shown(found)["steps"].text
    assert shown(Result()) == {}


def test_the_run_and_what_its_first_process_had():
    text = shown(result())["run"].text
    assert text.split("\n")[:3] == ["$ docker run --rm t", "out", "exit code 0"]
    assert "user         root (0:0)" in text and "PID 1        x" in text


def test_the_layers_and_the_files_since_the_last_state():
    difference = Difference((FileChange("/new", "added", 1),))
    text = shown(result(difference=difference))["layers"].text
    assert text.startswith("2 layers, 2.50 kB in all\n") and "FROM a  (of the base)" in text and "RUN one" in text
    assert text.endswith("+  /new") and "since the last" not in shown(result())["layers"].text


def test_the_configuration_before_and_after():
    before = result()
    image = dataclasses.replace(before.image, config={"Env": ["A=1", "B=2"], "User": "me"})
    text = shown(result(image=image), before)["config"].text
    assert text.split("\n") == [
        "changed Env: A=1 -> A=1; B=2", 'removed Cmd: ["x"] -> (nothing)', "added User: (nothing) -> me",
    ]  # fmt: skip
    assert shown(result(), before)["config"].text.startswith("nothing changed\nas before: 2")
    assert "setting" in shown(result())["config"].text


def test_the_graph_where_there_are_stages():
    assert "graph" not in shown(result())
    panel = shown(result(), text="FROM a AS one\nFROM b\nCOPY --from=one /x /\n")["graph"]
    assert "<svg" in panel.html and "COPY --from one" in panel.text


def test_peek_says_how_to_and_why_not():
    assert "slider" in peek_panel(None).text
    assert peek_panel(None, CourseError("No.", why="so", do="that")).text.split("\n") == ["No.", "why: so", "do: that"]
    assert "after line 3: RUN x" in peek_panel(Peek("RUN x", 3)).text


def test_two_results_side_by_side():
    other = result(build=dataclasses.replace(result().build, builder="classic"))
    names = comparison(result(), other)
    assert (names.one.name, names.other.name) == ("this state (buildkit)", "the other (classic)")
    assert comparison(result(), result()).one.name == "this state"
    assert "changed builder: buildkit -> classic" in compare_panel(result(), other).text
    assert "Choose" in compare_panel(result(), None).text and "Choose" in compare_panel(None, other).text


def test_hostile_words_are_text():
    step = BuildStep(HOSTILE, 1, 1, HOSTILE, "built", 1, HOSTILE, 1)
    image = Image("i", (), {"Env": [HOSTILE]}, (Layer(HOSTILE, 1),), (), HOSTILE, HOSTILE, 1)
    bad = result(
        build=dataclasses.replace(result().build, steps=(step,)), image=image,
        run=Run(HOSTILE, HOSTILE, HOSTILE, 1, Facts((HOSTILE,), {HOSTILE: HOSTILE}, HOSTILE, 1, 1, HOSTILE)),
        reasons=(Reason(HOSTILE, 1, "text", HOSTILE),), difference=Difference((FileChange(HOSTILE, "added"),)),
        error=CourseError(HOSTILE, why=HOSTILE, do=HOSTILE),
    )  # fmt: skip
    made = [*panels(make(f"FROM a AS x\nFROM b\n# {HOSTILE[:20]}\n"), bad, result()), compare_panel(bad, bad)]
    assert {"steps", "run", "layers", "config", "graph", "compare"} <= {panel.id for panel in made}
    for panel in made:
        assert "<script" not in panel.html and "\x1b" not in panel.html + panel.text
        assert panel.html.count("<details") == panel.html.count("</details")


@pytest.mark.parametrize(("taken", "said"), [(0, ""), (0.25, "250 ms"), (1.26, "1.3 s"), (75, "75.0 s")])
def test_times(taken, said):
    assert seconds(taken) == said

import pytest
from given import FIXTURES, parsed

from helpers.client.plan import stages
from helpers.client.rawjson import Decoder, Graph
from helpers.client.steps import build_steps, scrub

BUILDX = ["0.13", "0.29"]
pytestmark = pytest.mark.parametrize("buildx", BUILDX)


def steps(name, dockerfile, buildx, target=None, planned=True):
    graph = Graph()
    for message in Decoder().feed((FIXTURES / f"buildkit/{name}-{buildx}.rawjson").read_bytes()):
        graph.take(message)
    text = (FIXTURES / f"buildkit/src/{dockerfile}.Dockerfile").read_text()
    return build_steps(graph, stages(parsed(text)) if planned else [], target)


def rows(found):
    return [(s.stage, s.number, s.of, s.instruction, s.line) for s in found]


STAGES = [
    ("base", 1, 3, "FROM $BASE AS base", 3),
    ("base", 2, 3, "WORKDIR /app", 4),
    ("base", 3, 3, "COPY hello.txt .", 5),
    ("mid", 1, 1, "RUN echo hello && echo world", 9),
    ("stage-3", 1, 3, "FROM busybox:1.37", 14),
    ("stage-3", 2, 3, "COPY --from=mid /app/hello.txt /x", 15),
    ("stage-3", 3, 3, "RUN <<EOF …", 16),
]


@pytest.mark.parametrize("state", ["built", "cached"])
def test_a_build_of_several_stages_in_the_dockerfiles_order_and_words(buildx, state):
    found = steps(f"stages-{state}", "stages", buildx)
    assert rows(found) == STAGES
    runs = [s for s in found if s.instruction.startswith("RUN")]
    assert {s.state for s in runs} == {state}
    assert [s.output for s in runs] == (["hello\nworld\n", "three\n"] if state == "built" else ["", ""])
    assert all((s.seconds > 0) == (state == "built") for s in runs)


def test_without_a_plan_the_builders_words_still_come_in_order(buildx):
    found = steps("failing", "failing", buildx, planned=False)
    assert [(s.number, s.state, s.line) for s in found][1:] == [(2, "built", 0), (3, "failed", 0)]


def test_a_failed_step_is_the_last_one(buildx):
    found = steps("failing", "failing", buildx)
    assert [(s.instruction, s.state) for s in found] == [
        ("FROM busybox:1.37", "cached"),
        ("RUN echo before", "built"),
        ("RUN echo out; exit 3", "failed"),
    ]
    assert (found[-1].output, found[-1].exit_code, found[-1].line) == ("out\n", 3, 3)


def test_what_onbuild_adds_is_told_apart_from_the_dockerfiles_own(buildx):
    found = steps("onbuild", "onbuild", buildx)
    assert rows(found) == [
        ("", 1, 4, "FROM course/fixture-parent", 1),
        ("", 2, 4, "ONBUILD RUN echo triggered", 0),
        ("", 3, 4, "ONBUILD COPY hello.txt /from-onbuild", 0),
        ("", 4, 4, "RUN echo own", 2),
    ]
    assert [s.output for s in found[1:]] == ["triggered\n", "", "own\n"]


def test_triggers_that_buildkit_names_and_counts(buildx):
    """BuildKit 0.17 and later; an ONBUILD ARG is in the total, and no step."""
    names = ("[1/5] FROM course/fixture-parent", "[2/5] ONBUILD RUN a", "[3/5] ONBUILD COPY b /", "[4/5] RUN echo own")
    graph = Graph()
    graph.take({"vertexes": [{"digest": name, "name": name, "cached": True} for name in names]})
    plan = stages(parsed((FIXTURES / "buildkit/src/onbuild.Dockerfile").read_text()))
    assert rows(build_steps(graph, plan)) == [
        ("", 1, 4, "FROM course/fixture-parent", 1),
        ("", 2, 4, "ONBUILD RUN a", 0),
        ("", 3, 4, "ONBUILD COPY b /", 0),
        ("", 4, 4, "RUN echo own", 2),
    ]


def test_ten_steps_and_more_are_padded(buildx):
    graph = Graph()
    names = ["[ 1/11] FROM busybox:1.37", *(f"[{n:2}/11] RUN echo {n}" for n in range(2, 12))]
    graph.take({"vertexes": [{"digest": name, "name": name, "cached": True} for name in names]})
    text = "FROM busybox:1.37\n" + "".join(f"RUN echo {n}\n" for n in range(2, 12))
    assert [s.number for s in build_steps(graph, stages(parsed(text)))] == list(range(1, 12))


def test_a_step_that_another_build_shares_does_not_change_the_total(buildx):
    """Two builds at the same time have one FROM; BuildKit names it as the first of them counts."""
    names = ("[1/9] FROM busybox:1.37", "[2/2] RUN echo own")
    graph = Graph()
    graph.take({"vertexes": [{"digest": name, "name": name, "cached": True} for name in names]})
    found = build_steps(graph, stages(parsed("FROM busybox:1.37\nRUN echo own\n")))
    assert rows(found) == [("", 1, 2, "FROM busybox:1.37", 1), ("", 2, 2, "RUN echo own", 2)]


def test_a_base_that_another_build_named_does_not_stand_for_a_step(buildx):
    """BuildKit names the shared FROM as the other build counts it: as step 1 of a stage without a name."""
    run, base = "[stage-1 1/1] RUN exit 4", "[1/1] FROM busybox:1.37"
    graph = Graph()
    graph.take({"vertexes": [{"digest": run, "name": run, "error": "exit code: 4"}]})
    graph.take({"vertexes": [{"digest": base, "name": base, "cached": True}]})
    found = build_steps(graph, stages(parsed("FROM busybox:1.37 AS files\nFROM files\nRUN exit 4\n")))
    assert [(step.instruction, step.state) for step in found][-1] == ("RUN exit 4", "failed")


@pytest.mark.parametrize("base", ["[1/2] FROM busybox:1.37", "[docs 1/2] FROM busybox:1.37"])
def test_a_base_that_another_build_named_does_not_bring_in_its_stage(buildx, base):
    plan = stages(parsed("FROM busybox:1.37 AS docs\nRUN echo a\nFROM busybox:1.37 AS one\nRUN echo b\n"
                         "FROM busybox:1.37\nRUN echo c\n"))  # fmt: skip
    graph = Graph()
    names = (base, "[one 2/2] RUN echo b")
    graph.take({"vertexes": [{"digest": name, "name": name, "cached": True} for name in names]})
    assert {step.stage for step in build_steps(graph, plan, "one")} == {"one"}


def test_a_missing_file_fails_its_copy_and_shows_no_identifiers(buildx):
    last = steps("missing-file", "missing-file", buildx)[-1]
    assert (last.instruction, last.state, last.exit_code) == ("COPY hello.txt nope.txt /", "failed", None)
    assert last.output == '"/nope.txt": not found\n'


def test_a_missing_base_fails_its_from(buildx):
    found = steps("missing-base", "missing-base", buildx)
    assert [(s.instruction, s.state) for s in found] == [("FROM course/nowhere:1", "failed")]


def test_stages_without_counted_instructions_show_where_they_come_from(buildx):
    assert rows(steps("no-steps", "no-steps", buildx)) == [("one", 1, 1, "FROM busybox:1.37 AS one", 1)]


def test_scrubbing_leaves_sentences_alone(buildx):
    for prefix in ("failed to solve: ", "failed to build: failed to solve: "):
        assert scrub(f"{prefix}no such file: a-file.txt") == "no such file: a-file.txt"
    old = "rpc error: code = Unknown desc = failed to solve with frontend dockerfile.v0: "
    old += "failed to create LLB definition: "
    assert scrub(f"{old}dockerfile parse error line 2: x") == "dockerfile parse error on line 2: x"
    assert scrub(f"cannot read sha256:{'a' * 64} of it") == "cannot read … of it"

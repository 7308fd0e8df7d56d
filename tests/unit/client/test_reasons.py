import pytest

from helpers.client.plan import stages
from helpers.client.reasons import Made, reasons
from helpers.client.scope import scopes
from helpers.client.steps import known_name
from helpers.dockerfile import parse
from helpers.model import Build, BuildStep

FILE = "ARG BASE=a\nFROM $BASE\nARG V=1\nENV E=$V\nCOPY app.py /\nRUN one\nLABEL l=1\nRUN two $V\nCMD x\n"


def built(text, states="", builder="buildkit", fresh=False):
    """A build whose counted steps have these states: c(ached), b(uilt), f(ailed), all built without."""
    names = {"c": "cached", "b": "built", "f": "failed", "x": "cancelled"}
    plan = stages(parse(text))
    steps = [(known_name(stage) if len(plan) > 1 else "", stage, step) for stage in plan for step in stage.steps]
    states = states or "b" * len(steps)
    made = tuple(
        BuildStep(label, step.number, len(stage.steps), step.text, names[state], line=step.line)
        for (label, stage, step), state in zip(steps, states, strict=False)
    )
    return Build("docker build .", builder, made, "sha256:x", fresh=fresh)


def why(text, before, states, args=(), old_args=(), files=None, old_files=None):
    now = Made(text, built(text, states), dict(args), files)
    old = None if before is None else Made(before, built(before), dict(old_args), old_files)
    return [(reason.number, reason.cause, reason.detail) for reason in reasons(now, old)]


def test_the_first_build():
    assert why(FILE, None, "cbbb") == [
        (2, "new", "nothing like it was in the cache"),
        (3, "earlier", "COPY app.py / (line 5) was rebuilt before it"),
        (4, "earlier", "COPY app.py / (line 5) was rebuilt before it"),
    ]


def test_its_own_text():
    assert why(FILE.replace("RUN one", "RUN 1"), FILE, "ccbb") == [
        (3, "text", "its text changed; it was RUN one"),
        (4, "earlier", "RUN 1 (line 6) was rebuilt before it"),
    ]


def test_a_build_argument_and_an_environment_variable_that_it_can_see():
    assert why(FILE, FILE, "ccbb", {"V": "2"})[0] == (3, "argument", "ARG V is 2; it was 1")
    text = FILE.replace("E=$V", "E=5")
    assert why(text, FILE, "ccbb")[0] == (3, "environment", "ENV E is 5; it was 1")
    gone = FILE.replace("ENV E=$V", "# ENV")
    assert why(gone, FILE, "ccbb")[0] == (3, "environment", "ENV E is not set; it was 1")


def test_an_argument_that_is_not_declared_is_not_seen():
    assert why(FILE, FILE, "ccbb", {"OTHER": "2"})[0][1] == "unknown"


def test_the_user_and_the_shell():
    text = FILE.replace("RUN one", "USER me\nSHELL [\"/x\"]\nRUN one")
    assert why(text, FILE, "ccbb")[0] == (3, "environment", "USER is me; it was not set")
    text = FILE.replace("RUN one", 'SHELL ["/x"]\nRUN one')
    assert why(text, FILE, "ccbb")[0] == (3, "environment", 'SHELL is ["/x"]; it was not set')


def test_a_file_that_it_copies():
    old = {"app.py": "1", "other": "1"}
    copied = "COPY app.py / (line 5) was rebuilt before it"
    assert why(FILE, FILE, "cbbb", files={**old, "app.py": "2"}, old_files=old) == [
        (2, "files", "app.py in the build context changed"), (3, "earlier", copied), (4, "earlier", copied),
    ]  # fmt: skip
    assert why(FILE, FILE, "cbcc", files={**old, "other": "2"}, old_files=old) == [(2, "unknown", "")]
    text = FILE.replace("app.py", "src")
    for new, was, told in (
        ({"src/a": "1", "src/b": "1"}, {"src/a": "1"}, "src/b is new in the build context"),
        ({"src/a": "1"}, {"src/a": "1", "src/b/c": "1"}, "src/b/c is no longer in the build context"),
    ):
        assert why(text, text, "cbcc", files=new, old_files=was) == [(2, "files", told)]
    assert why(FILE, FILE, "cbcc", files=None, old_files=old) == [(2, "unknown", "")]


def test_a_step_that_is_new_gone_or_elsewhere():
    text = FILE.replace("RUN one\n", "RUN one\nRUN more\n")
    assert why(text, FILE, "cccbb") == [
        (4, "new", "it is new"), (5, "earlier", "RUN more (line 7) was rebuilt before it"),
    ]  # fmt: skip
    assert why(FILE.replace("RUN one\n", ""), FILE, "ccb") == [(3, "gone", "RUN one does not come before it any more")]
    swapped = FILE.replace("RUN one\nLABEL l=1\nRUN two $V\n", "RUN two $V\nRUN one\n")
    assert [cause for _, cause, _ in why(swapped, FILE, "ccbb")] == ["gone", "earlier"]


def test_another_base():
    assert why(FILE, FILE, "cbbb", {"BASE": "b"})[0] == (2, "base", "its stage starts from b; it was a")


STAGES = "FROM a AS one\nRUN x\nFROM one AS two\nRUN y\nFROM b\nCOPY --from=two /y /\nRUN --mount=from=0,target=/m z\n"


def test_other_stages():
    found = why(STAGES.replace("RUN x", "RUN X"), STAGES, "cbbcbb")
    assert found == [
        (2, "text", "its text changed; it was RUN x"),
        (1, "stage", "stage one, which it starts from, was rebuilt: RUN X (line 2)"),
        (2, "stage", "stage two, which it takes from, was rebuilt: RUN y (line 4)"),
        (3, "stage", "stage one, which it takes from, was rebuilt: RUN X (line 2)"),
    ]


def test_a_stage_that_was_renamed_is_found_by_its_place():
    assert why(STAGES.replace("two", "deux").replace("RUN y", "RUN z"), STAGES, "ccbccc") == [
        (1, "text", "its text changed; it was RUN y")
    ]


def test_nothing_is_kept_of_what_failed():
    for state, told in (("f", "it failed in the build before: nothing was kept"),
                        ("x", "it was stopped in the build before: nothing was kept")):  # fmt: skip
        old = Made(FILE, built(FILE, "cc" + state), {})
        found = reasons(Made(FILE, built(FILE, "ccbb"), {}), old)
        assert [r.detail for r in found] == [told, "RUN one (line 6) was rebuilt before it"]
    old = Made(FILE, built(FILE, "ccf"), {})
    text = FILE.replace("RUN one", "RUN two")
    assert reasons(Made(text, built(text, "ccbb"), {}), old)[0].cause == "text"
    assert reasons(Made(FILE, built(FILE, "cccb"), {}), old)[0].detail == "the build before did not get that far"


def test_without_the_cache_and_with_another_builder():
    old = Made(FILE, built(FILE), {})
    assert {r.cause for r in reasons(Made(FILE, built(FILE, "cbbb", fresh=True), {}), old)} == {"no cache"}
    other = reasons(Made(FILE, built(FILE, "cbbb", "classic"), {}), old)
    assert other[0].detail == "the builder was buildkit before, and has a cache of its own"


def test_long_values_are_cut_and_lines_joined():
    text = FILE.replace("RUN one", "RUN " + "x " * 100)
    assert why(FILE, text, "ccbb")[0][2].endswith("…") and len(why(FILE, text, "ccbb")[0][2]) < 80


@pytest.mark.parametrize("name", ["V", "E"])
def test_what_an_instruction_sees(name):
    seen = {scope.instruction.line: scope for scope in scopes(parse(FILE), {"V": "7"})}
    assert seen[6].values[name] == "7" and seen[5].expanded(f"x${name}") == "x7" and name not in seen[2].values


def test_what_stages_inherit():
    text = "ARG G=1\nFROM a AS x\nARG G\nARG L=2\nENV E=3\nUSER u\nFROM x\nRUN z\nFROM a\nARG HTTP_PROXY=p\nRUN z\n"
    seen = {scope.instruction.line: scope for scope in scopes(parse(text), {})}
    assert (dict(seen[4].args), seen[8].values, seen[8].user) == ({"G": "1", "L": "2"}, {"E": "3"}, "u")
    assert (seen[11].values, seen[11].user) == ({}, "")

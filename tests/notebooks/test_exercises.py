"""Every exercise on a real engine: the stub does not pass, the solution does, wrong answers get their hint."""

import pytest

from helpers import lessons
from helpers.lessons.exercises import all_exercises

pytestmark = pytest.mark.engine

EVERY = list(all_exercises().values())
WRONG = [pytest.param(e, a, h, id=f"{e.id}-{n}") for e in EVERY for n, (a, h) in enumerate(e.wrong)]


@pytest.mark.parametrize("exercise", EVERY, ids=lambda e: e.id)
def test_the_stub_does_not_pass_and_says_so(exercise):
    found = lessons.check(exercise.id, exercise.stub)
    assert not found.passed
    assert "not yet" in repr(found)


@pytest.mark.parametrize("exercise", EVERY, ids=lambda e: e.id)
def test_the_stub_would_not_pass_if_it_were_judged(exercise):
    with pytest.raises(Exception):  # noqa: B017  NotYet, or an error that names what is missing
        exercise.judge(exercise.stub)


@pytest.mark.parametrize("exercise", EVERY, ids=lambda e: e.id)
def test_the_solution_passes(exercise):
    found = lessons.check(exercise.id, exercise.solution)
    assert found.passed, found.hint


@pytest.mark.parametrize(("exercise", "answer", "hint"), WRONG)
def test_a_wrong_answer_gets_its_hint(exercise, answer, hint):
    found = lessons.check(exercise.id, answer)
    assert not found.passed
    assert hint in found.hint

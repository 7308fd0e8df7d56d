import pytest

from helpers.errors import CourseError
from helpers.widgets.comparing import choices, other
from helpers.widgets.history import History
from helpers.widgets.state import make

FIRST = make("ARG X=1\nFROM a AS one\nRUN x\n")
BASES = ("a", "b:1")


def test_at_first_there_are_the_other_builder_and_other_bases():
    assert [name for name, _ in choices(History.of(FIRST), BASES)] == ["builder classic", "base b:1"]


def test_states_before_are_offered_once_each():
    once = History.of(FIRST).to(FIRST.set("RUN", False))
    assert [name for name, _ in choices(once, ())][:2] == ["before", "builder classic"]
    twice = once.to(once.now.edit("FROM", "FROM b"))
    assert [name for name, _ in choices(twice, ())][:2] == ["before", "first"]
    assert other(twice, "before") == once.now and other(twice, "first") == FIRST


def test_a_base_keeps_the_stages_name_and_the_rest():
    assert other(History.of(FIRST), "base b:1").text == "ARG X=1\nFROM b:1 AS one\nRUN x\n"
    assert other(History.of(FIRST), "builder classic").builder == "classic"


@pytest.mark.parametrize("choice", ["before", "nothing", "builder other"])
def test_what_is_not_there_is_refused(choice):
    with pytest.raises(CourseError):
        other(History.of(FIRST), choice)

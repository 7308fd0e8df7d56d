"""Verbs that need no engine."""

from helpers import api


def test_until_asks_again_and_returns_the_first_true_answer():
    answers = iter([None, "", "here", "later"])
    assert api.until(lambda: next(answers)) == "here"


def test_until_returns_the_last_answer_when_the_time_is_over():
    asked = []

    def look():
        asked.append("asked")
        return []

    assert api.until(look, timeout=0.15) == []
    assert len(asked) >= 2


def test_until_asks_at_least_once():
    assert api.until(lambda: "at once", timeout=0) == "at once"

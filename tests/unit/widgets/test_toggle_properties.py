"""Whatever is switched in whatever order: both parsers read the result alike, or it is refused with a reason."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.dockerfile import parse
from helpers.errors import CourseError
from helpers.widgets.state import make

oracle = pytest.importorskip("dockerfile", reason="the official parser has no wheel for this machine")

TESTS = Path(__file__).parents[2]
PATHS = [*(TESTS / "fixtures/dockerfiles").iterdir(), *(TESTS.parent / "dockerfiles").glob("*/*Dockerfile*")]
TEXTS = [path.read_bytes().decode() for path in sorted(PATHS)]


def alternatives(text):
    """Forms for what has them, and for each line one more wording."""
    rows = make(text).rows
    return {row.id: "forms" for row in rows if row.first.form} | {
        row.id: {"here-document": "RUN <<X\nit\nX", "long": f"RUN {row.first.escape}\n  x"}
        for row in rows
        if row.first.keyword in ("COPY", "ENV")
    }


STATES = [make(text, "", alternatives(text)) for text in TEXTS]
MOVE = st.tuples(st.integers(0, 99), st.booleans(), st.integers(0, 3))


def moved(state, moves):
    """The state after moves, and what was refused."""
    refused = []
    for place, on, choice in moves:
        row = state.rows[place % len(state.rows)]
        try:
            state = state.set(row.id, on) if choice == 0 else state.choose(row.id, row.names[choice % len(row.names)])
        except CourseError as error:
            refused.append(error)
    return state, refused


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(STATES), st.lists(MOVE, max_size=12))
def test_both_parsers_read_any_state_alike(state, moves):
    state, refused = moved(state, moves)
    assert all("stays on" in error.what for error in refused)
    if state.error is not None:
        assert state.error.what and state.error.why
        return
    ours = [(one.keyword, one.line, one.end_line, one.flags) for one in parse(state.text)]
    assert ours == [(c.cmd.upper(), c.start_line, c.end_line, c.flags) for c in oracle.parse_string(state.text)]
    on = [row.instruction for row in state.rows if row.on]
    assert [one.args for one in parse(state.text)] == [one.args for one in on]
    assert [one.keyword for one in parse(state.text)] == [one.keyword for one in on]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(range(len(TEXTS))), st.lists(MOVE, max_size=12))
def test_the_way_back_is_open(index, moves):
    state, _ = moved(STATES[index], moves)
    for row in state.rows:
        state = state.choose(row.id, row.names[0]).set(row.id, True)
    assert state == STATES[index]
    assert state.text == TEXTS[index]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(STATES), st.lists(MOVE, max_size=8))
def test_the_order_of_moves_on_different_rows_does_not_matter(state, moves):
    once = list({place % len(state.rows): (place, on, choice) for place, on, choice in moves}.values())
    assert moved(state, once)[0] == moved(state, list(reversed(once)))[0]

"""Whatever is changed in whatever order: both parsers read the result alike, or it is refused with a reason."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.dockerfile import KEYWORDS, parse
from helpers.errors import CourseError
from helpers.widgets.history import History
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
PLACE = st.integers(0, 99)
SWITCH = st.tuples(st.sampled_from(["on", "off", "choose 1", "choose 2", "choose 3"]), PLACE, st.none())
LINES = st.sampled_from([
    "RUN a", "RUN a \\\n  && b", "RUN a \\", "RUN a `", "RUN <<X\nin it\nX", "RUN <<X\nopen", "COPY <<X /a\n# it\n\nX",
    "FROM b AS c", "from b", "COPY --from=c a b", "ENV A=1 \\\n# comment\n  B=2", "# only a comment", "# escape=`",
    "# escape=`\nRUN x", "# syntax=y\nRUN x", "", " \n", "RUNN x", 'CMD ["a"', "ARG A", "CMD", "COPY a",
    "ONBUILD RUN x",
    "RUN a\nRUN b", "EOF", "\tRUN x", "RUN é", "RUN x\n\n# end", "CMD [\"x\"]\n", "HEALTHCHECK NONE", "SHELL x",
])  # fmt: skip
PIECES = [*"RUNCMDabx \\\n#`<\"[],=-$\t", "RUN ", "EOF", "<<E", "\r", "é", "\x0b", "\u2028"]
TYPED = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
EDIT = st.tuples(st.sampled_from(["edit", "add"]), PLACE, LINES | TYPED)
ORDER = st.tuples(st.sampled_from(["move", "remove"]), PLACE, PLACE)
STEP = st.tuples(st.sampled_from(["undo", "redo", "reset"]), PLACE, st.none())
CHANGE = SWITCH | EDIT | ORDER


def changed(state, change):
    """The state after a change."""
    kind, place, more = change
    if kind == "add":
        return state.add(more, place % (len(state.rows) + 1))
    if not state.rows:
        raise CourseError("what is not there stays away")
    row = state.rows[place % len(state.rows)]
    if kind in ("on", "off"):
        return state.set(row.id, kind == "on")
    if kind.startswith("choose"):
        return state.choose(row.id, row.names[int(kind[-1]) % len(row.names)])
    if kind == "edit":
        return state.edit(row.id, more)
    return state.move(row.id, more % len(state.rows)) if kind == "move" else state.remove(row.id)


def after(state, changes):
    """The state after changes, and what was refused."""
    refused = []
    for change in changes:
        try:
            state = changed(state, change)
        except CourseError as error:
            refused.append(error)
    return state, refused


def theirs(text):
    """What BuildKit's parser says; None when it refuses."""
    try:
        found = oracle.parse_string(text)
    except oracle.GoParseError:
        return None
    if any(c.cmd.upper() not in KEYWORDS for c in found):
        return None
    return [(c.cmd.upper(), c.start_line, c.end_line, c.flags, c.value) for c in found if c.cmd.upper() != "ONBUILD"]


def agree(state):
    """Both parsers read the state's text alike, and as its rows say; or it has an error with a line of its row."""
    lines = [line for line in state.lines.values()]
    assert lines == sorted(lines) and len(set(lines)) == len(lines)
    if state.error is not None:
        assert state.error.what and state.error.why
        for id, error in state.errors.items():
            begin, end = state.lines[id]
            assert begin <= error.line <= end, (id, error)
        return
    found = parse(state.text)
    ours = [(i.keyword, i.line, i.end_line, i.flags, i.args) for i in found if i.keyword != "ONBUILD"]
    assert ours == theirs(state.text)
    on = [row for row in state.rows if row.on]
    assert [(i.keyword, i.args, i.heredocs) for i in found] == [
        (row.instruction.keyword, row.instruction.args, row.instruction.heredocs) for row in on
    ]
    for one, row in zip(found, on, strict=True):
        begin, end = state.lines[row.id]
        assert begin <= one.line <= one.end_line <= end


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(STATES), st.lists(SWITCH, max_size=12))
def test_both_parsers_read_what_is_switched_alike(state, changes):
    state, refused = after(state, changes)
    assert all("stays on" in error.what for error in refused)
    agree(state)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(STATES), st.lists(CHANGE, max_size=10))
def test_both_parsers_read_any_state_alike(state, changes):
    for change in changes:
        state, refused = after(state, [change])
        assert all("stays" in error.what for error in refused)
        agree(state)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(range(len(TEXTS))), st.lists(SWITCH, max_size=12))
def test_the_way_back_is_open(index, changes):
    state, _ = after(STATES[index], changes)
    for row in state.rows:
        state = state.choose(row.id, row.names[0]).set(row.id, True)
    assert state == STATES[index]
    assert state.text == TEXTS[index]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(STATES), st.lists(SWITCH, max_size=8))
def test_the_order_of_switches_on_different_rows_does_not_matter(state, changes):
    once = list({change[1] % len(state.rows): change for change in changes}.values())
    one, other = after(state, once)[0], after(state, list(reversed(once)))[0]
    if {row.id for row in one.rows if row.locked} == {row.id for row in state.rows if row.locked}:
        assert one == other


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(STATES), st.lists(CHANGE, max_size=8))
def test_undo_takes_back_every_change_and_redo_makes_it_again(state, changes):
    history = History.of(state)
    for change in changes:
        before = history
        history = history.to(after(history.now, [change])[0])
        if history.now != before.now:
            assert history.undo().now == before.now and history.undo().past == before.past
            assert history.undo().redo().now == history.now and history.undo().now.text == before.now.text
        else:
            assert history == before
    assert history.reset().now == state and history.reset().now.text == state.text
    while history.past:
        history = history.undo()
    assert history.now == state == history.undo().now
    while history.future:
        history = history.redo()
    assert history.redo() == history


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(STATES), st.lists(CHANGE | STEP, max_size=14))
def test_changes_mixed_with_undo_redo_and_reset(state, changes):
    """Against a plain list of states and a place in it."""
    history, states, at = History.of(state), [state], 0
    for change in changes:
        kind = change[0]
        if kind == "undo":
            history, at = history.undo(), max(0, at - 1)
        elif kind == "redo":
            history, at = history.redo(), min(len(states) - 1, at + 1)
        else:
            new = state if kind == "reset" else after(history.now, [change])[0]
            history = history.reset() if kind == "reset" else history.to(new)
            if new != states[at]:
                states, at = [*states[: at + 1], new], at + 1
        assert history.now == states[at]
        assert (bool(history.past), bool(history.future)) == (at > 0, at < len(states) - 1)
        agree(history.now)

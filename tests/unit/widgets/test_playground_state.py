"""Changes of a playground's state, one at a time; their combinations are in test_toggle_properties.py."""

import pytest

from helpers.dockerfile import parse
from helpers.errors import CourseError
from helpers.widgets.history import KEPT, History
from helpers.widgets.save import save
from helpers.widgets.state import make

TEXT = """# syntax=docker/dockerfile:1
# escape=\\

# the base
FROM busybox:1.37 AS one
ARG V=1
RUN echo a && \\
    echo b
# the second stage
FROM one
CMD ["sleep", "10"]
"""


def ids(state):
    return [row.id for row in state.rows]


def test_an_edited_row_keeps_its_id_its_place_and_the_comments_above_it():
    state = make(TEXT).edit("FROM 2", "FROM scratch")
    assert state.text == TEXT.replace("FROM one\n", "FROM scratch\n") and ids(state) == ids(make(TEXT))
    assert state.error is None


def test_an_edit_back_to_what_was_written_is_no_edit():
    state = make(TEXT)
    assert state.edit("CMD", "CMD x").edit("CMD", 'CMD ["sleep", "10"]') == state


def test_a_wording_takes_the_place_of_what_was_typed():
    state = make(TEXT).edit("CMD", "CMD x")
    assert state.choose("CMD", "shell").row("CMD").label == "CMD sleep 10"
    assert state.choose("CMD", "exec") == make(TEXT)


def test_an_error_stands_at_its_row_with_the_line_of_the_text():
    state = make(TEXT).edit("RUN", "RUN one \\\n  two").edit("CMD", "# why\nCDM x")
    assert list(state.errors) == ["CMD"] and state.errors["CMD"].line == state.error.line == 12
    assert state.text.splitlines()[11] == "CDM x"
    assert "Line 12" in state.error.what and "did you mean CMD" in state.error.do
    assert state.set("CMD", False).error is None


def test_errors_of_several_rows():
    state = make(TEXT).edit("ARG", "ARGH").edit("CMD", "")
    assert list(state.errors) == ["ARG", "CMD"]
    assert (state.errors["CMD"].line, state.errors["CMD"].why) == (11, "the line is empty")


def test_an_edit_can_span_lines_and_later_lines_move_down():
    state = make(TEXT).edit("ARG", "ARG V=1 \\\n  W=2")
    assert state.lines["RUN"] == (8, 9) and state.row(7).id == "ARG" and state.row(9).id == "RUN"
    state = state.edit("RUN", "RUN <<END\none\ntwo\nEND")
    assert state.error is None and parse(state.text)[2].heredocs[0].content == "one\ntwo\n"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("RUN a \\", "goes on"),
        ("RUN <<X\nno end", ""),
        ("RUN a\nRUN b", "reads"),
        ("# only a comment", "reads"),
        (" ", "empty"),
    ],
)
def test_what_is_no_single_instruction_is_kept_and_said(typed, why):
    state = make(TEXT).edit("RUN", typed)
    assert state.row("RUN").label == typed.strip() and why in state.errors["RUN"].why


def test_the_line_that_ends_the_dockerfile_may_not_swallow_what_is_put_behind_it():
    state = make("FROM a\nRUN x\nCMD y \\\n")
    assert state.error is None
    assert state.move("CMD", 1).errors["CMD"].line == 2
    assert state.move("CMD", 1).set("CMD", False).error is None


def test_an_instruction_moves_with_its_comments():
    state = make("FROM a\n# why b\nRUN b\n\nRUN c\n").move("RUN 1", 2)
    assert state.text == "FROM a\n\nRUN c\n# why b\nRUN b\n"
    assert state.move("RUN 1", 1).text == "FROM a\n# why b\nRUN b\n\nRUN c\n"
    assert state.move("RUN 1", 99) == state.move("RUN 1", 2)


def test_a_move_that_cannot_be_built_is_said_at_the_row():
    state = make("FROM a\nRUN b\n").move("RUN", 0)
    assert "first FROM" in state.errors["RUN"].why


def test_the_last_line_without_an_end_gets_one_when_it_moves():
    assert make("FROM a\nRUN b\nCMD c").move("CMD", 1).text == "FROM a\nCMD c\nRUN b\n"


def test_directives_stay_at_the_top_and_no_comment_becomes_one():
    state = make("# escape=`\nFROM a\n# syntax=x\nARG b\n").move("ARG", 0)
    assert state.text == "# escape=`\n\n# syntax=x\nARG b\nFROM a\n"
    assert [one.escape for one in parse(state.text)] == ["`", "`"]


def test_the_first_from_is_locked_whichever_it_is():
    state = make("FROM a AS x\nRUN c\nFROM b\n")
    moved = state.move("FROM 2", 0)
    assert [row.id for row in moved.rows if row.locked] == ["FROM 2"]
    assert moved.set("FROM 1", False).error is None
    with pytest.raises(CourseError, match=r"FROM 2 \(line 1\) stays in"):
        moved.remove("FROM 2")


def test_added_rows_have_names_of_their_own():
    state = make("FROM a\nRUN b\n").add("RUN c").add("env A=1", 1).add("what", 0)
    assert ids(state) == ["WHAT", "FROM", "ENV", "RUN", "RUN 2"]
    assert list(state.errors) == ["WHAT"]
    assert state.remove("WHAT").text == "FROM a\nenv A=1\nRUN b\nRUN c\n"
    assert ids(state.add("").add("").edit("NEW 2", "USER x"))[-2:] == ["NEW", "NEW 2"]


def test_without_any_instruction():
    state = make("FROM a\n").edit("FROM", "RUN x").remove("FROM")
    assert "no instruction" in state.error.what and state.add("FROM b").error is None


def test_build_arguments_target_and_builder():
    state = make(TEXT, args={"V": 2}, target="one").args_with({"W": "x=y"}).args_with({"V": None})
    assert (dict(state.args), state.target, state.error) == ({"W": "x=y"}, "one", None)
    assert state.target_with("").target is None and state.target_with(0).error is None
    assert "no stage two" in state.target_with("two").error.what and not state.target_with("two").errors
    assert state.builder_with("classic").builder == "classic"
    for wrong in (lambda: state.builder_with("kaniko"), lambda: state.args_with({"A=B": "1"})):
        with pytest.raises(CourseError):
            wrong()


def test_an_option_that_is_none_is_taken_away():
    state = make(TEXT, {"env": {"A": "1"}, "user": "x"}).run_with("", user=None)
    assert state.options == {"env": {"A": "1"}}


def test_history_has_an_end():
    history = History.of(make("FROM a\nRUN x\n"))
    for turn in range(KEPT + 10):
        history = history.to(history.now.edit("RUN", f"RUN {turn}"))
    assert len(history.past) == KEPT and history.reset().now.text == "FROM a\nRUN x\n"


def test_saving(tmp_path):
    text = make("FROM a\r\nRUN é\r\n").text
    assert save(text, tmp_path) == tmp_path / "Dockerfile"
    assert (tmp_path / "Dockerfile").read_bytes() == "FROM a\r\nRUN é\r\n".encode()
    with pytest.raises(CourseError, match="would be overwritten"):
        save("FROM b\n", tmp_path / "Dockerfile")
    save("FROM b\n", tmp_path / "Dockerfile", overwrite=True)
    assert (tmp_path / "Dockerfile").read_text() == "FROM b\n"
    with pytest.raises(CourseError, match="no folder"):
        save("FROM b\n", tmp_path / "not/there")
    with pytest.raises(CourseError, match="no name"):
        save("FROM b\n", " ")


def test_a_file_of_the_course_is_not_overwritten_by_mistake():
    from helpers.sources import DOCKERFILES

    with pytest.raises(CourseError, match="one of the course's"):
        save("FROM b\n", DOCKERFILES / "06-cmd/Dockerfile.two")

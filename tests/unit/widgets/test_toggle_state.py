import pytest

from helpers.dockerfile import parse
from helpers.errors import CourseError, DockerfileError
from helpers.widgets.state import make

TEXT = '''# syntax=docker/dockerfile:1
ARG V=1.37
FROM busybox:$V AS one
# makes a
RUN echo a && \\
    echo b
RUN <<EOF
echo c

EOF
FROM one AS two
COPY --from=one /a /b
CMD ["sleep", "10"]
# end'''


def test_at_first_all_is_as_written():
    state = make(TEXT)
    assert state.text == TEXT and state.error is None
    assert [row.id for row in state.rows] == ["ARG", "FROM 1", "RUN 1", "RUN 2", "FROM 2", "COPY", "CMD"]
    assert [row.id for row in state.rows if row.locked] == ["FROM 1"]


def test_what_is_off_is_a_comment_and_lines_keep_their_numbers():
    state = make(TEXT).set("RUN 1", False).set("RUN 2", False)
    assert "# RUN echo a && \\\n#     echo b\n# RUN <<EOF\n# echo c\n# \n# EOF\nFROM one" in state.text
    kept = {one.line: one.keyword for one in parse(TEXT) if one.keyword != "RUN"}
    assert {one.line: one.keyword for one in parse(state.text)} == kept


def test_on_again_gives_the_same_text():
    assert make(TEXT).set("CMD", False).set("CMD", True).text == TEXT


@pytest.mark.parametrize("which", [5, 6, "RUN 1", "run 1", " Run  1 "])
def test_a_row_has_lines_and_an_id(which):
    assert make(TEXT).row(which).id == "RUN 1"


@pytest.mark.parametrize("which", [1, 4, 99, "RUN", "RUN 3", ""])
def test_what_is_not_there_is_answered_with_what_is(which):
    with pytest.raises(CourseError, match=r"RUN 1 \(line 5\)"):
        make(TEXT).row(which)


def test_the_first_from_stays_on():
    with pytest.raises(CourseError, match="stays on"):
        make(TEXT).set("FROM 1", False)
    assert make(TEXT).set("FROM 1", True).text == TEXT
    assert make("FROM a\n").row("FROM").locked


def test_a_stage_that_others_need_is_missed():
    text = "FROM a\nFROM b AS x\nFROM c\nCOPY --from=x /a /a\n"
    error = make(text).set("FROM 2", False).error
    assert (error.line, "line 2" in error.do) == (4, True)
    assert make(text).set("FROM 2", False).set("COPY", False).error is None
    assert make("FROM a\nFROM b AS x\nFROM x\n").set(2, False).error.line == 3


def test_both_forms_are_offered_for_cmd_and_entrypoint():
    state = make("FROM a\nRUN echo a\nENTRYPOINT echo $A\nCMD [\"x\"]\nCMD []\n")
    assert [row.names for row in state.rows] == [
        ("as written",), ("shell",), ("shell", "exec"), ("exec", "shell"), ("exec",),
    ]  # fmt: skip
    state = state.choose("ENTRYPOINT", "exec").choose("CMD 1", "shell")
    assert state.text == 'FROM a\nRUN echo a\nENTRYPOINT ["echo", "$A"]\nCMD x\nCMD []\n'
    assert state.choose("CMD 1", "exec").choose("ENTRYPOINT", "shell") == make(
        "FROM a\nRUN echo a\nENTRYPOINT echo $A\nCMD [\"x\"]\nCMD []\n"
    )


def test_alternatives_that_an_example_offers():
    state = make(
        'FROM a\nRUN one\nCMD ["x"]\n',
        alternatives={"RUN": "forms", 3: ["CMD y", 'ENTRYPOINT ["z"]'], "FROM": {"small": "FROM b"}},
    )
    assert [row.names for row in state.rows] == [
        ("as written", "small"), ("shell", "exec"), ("exec", "CMD y", 'ENTRYPOINT ["z"]'),
    ]  # fmt: skip
    state = state.choose(3, 'ENTRYPOINT ["z"]').choose("RUN", "exec").choose("FROM", "small")
    assert state.text == 'FROM b\nRUN ["one"]\nENTRYPOINT ["z"]\n'
    assert make("FROM a\nCMD x\n", alternatives={}).row("CMD").names == ("shell",)


def test_a_name_of_an_alternative_goes_before_the_form():
    state = make('FROM a\nCMD ["x"]\n', alternatives={"CMD": {"exec": 'CMD ["y"]'}})
    assert state.row("CMD").names == ("as written", "exec")
    assert state.choose("CMD", "exec").text == 'FROM a\nCMD ["y"]\n'


@pytest.mark.parametrize("wording", ["CMD a\nCMD b", "", "# no", "FOO", "CMD a \\", "CMD [1]", "CMD <<EOF"])
def test_a_wording_is_one_whole_instruction(wording):
    try:
        state = make("FROM a\nCMD x\nUSER y\n", alternatives={"CMD": {"new": wording}})
    except DockerfileError:
        return
    assert [one.keyword for one in parse(state.choose("CMD", "new").text)] == ["FROM", "CMD", "USER"]


def test_nothing_but_from_stands_for_the_first_from():
    with pytest.raises(DockerfileError, match="cannot stand for line 1"):
        make("FROM a\n", alternatives={"FROM": ["RUN x"]})


def test_a_wording_that_is_not_there():
    with pytest.raises(CourseError, match="'exec', 'shell'"):
        make(TEXT).choose("CMD", "Shell")


@pytest.mark.parametrize(
    ("run", "command", "options"),
    [
        (None, None, {}),
        ("", (), {}),
        ("20 'a b'", ("20", "a b"), {}),
        (["20", 3], ("20", "3"), {}),
        ({"command": "x", "env": {"A": "1"}}, ("x",), {"env": {"A": "1"}}),
        ({"timeout": 3}, (), {"timeout": 3}),
    ],
)
def test_how_the_image_is_run(run, command, options):
    state = make("FROM a\n", run)
    assert (state.command, dict(state.options)) == (command, options)


def test_other_arguments_keep_the_options():
    state = make("FROM a\n", {"env": {"A": "1"}}).run_with("20", entrypoint="date")
    assert (state.command, state.options) == (("20",), {"env": {"A": "1"}, "entrypoint": "date"})
    assert state.run_with(None).command is None


def test_arguments_that_are_no_words():
    with pytest.raises(CourseError, match="no closing quotation"):
        make("FROM a\n", "").run_with("it's")


def test_no_dockerfile():
    with pytest.raises(DockerfileError):
        make("FORM a\n")

"""Both parsers must read alike: the one that the course uses, and BuildKit's own."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.dockerfile import KEYWORDS, parse, parse_one, render
from helpers.errors import DockerfileError

oracle = pytest.importorskip("dockerfile", reason="the official parser has no wheel for this machine")

TESTS = Path(__file__).parents[1]
DOCKERFILES = sorted((TESTS / "fixtures/dockerfiles").iterdir())
DOCKERFILES += sorted(p for p in (TESTS.parent / "dockerfiles").glob("**/*Dockerfile*") if p.is_file())


def theirs(text):
    """What BuildKit's parser says; None when it refuses, or does not know the instruction."""
    try:
        found = oracle.parse_string(text)
    except oracle.GoParseError:
        return None
    if any(command.cmd.upper() not in KEYWORDS for command in found):
        return None
    return [
        (c.cmd.upper(), c.start_line, c.end_line, c.flags, c.value, [(h.name, h.content) for h in c.heredocs])
        for c in found
        if c.cmd.upper() != "ONBUILD"
    ]


def ours(text):
    return [
        (i.keyword, i.line, i.end_line, i.flags, i.args, [(h.name, h.content) for h in i.heredocs])
        for i in parse(text)
        if i.keyword != "ONBUILD"
    ]


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda p: "/".join(p.parts[-2:]))
def test_a_file_is_read_as_buildkit_reads_it(path):
    text = path.read_bytes().decode()
    assert ours(text) == theirs(text)


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda p: "/".join(p.parts[-2:]))
def test_forms_are_those_of_buildkit(path):
    text = path.read_bytes().decode()
    forms = [(i.line, i.form == "exec") for i in parse(text) if i.form]
    assert forms == [(c.start_line, c.json) for c in oracle.parse_string(text) if c.start_line in dict(forms)]


@pytest.mark.parametrize("text", ["COPY --from=x a b", "RUN --mount=type=tmpfs,target=/t a b", 'CMD ["a"]', "ENV A=b"])
def test_what_stands_behind_onbuild(text):
    (theirs,) = oracle.parse_string(f"ONBUILD {text}")
    one = parse_one(f"ONBUILD {text}")
    inner = parse_one(one.value)
    assert (inner.keyword, inner.args) == (theirs.sub_cmd, theirs.value)


def test_where_the_two_are_known_to_differ():
    # The oracle holds an older BuildKit: it takes what follows a list as absent, and knows no quotes in COPY.
    assert parse_one('RUN ["a"] b').args == ('["a"] b',)
    assert oracle.parse_string('RUN ["a"] b')[0].value == ("a",)
    assert parse_one('COPY "a b" c').args == ('"a b"', "c")
    assert oracle.parse_string('COPY "a b" c')[0].value == ('"a', 'b"', "c")


WORD = st.sampled_from(
    ["a", "b=1", "$X", '"q r"', "'s t'", "--flag", "--f=1", "--f='x y'", "&&", "<<EOF", "<<-'E'", "\\ x", "#", "[", "é"]
)
REST = st.one_of(
    st.lists(WORD, max_size=4).map(" ".join),
    st.lists(WORD, min_size=2, max_size=4).map(" \\\n  ".join),
    st.lists(WORD, min_size=2, max_size=3).map(" \\\n# comment\n\n ".join),
    st.lists(st.sampled_from(["a", "b c", "$X", '"', "\\"]), max_size=3).map(
        lambda words: "[" + ", ".join('"' + w.replace("\\", "\\\\").replace('"', '\\"') + '"' for w in words) + "]"
    ),
)
KEYWORD = st.sampled_from(["RUN", "run", "CMD", "ENTRYPOINT", "ENV", "LABEL", "USER", "WORKDIR", "ARG", "EXPOSE"])
LINE = st.one_of(
    st.tuples(KEYWORD, REST).map(" ".join),
    st.just("RUN <<EOF\nin it # $X \\\nEOF"),
    st.just("RUN <<-'E'\n\tin it\n\tE"),
    st.sampled_from(["", "# comment", "  # indented", "\t", "FROM b AS c", "COPY a b", "EOF", "\\"]),
)  # fmt: skip
TEXT = st.tuples(
    st.sampled_from(["", "# escape=\\\n", "# escape=`\n", "# syntax=x\n", "ARG A=1\n", "\n# c\n"]),
    st.lists(LINE, max_size=6).map("\n".join),
    st.sampled_from(["", "\n", "\n\n"]),
).map(lambda parts: parts[0] + "FROM a\n" + parts[1] + parts[2])


@settings(max_examples=400, deadline=None)
@given(TEXT)
def test_any_text_is_read_as_buildkit_reads_it_or_refused(text):
    try:
        found = parse(text)
    except DockerfileError as error:
        assert str(error)
        return
    assert ours(text) == theirs(text)
    assert render(found) == text


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=st.sampled_from("FROMRUN a\n\\#'\"<=$[]-`\r\t\ufeffé"), max_size=60))
def test_no_text_makes_it_fail_otherwise(text):
    try:
        assert render(parse("FROM a\n" + text)) == "FROM a\n" + text
    except DockerfileError as error:
        assert error.what

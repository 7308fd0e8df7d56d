import pytest

from helpers.dockerfile import parse
from helpers.dockerfile.places import ids, place, up_to
from helpers.errors import CourseError

FILE = "# escape=`\n# a comment\nARG A=1\nFROM a AS one\nRUN x `\n  y\n\n# and\n"
FILE += "RUN <<EOF\nz\nEOF\nFROM one\nCMD c\n# end\n"
ALL = parse(FILE)


def test_names():
    assert ids(ALL) == ["ARG", "FROM 1", "RUN 1", "RUN 2", "FROM 2", "CMD"]


@pytest.mark.parametrize(
    ("which", "index"),
    [(None, 5), (3, 0), (4, 1), (5, 2), (6, 2), (7, 2), (8, 2), (10, 3), (13, 5), (14, 5), ("run  2", 3), ("CMD", 5)],
)
def test_an_instruction_by_line_and_name(which, index):
    assert place(ALL, which) == index


@pytest.mark.parametrize("which", [1, 15, 0, -1, "RUN", "COPY", "RUN 3"])
def test_one_that_is_not_there_is_told_with_those_that_are(which):
    with pytest.raises(CourseError, match="has no instruction") as caught:
        place(ALL, which)
    assert "RUN 2 (line 9)" in caught.value.do


@pytest.mark.parametrize("index", range(6))
def test_the_text_up_to_there_reads_as_the_same_instructions(index):
    text = up_to(ALL, index)
    assert FILE.startswith(text)
    if index:
        found = parse(text)
        assert [(one.line, one.keyword, one.value) for one in found] == [
            (one.line, one.keyword, one.value) for one in ALL[: index + 1]
        ]

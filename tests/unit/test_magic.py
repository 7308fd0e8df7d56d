import pytest

from helpers import magic


def test_a_line_of_the_magic():
    assert magic.parse("tag --target a --context=b --no-cache -o built") == {
        "tag": "tag", "target": "a", "no_cache": True, "context": "b", "variable": "built",
    }  # fmt: skip
    assert magic.parse("")["tag"] is None


@pytest.mark.parametrize("line", ["--nosuch", "one two", "-o 1x", "--target"])
def test_what_does_not_fit_names_the_usage(line):
    with pytest.raises(ValueError, match="fit|variable"):
        magic.parse(line)

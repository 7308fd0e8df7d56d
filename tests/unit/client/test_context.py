import pytest
from given import parsed

from helpers.client import context
from helpers.errors import NotFoundError


def test_files_given_as_a_dict_become_a_folder_that_goes_away():
    with context.folder({"a.txt": "x", "sub/run.sh": b"#!/bin/sh\n"}) as folder:
        assert (folder / "a.txt").read_text() == "x"
        assert (folder / "sub/run.sh").stat().st_mode & 0o111
        assert (folder / "a.txt").stat().st_mtime == 0
    assert not folder.exists()


def test_no_context_is_an_empty_folder():
    with context.folder(None) as folder:
        assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["../out", "/etc/passwd", "a/../../b", ""])
def test_a_name_outside_is_refused(name):
    with pytest.raises(ValueError, match="path inside"), context.folder({name: "x"}):
        pass


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(NotFoundError), context.folder(tmp_path / "nope"):
        pass


@pytest.mark.parametrize(
    ("instruction", "missing"),
    [
        ("COPY a.txt b.txt /", ["b.txt"]),
        ("COPY --chown=1:1 sub /", []),
        ('COPY ["b c.txt", "/"]', ["b c.txt"]),
        ("COPY *.md a.txt /", []),
        ("COPY --from=x nope /", []),
        ("COPY $FILE /", []),
        ("ADD https://example.org/x /", []),
        ("COPY . /", []),
        ("COPY /a.txt /", []),
    ],
)
def test_what_a_copy_lacks(tmp_path, instruction, missing):
    (tmp_path / "a.txt").touch()
    (tmp_path / "sub").mkdir()
    assert context.missing_sources(parsed(instruction + "\n")[0], tmp_path) == missing

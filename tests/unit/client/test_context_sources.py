import os

import pytest

from helpers.client import sources
from helpers.client.scope import scopes
from helpers.dockerfile import parse

FILES = {"a.py": "1", "d/b.py": "2", "d/e/c": "3", "x y": "4"}


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ("COPY a.py /", ["a.py"]),
        ("COPY d /", ["d/b.py", "d/e/c"]),
        ("COPY . /", list(FILES)),
        ("COPY / /x", list(FILES)),
        ("COPY *.py /", ["a.py"]),
        ("COPY d/* /", ["d/b.py", "d/e/c"]),
        ("COPY ./d/e/ a.py /", ["a.py", "d/e/c"]),
        ('ADD ["x y", "/"]', ["x y"]),
        ("COPY --from=0 a.py /", []),
        ("COPY <<EOF /x\na.py\nEOF", []),
        ("ADD https://example.invalid/a.py /", []),
        ("COPY $NAME /", ["a.py"]),
        ("RUN --mount=type=bind,target=/x y", list(FILES)),
        ("RUN --mount=source=d/e,target=/x y", ["d/e/c"]),
        ("RUN --mount=type=cache,target=/x y", []),
        ("RUN --mount=type=bind,from=0,source=d,target=/x y", []),
        ("COPY [a-z /", []),
        ("WORKDIR /d", []),
    ],
)
def test_what_an_instruction_takes(line, taken):
    scope = scopes(parse(f"FROM a\nARG NAME=a.py\n{line}\n"), {})[2]
    assert sorted(sources.matching(scope, FILES)) == sorted(taken)


def test_a_digest_is_of_content_and_rights_not_of_time(tmp_path):
    (tmp_path / "d").mkdir()
    file = tmp_path / "d/a"
    file.write_text("one")
    (tmp_path / "link").symlink_to("d")
    first = sources.digests(tmp_path)
    assert set(first) == {"d/a", "link"}
    os.utime(file, (1, 1))
    assert sources.digests(tmp_path) == first
    file.write_text("two")
    second = sources.digests(tmp_path)
    assert second["d/a"] != first["d/a"] and second["link"] == first["link"]
    file.chmod(0o700)
    assert sources.digests(tmp_path)["d/a"] != second["d/a"]


def test_what_dockerignore_leaves_out_is_not_given(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text(name)
    (tmp_path / ".dockerignore").write_text("# a\n/b\n*\n!c\n")
    assert set(sources.digests(tmp_path)) == {"c"}
    assert set(sources.digests({"a": "1", "b/c": b"2", ".dockerignore": "b\n.dockerignore"})) == {"a"}
    assert sources.digests(None) == {}


def test_a_context_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MOST", 2)
    for name in "abc":
        (tmp_path / name).write_text(name)
    assert sources.digests(tmp_path) is None

"""What the image's build is given, and the table of where its size goes."""

import pytest

from helpers.cli import binder
from helpers.errors import CourseError

HISTORY = [  # as the engine gives it: the newest first
    {"Size": 0, "CreatedBy": 'CMD ["jupyter" "lab"]'},
    {"Size": 2_000_000, "CreatedBy": "COPY --chown=1000:1000 . . # buildkit"},
    {"Size": 9_000, "CreatedBy": "RUN |2 NB_USER=jovyan NB_UID=1000 /bin/sh -c useradd ada # buildkit"},
    {"Size": 78_000_000, "CreatedBy": "# a minimal Debian 13.8"},
]


def test_the_table_has_each_layer_with_a_size_and_the_sum():
    assert binder.table(HISTORY).splitlines() == [
        "    78.0 MB  # a minimal Debian 13.8",
        "     0.0 MB  RUN useradd ada",
        "     2.0 MB  COPY --chown=1000:1000 . .",
        "    80.0 MB  all",
    ]


def test_a_long_instruction_is_cut():
    line = binder.table([{"Size": 1_000_000, "CreatedBy": "RUN " + "x" * 500}]).splitlines()[0]
    assert line.endswith("…") and len(line) < 120


def test_a_kernel_of_todays_recipe_stands_for_the_stage(tmp_path, monkeypatch):
    kernel = tmp_path / "linux"
    kernel.write_bytes(b"kernel")
    monkeypatch.setattr(binder.engine, "kernel_here", lambda: kernel)
    monkeypatch.setattr(binder, "wheels", lambda: tmp_path / "wheels")
    given, notes = binder.contexts(tmp_path)
    assert (given["kernel"] / "linux").read_bytes() == b"kernel" and str(kernel) in notes[1]
    assert binder.build_contexts(given)[0] == f"--build-context=wheels={tmp_path / 'wheels'}"


def test_what_is_not_there_is_left_to_the_build_and_said(tmp_path, monkeypatch):
    def none():
        raise CourseError("pip could not fetch them.", why="no network")

    monkeypatch.setattr(binder.engine, "kernel_here", lambda: None)
    monkeypatch.setattr(binder, "wheels", none)
    given, notes = binder.contexts(tmp_path)
    assert given == {}
    assert "the build fetches them itself" in notes[0] and "no network" in notes[0] and "the build makes it" in notes[1]


def test_wheels_are_named_by_what_is_required(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    required = tmp_path / "requirements.txt"
    monkeypatch.setattr(binder, "REQUIREMENTS", (required,))
    monkeypatch.setattr(binder, "_download", lambda into: ["mkdir", str(into)])
    required.write_text("one==1\n")
    first = binder.wheels()
    assert first.is_dir() and binder.wheels() == first
    required.write_text("one==2\n")
    assert binder.wheels() != first and not first.exists()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://github.com/ada/course.git", "gh/ada/course"),
        ("https://github.com/ada/course/", "gh/ada/course"),
        ("git@github.com:ada/course.git", "gh/ada/course"),
        ("ssh://git@gitlab.com/ada/sub/course.git", "gl/ada%2Fsub%2Fcourse"),
        ("https://git.example/ada/course", "git/https%3A%2F%2Fgit.example%2Fada%2Fcourse"),
        ("https://ada:secret@git.example/course", "git/https%3A%2F%2Fgit.example%2Fcourse"),
        ("https://notgithub.com/ada/course", "git/https%3A%2F%2Fnotgithub.com%2Fada%2Fcourse"),
    ],
)
def test_binder_finds_a_copy_by_its_address(address, place):
    start = "urlpath=lab%2Ftree%2Fnotebooks%2F00-start-here.ipynb"
    assert binder.link(address, "main") == f"https://mybinder.org/v2/{place}/main?{start}"
    assert binder.link(address, "a/b").startswith(f"https://mybinder.org/v2/{place}/a%2Fb?")
    assert binder.badge(address, "main").endswith(f"({binder.link(address, 'main')})")


def test_a_copy_that_is_nowhere_public_has_no_badge(tmp_path, monkeypatch):
    monkeypatch.setattr(binder, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(CourseError, match="no address") as caught:
        binder.main(["--badge"])
    assert "git remote add" in str(caught.value)

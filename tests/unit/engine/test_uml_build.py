"""The own kernel's recipe: what makes a kernel stale, what is said where it cannot be built, and how it is followed."""

import json
import sys

import pytest

from helpers import packages
from helpers.engine.uml import build
from helpers.errors import EngineError


@pytest.fixture
def place(tmp_path):
    (tmp_path / "linux").write_text("a kernel")
    (tmp_path / "stamp.json").write_text(json.dumps({"recipe": build.digest(), "source": "7.3.4-1", "release": "7.3"}))
    return tmp_path


def test_a_kernel_of_todays_recipe_is_current(place):
    assert build.current(place)


def test_a_kernel_of_another_recipe_is_not(place):
    (place / "stamp.json").write_text(json.dumps({"recipe": "0" * 12}))
    assert not build.current(place)


@pytest.mark.parametrize("lost", ["linux", "stamp.json"])
def test_without_kernel_or_stamp_there_is_none(place, lost):
    (place / lost).unlink()
    assert not build.current(place)


def test_the_digest_follows_names_and_contents(tmp_path):
    (tmp_path / "config").write_text("A=y\n")
    first = build.digest(tmp_path)
    (tmp_path / "config").write_text("A=n\n")
    second = build.digest(tmp_path)
    (tmp_path / "config").rename(tmp_path / "config2")
    assert len({first, second, build.digest(tmp_path)}) == 3


def test_without_a_compiler_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(build.shutil, "which", lambda name: None)
    with pytest.raises(EngineError) as caught:
        build.missing()
    assert caught.value.why == "this machine lacks binutils, gcc"
    assert "apt-get install gcc libc6-dev" in caught.value.do


def test_tools_that_are_lacking_are_fetched(monkeypatch):
    monkeypatch.setattr(build.shutil, "which", lambda name: None if name in ("flex", "bison") else f"/usr/bin/{name}")
    monkeypatch.setattr(build, "_links_statically", lambda: True)
    assert build.missing() == ["flex", "bison"]


def _recipe(tmp_path, *lines):
    script = tmp_path / "script.py"
    script.write_text("\n".join(lines))
    return [sys.executable, str(script)]


def test_steps_and_compiled_files_are_told(tmp_path):
    said = []
    command = _recipe(tmp_path, "print('course: compiling')", "print('  CC      a.o')", "print('course: built 7.3-x')")
    assert build._run(command, None, tmp_path / "log", lambda *what: said.append(what)) == "7.3-x"
    assert said == [("the engine's kernel: compiling", 0, 0), ("the engine's kernel: compiling", 1, build.FILES)]


def test_a_recipe_that_fails_is_an_error_with_its_last_words_and_the_log(tmp_path):
    command = _recipe(tmp_path, "print('x.c:1: error: no such thing')", "raise SystemExit(2)")
    with pytest.raises(EngineError) as caught:
        build._run(command, None, tmp_path / "log", lambda *_: None)
    assert caught.value.why == "x.c:1: error: no such thing"
    assert caught.value.log == tmp_path / "log"


def test_every_option_of_the_recipe_is_named_once():
    lines = build.RECIPE.joinpath("config").read_text().splitlines()
    names = [line.removeprefix("# ").partition("=")[0].partition(" ")[0] for line in lines if "CONFIG_" in line]
    assert len(names) == len(set(names)) > 100


def test_the_newest_of_several_versions_is_taken():
    files = ["linux-source-7.3_7.3.4-1_all.deb", "linux-source-7.12_7.12-1_all.deb", "linux-source_7.12_all.deb"]
    assert packages.newest_of(r"linux-source-(.+)", files) == ("linux-source-7.12", "linux-source-7.12_7.12-1_all.deb")
    assert packages.newest_of(r"linux-source-(.+)", []) is None

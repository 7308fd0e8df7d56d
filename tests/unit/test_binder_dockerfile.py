"""The image's Dockerfile, read and not built: rules, stages, what it takes from the course."""

import shutil
import subprocess
import sys

import pytest

from helpers.dockerfile import parse
from helpers.lessons.lint import COURSE, lint
from helpers.sources import ROOT

FILE = ROOT / "binder/Dockerfile"
INSTRUCTIONS = parse(FILE.read_text())


def copied(stage=None):
    """(sources, target) of each COPY out of the context; stage: its name, None for all."""
    names = {i.stage: i.value.split()[-1] for i in INSTRUCTIONS if i.keyword == "FROM" and " AS " in i.value}
    for one in INSTRUCTIONS:
        wanted = stage is None or names.get(one.stage) == stage
        if one.keyword == "COPY" and wanted and not any(flag.startswith("--from") for flag in one.flags):
            *sources, target = one.value.split()
            yield sources, target


def test_the_linter_finds_nothing_but_what_is_excused_with_a_reason():
    assert lint(FILE, config=COURSE).codes == ()
    lines = FILE.read_text().splitlines()
    assert all(lines[at - 1].startswith("# ") for at, line in enumerate(lines) if "hadolint ignore" in line)


def test_what_it_takes_from_the_course_is_there_and_let_in():
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert all((ROOT / name).exists() for name in let_in)
    for sources, _ in copied():
        for source in sources:
            assert source == "." or list(ROOT.glob(source)), source
            assert source == "." or source.split("/")[0] in let_in, source


def test_the_root_file_system_is_made_by_what_its_stage_takes_and_no_more(tmp_path):
    for sources, target in copied("root"):
        for source in sources:
            place = ROOT / source
            if place.is_dir():
                shutil.copytree(place, tmp_path / target)
            else:
                (tmp_path / target).mkdir(parents=True, exist_ok=True)
                shutil.copy2(place, tmp_path / target)
    script = "from helpers.engine.uml import image; from helpers.engine import make_prebuilt"
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("keyword", ["CMD", "ENTRYPOINT"])
def test_a_command_can_take_the_place_of_its_own(keyword):
    (found,) = (one for one in INSTRUCTIONS if one.keyword == keyword)
    assert found.form == "exec"


def test_its_last_user_is_binders_and_nothing_after_it_is_another():
    users = [one.value for one in INSTRUCTIONS if one.keyword == "USER"]
    assert users == ["${NB_UID}"]
    assert {one.value.split("=")[0] for one in INSTRUCTIONS if one.keyword == "ARG"} == {"NB_USER", "NB_UID"}

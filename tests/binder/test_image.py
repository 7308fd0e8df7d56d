"""The image as repo2docker leaves it: its rules are kept, and nothing is in it that only its making needed."""

import pytest

from helpers.client.labels import ours
from tests.binder.image import UID, USER

pytestmark = pytest.mark.engine


def said(image, script):
    """What a script in a container of the image prints, which does nothing else than that."""
    command = ["sh", "-c", script]
    return image.client.docker.containers.run(image.name, command, remove=True, labels=ours()).decode()


def test_it_runs_as_binders_user_in_a_home_folder_that_is_the_users(image):
    assert image.config["User"] == str(UID) and image.config["WorkingDir"] == f"/home/{USER}"
    assert said(image, 'id -u; echo "$USER $HOME"; pwd').split() == [str(UID), USER, f"/home/{USER}", f"/home/{USER}"]
    assert said(image, f'find "$HOME" ! -user {UID}') == ""


def test_a_command_takes_the_place_of_its_own(image):
    assert image.config["Cmd"][0] == "jupyter" and image.config["Entrypoint"] == ["tini", "--"]
    assert "jupyterlab" in said(image, "jupyter --version")
    assert said(image, "jupyterhub-singleuser --version").strip()


def test_the_course_is_there_and_no_more_than_that(image):
    there = set(said(image, "ls").split())
    assert {"notebooks", "dockerfiles", "helpers", "README.md"} <= there
    assert not there & {"tests", "reports", "build"}
    assert "00-start-here.ipynb" in said(image, "ls notebooks")


@pytest.mark.parametrize("program", ["gcc", "make", "pip", "mksquashfs", "git"])
def test_what_it_was_made_with_stays_behind(image, program):
    assert said(image, f"command -v {program} || echo none") == "none\n"


def test_its_engine_is_ready_made(image, report):
    listed = said(image, "cd $COURSE_PREBUILT && du -sk --apparent-size * && du -sk /opt/venv")
    sizes = {name: int(size) for size, name in (line.split() for line in listed.splitlines())}
    assert {"linux", "root.squashfs", "data.img", "host"} <= set(sizes)
    for name, size in sizes.items():
        report.say(f"{size / 1e3:8.1f} MB  {name}")

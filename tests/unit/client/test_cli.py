import pytest

from helpers.client import cli
from helpers.client.labels import LABEL


def test_a_line_with_and_without_docker():
    assert cli.words("docker run -it 'a b'") == cli.words("run -it 'a b'") == ["run", "-it", "a b"]
    assert cli.words(["docker", "ps"]) == ["ps"]


@pytest.mark.parametrize("line", ["run x", "create x", "container run x", "volume create x", "network create x"])
def test_what_makes_something_carries_the_sessions_label(line):
    words = cli.labelled(cli.words(line), "mine")
    assert words[-3:] == ["--label", f"{LABEL}=mine", "x"]


def test_an_image_carries_the_same_label_each_time():
    assert cli.labelled(["build", "."], "mine") == ["build", "--label", f"{LABEL}=1", "."]
    assert cli.labelled(["buildx", "build", "."], "mine")[2:4] == ["--label", f"{LABEL}=1"]


@pytest.mark.parametrize("line", ["ps -a", "volume ls", "container ls", "image inspect run", "buildx ls"])
def test_everything_else_stays_as_it_was_typed(line):
    assert cli.labelled(cli.words(line), "mine") == line.split()


def test_the_courses_images_are_found_among_the_words():
    assert cli.bases_in(["run", "busybox:1.37", "sh"], ("busybox:1.37", "nginx:1.26")) == ["busybox:1.37"]

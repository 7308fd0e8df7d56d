from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import NotFoundError


def test_a_topics_dockerfile():
    found = sources.find("06-cmd/Dockerfile.default")
    assert found.tag == "course/06-cmd:default" and not found.is_text
    assert (found.file, found.folder) == ("dockerfiles/06-cmd/Dockerfile.default", "dockerfiles/06-cmd")
    assert found.context == sources.DOCKERFILES / "06-cmd"


@pytest.mark.parametrize("text", ["FROM scratch", "from scratch", "# a comment\nFROM scratch\n", "FROM a\n"])
def test_a_text_is_known_by_its_first_instruction(text):
    found = sources.find(text)
    assert found.is_text and found.text == text and found.tag.startswith("course/text:")


def test_the_same_text_has_the_same_tag_and_another_has_not():
    assert sources.find("FROM a\n").tag == sources.find("FROM a\n").tag != sources.find("FROM b\n").tag


def test_a_folder_with_one_dockerfile(tmp_path):
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    found = sources.find(tmp_path)
    assert found.context == tmp_path and found.file == ""


def test_a_folder_with_several_names_them():
    with pytest.raises(NotFoundError, match="several") as caught:
        sources.find("06-cmd")
    assert "06-cmd/Dockerfile.default" in str(caught.value)


def test_a_missing_topic_names_the_nearest():
    with pytest.raises(NotFoundError, match="06-cmd/Dockerfile.defualt") as caught:
        sources.find("06-cmd/Dockerfile.defualt")
    assert "06-cmd/Dockerfile.default" in caught.value.do


def test_a_missing_context_is_told():
    with pytest.raises(NotFoundError, match="nowhere"):
        sources.find("FROM scratch\n", "nowhere")


def test_a_context_of_files_and_one_in_the_working_folder(tmp_path, monkeypatch):
    assert sources.find("FROM scratch\n", {"a": "b"}).context == {"a": "b"}
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path)
    assert sources.find("FROM scratch\n", "here").context == tmp_path / "here"


def test_every_dockerfile_of_the_course_is_listed():
    assert "00-start-here/Dockerfile.hello" in sources.available()
    assert all((sources.DOCKERFILES / name).is_file() for name in sources.available())
    assert Path(sources.available()[0]).parts[0] == "00-start-here"

"""A folder for bind mounts, without an engine: what is said where the engine does not see it."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers import folders
from helpers.errors import EngineError, RunError


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "ROOT", tmp_path)
    return tmp_path


def _engine(path_in_container):
    """A run() whose containers have another path mounted than they were told."""

    def run(_, command, mounts, workdir=None):
        folder = path_in_container(mounts[0].split(":")[0])
        if command == "cat /folder/mark":
            return SimpleNamespace(stdout=(folder / "mark").read_text() if folder else "")
        for path in folder.iterdir():
            path.unlink()

    return run


def test_a_folder_that_the_engine_sees_is_empty_at_first_and_gone_at_last(root, monkeypatch):
    monkeypatch.setattr(folders.api, "run", _engine(Path))
    with folders.host_folder("site") as site:
        assert site.path == root / "build/site" and list(site.path.iterdir()) == []
        (site / "page").write_text("hello")
        assert f"{site}" == str(site.path)
    assert not site.path.exists()


def test_an_engine_elsewhere_has_an_empty_folder_there(root, monkeypatch):
    monkeypatch.setattr(folders.api, "run", _engine(lambda _: None))
    with pytest.raises(EngineError, match="does not see this machine's folders"):
        folders.host_folder("site")


def test_an_engine_elsewhere_has_no_such_folder(root, monkeypatch):
    def refuse(*_, **__):
        raise RunError("The container cannot be created.", why="bind source path does not exist")

    monkeypatch.setattr(folders.api, "run", refuse)
    with pytest.raises(EngineError, match="namespaces"):
        folders.host_folder("site")

"""Which engine a verb goes to."""

import os

import pytest

from helpers import api, session
from helpers.engine.base import Endpoint


class Made:
    """Stands for a client."""

    capabilities = frozenset({"linux"})


@pytest.fixture
def own(monkeypatch):
    made = Made()
    monkeypatch.setattr(session, "_client", made)
    monkeypatch.setattr(session, "_endpoint", Endpoint("unix:///own"))
    return made


def test_inside_a_block_the_verbs_use_the_other_engine_and_note_it(own, tmp_path):
    other, state = Made(), tmp_path / "engine.json"
    state.touch()
    os.utime(state, (1, 1))
    with session.using(other, Endpoint("unix:///other", state=state)):
        assert session.client() is other
    assert session.client() is own
    assert state.stat().st_mtime > 1


def test_blocks_nest_and_end_with_an_error(own):
    first, second = Made(), Made()
    with pytest.raises(KeyError), session.using(first, Endpoint("a")):
        with session.using(second, Endpoint("b")):
            assert session.client() is second
        assert session.client() is first
        raise KeyError
    assert session.client() is own


def test_what_is_lacking_of_the_engine_and_beside_it(own, monkeypatch):
    asked = []
    engines = api.importlib.import_module("helpers.engine")
    monkeypatch.setattr(engines, "refusal_of", lambda storage: asked.append(storage) or ("no", "")[storage == "vfs"])
    api._no_storage.cache_clear()
    assert api.lacking("linux") == api.lacking("storage-vfs") == api.lacking() == ""
    assert api.lacking("storage-btrfs") == "no engine with btrfs can be booted here (no)"
    assert "heredocs" in api.lacking("heredocs", "storage-btrfs") and "btrfs" in api.lacking("x", "storage-btrfs")
    assert asked == ["vfs", "btrfs"]
    api._no_storage.cache_clear()

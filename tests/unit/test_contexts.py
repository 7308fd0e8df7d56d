import json

import pytest

from helpers import contexts


@pytest.fixture
def certificates(tmp_path):
    folder = tmp_path / "tls"
    folder.mkdir()
    for name in ("ca.pem", "cert.pem", "key.pem"):
        (folder / name).write_text(f"{name} one")
    return folder


def test_a_context_is_written_and_chosen(tmp_path, certificates):
    chosen = contexts.environment(tmp_path / "config", "tcp://127.0.0.1:1", certificates)
    assert chosen == {"DOCKER_CONFIG": str(tmp_path / "config"), "DOCKER_CONTEXT": contexts.NAME}
    meta = json.loads(next((tmp_path / "config/contexts/meta").glob("*/meta.json")).read_text())
    assert meta["Endpoints"]["docker"]["Host"] == "tcp://127.0.0.1:1"
    keys = next((tmp_path / "config/contexts/tls").glob("*/docker"))
    assert {path.name: path.read_text() for path in keys.iterdir()}["key.pem"] == "key.pem one"
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys.iterdir())


def test_a_new_address_and_new_keys_take_the_place_of_the_old(tmp_path, certificates):
    contexts.environment(tmp_path / "config", "tcp://127.0.0.1:1", certificates)
    (certificates / "key.pem").write_text("another")
    contexts.environment(tmp_path / "config", "tcp://127.0.0.1:2", certificates)
    found = [path.read_text() for path in (tmp_path / "config").rglob("*") if path.is_file()]
    assert "another" in found and not any("127.0.0.1:1" in text for text in found)
    assert len(found) == 4, "nothing temporary is left"

import os
from pathlib import Path

import pytest

from helpers import tools
from helpers.client import engine
from helpers.errors import EngineError


def test_tools_see_this_engine_and_nobody_elses(monkeypatch):
    for name in ("DOCKER_CONTEXT", "BUILDX_BUILDER", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY"):
        monkeypatch.setenv(name, "theirs")
    env = engine.Client({"DOCKER_HOST": "unix:///x"}).tool_env(MORE="1")
    assert (env["DOCKER_HOST"], env["MORE"]) == ("unix:///x", "1")
    assert not {"DOCKER_CONTEXT", "BUILDX_BUILDER", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY"} & set(env)
    assert Path(env["BUILDX_CONFIG"]).is_dir()


def test_the_environments_certificates_and_proxies_do_not_reach_the_engines_connection(monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    api = engine.Api(base_url="tcp://127.0.0.1:1", version="1.45")
    settings = api.merge_environment_settings("http://127.0.0.1:1", {}, None, True, None)
    assert settings["verify"] is True and not settings["proxies"]


def test_no_buildx_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tools, "_PLUGINS", (tmp_path,))
    with pytest.raises(EngineError, match="buildx") as caught:
        _ = engine.Client({"DOCKER_HOST": "unix:///x"}).buildx_path
    assert 'builder="classic"' in str(caught.value)


def test_a_plugin_outside_the_path_is_found(monkeypatch, tmp_path):
    plugin = tmp_path / "docker-buildx"
    plugin.write_text("#!/bin/sh\n")
    plugin.chmod(0o755)
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.setattr(tools, "_PLUGINS", (tmp_path,))
    assert engine.Client({"DOCKER_HOST": "unix:///x"}).buildx_path == plugin


def test_an_engine_that_does_not_answer_is_an_error_of_ours(tmp_path):
    client = engine.Client({"DOCKER_HOST": f"unix://{tmp_path}/no.sock"})
    assert not client.alive()
    with pytest.raises(EngineError):
        _ = client.api


def test_an_engine_with_certificates_has_a_context_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        for file in ("ca.pem", "cert.pem", "key.pem"):
            (folder / file).write_text(name)
        env = {"DOCKER_HOST": f"tcp://{name}", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(folder)}
        made.append(engine.Client(env))
    first, second = (client.tool_env() for client in made)
    assert first["DOCKER_CONFIG"] != second["DOCKER_CONFIG"] and "DOCKER_HOST" not in first
    assert made[0].builder == first["DOCKER_CONTEXT"] == second["DOCKER_CONTEXT"]
    assert engine.Client({"DOCKER_HOST": "unix:///x"}).builder == "default"

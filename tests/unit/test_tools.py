import os
import subprocess

import pytest

from helpers import tools


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A PATH of the course's stand-in, written in another way, and of one more folder."""
    (tmp_path / "bin").mkdir()
    roundabout = f"{tools.SHIMS.parent}/lab/../shims"
    monkeypatch.setenv("PATH", os.pathsep.join((roundabout, str(tmp_path / "bin"))))
    return tmp_path / "bin"


def program(path):
    path.write_text("#!/bin/sh\necho the real one\n")
    path.chmod(0o755)
    return path


def test_the_stand_in_is_not_taken_for_the_docker_command(folder):
    assert tools.docker() is None
    assert tools.docker() or program(folder / "docker") == tools.docker()


def test_buildx_is_found_on_the_path_and_among_the_plugins(folder, monkeypatch, tmp_path):
    monkeypatch.setattr(tools, "_PLUGINS", (tmp_path / "plugins",))
    assert tools.buildx() is None
    (tmp_path / "plugins").mkdir()
    plugin = program(tmp_path / "plugins/docker-buildx")
    assert tools.buildx() == plugin
    assert program(folder / "docker-buildx") == tools.buildx()


def test_the_stand_in_does_not_call_itself(folder, tmp_path):
    """The PATH may name its folder in a way that it does not know; that must not go round in circles."""
    path = os.pathsep.join((os.environ["PATH"], "/usr/bin", "/bin")) if not os.path.exists("/usr/bin/docker") else ""
    environment = {"PATH": path, "DOCKER_HOST": "unix:///nowhere", "COURSE_STATE_DIR": str(tmp_path), "HOME": "/"}
    shim = tools.SHIMS / "docker"
    if not path:
        pytest.skip("this machine has a docker command in /usr/bin, which is the right one")
    done = subprocess.run([shim, "ps"], env=environment, capture_output=True, text=True, timeout=20)
    assert done.returncode == 127 and "not installed" in done.stderr
    program(folder / "docker")
    done = subprocess.run([shim, "ps"], env=environment, capture_output=True, text=True, timeout=20)
    assert done.stdout == "the real one\n"

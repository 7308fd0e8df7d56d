"""The hub of binder/jupyterhub_config.py, with its real spawner and proxy: a learner logs in and has the course."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path

import docker
import pytest
from playwright.sync_api import expect

from helpers.sources import ROOT
from tests.binder.pod import MEMORY, free_port
from tests.binder.report import FOLDER
from tests.browser.conftest import eventually

pytestmark = pytest.mark.engine
PROXY = "configurable-http-proxy@5.3.0"
NAME, PASSWORD = "learner", "a password of the class"
CONTAINER = f"jupyter-{NAME}"


def own_address():
    """This machine's address as containers reach it; nothing is sent."""
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return probe.getsockname()[0]


@pytest.fixture(scope="module")
def proxy():
    """The folder of the hub's proxy, which is a program for Node."""
    assert shutil.which("npm"), "npm is missing; on Debian: apt-get install npm"
    folder = ROOT / "build/hub"
    command = ["npm", "install", "--no-fund", "--no-audit", "--silent", f"--prefix={folder}", PROXY]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "node_modules/.bin"


@pytest.fixture(scope="module")
def hub(image, proxy, tmp_path_factory):
    """Address of a hub that runs."""
    port, folder = free_port(), tmp_path_factory.mktemp("hub")
    log = FOLDER / "hub.log"
    environment = os.environ | image.client.env | {
        "PATH": os.pathsep.join((str(proxy), str(Path(sys.executable).parent), os.environ["PATH"])),
        "COURSE_IMAGE": image.name, "COURSE_PASSWORD": PASSWORD, "COURSE_HUB_IP": own_address(),
    }  # fmt: skip
    command = [sys.executable, "-m", "jupyterhub", f"--config={ROOT / 'binder/jupyterhub_config.py'}", "--ip=127.0.0.1",
               f"--port={port}", f"--JupyterHub.hub_port={free_port()}",
               f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{free_port()}"]  # fmt: skip
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out, start_new_session=True)

    def answers():
        assert server.poll() is None, log.read_text()[-4000:]
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/hub/api", timeout=5).status == 200
        except OSError:
            return False

    try:
        eventually(answers, 90, "the hub's answer")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)  # it stops what it started
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
        with suppress(docker.errors.NotFound):
            image.client.api.remove_container(CONTAINER, force=True)


def test_a_learner_logs_in_and_has_the_start_page_within_the_limits(hub, image, page):
    page.goto(hub)
    page.locator("#username_input").fill(NAME)
    page.locator("#password_input").fill(PASSWORD)
    page.locator("#login_submit").click()
    page.wait_for_url(f"{hub}/user/{NAME}/lab/**", timeout=180_000)
    expect(page.get_by_role("heading", name="Start here")).to_be_visible(timeout=120_000)
    page.screenshot(path=FOLDER / "hub.png")
    limits = image.client.api.inspect_container(CONTAINER)["HostConfig"]
    assert limits["Memory"] == MEMORY and limits["CapDrop"] == ["ALL"]
    assert "no-new-privileges" in limits["SecurityOpt"]


def test_a_wrong_password_is_not_let_in(hub, page):
    page.goto(hub)
    page.locator("#username_input").fill("somebody")
    page.locator("#password_input").fill("not the password")
    page.locator("#login_submit").click()
    expect(page.get_by_text("Invalid username or password")).to_be_visible(timeout=30_000)

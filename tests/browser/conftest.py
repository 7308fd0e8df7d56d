"""JupyterLab on a copy of the course, and Debian's Chromium to use it as a learner would. None: the tests fail."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.as_user import copy_course

SHOTS = Path(__file__).resolve().parents[2] / "reports/browser"
expect.set_options(timeout=60_000)  # milliseconds: a build on a busy machine
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
          "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip


def eventually(holds, seconds: float = 60, what: str = "it"):
    """Wait until something holds, and return it."""
    deadline = time.monotonic() + seconds
    while not (value := holds()):
        assert time.monotonic() < deadline, f"{what} did not come about within {seconds} s"
        time.sleep(0.1)
    return value


@dataclass
class Lab:
    """A running JupyterLab. folder: the copy of the course that it serves."""

    url: str
    token: str
    folder: Path

    def open(self, page: Page, notebook: str, app: str = "lab/tree") -> None:
        """Open a notebook and wait until its kernel answers. app: "notebooks" for Notebook 7."""
        page.goto(f"{self.url}/{app}/notebooks/{notebook}?token={self.token}&reset")
        page.wait_for_function("() => window.jupyterapp")
        page.wait_for_function("() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel")
        page.evaluate(
            """async () => {
                const panel = jupyterapp.shell.currentWidget;
                await Promise.all([jupyterapp.restored, panel.context.ready, panel.sessionContext.ready]);
                await panel.sessionContext.session.kernel.info;
            }"""
        )

    def run_all(self, page: Page) -> None:
        """Run all cells and wait for the last one."""
        page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")
        eventually(lambda: self.unfinished(page) == 0, 180, "the last cell")

    def unfinished(self, page: Page) -> int:
        """How many code cells have not ended since the notebook was opened."""
        return page.evaluate(
            """() => jupyterapp.shell.currentWidget.content.widgets
                .filter(c => c.model.type === 'code' && (c.model.executionState === 'running'
                    || c.promptNode?.textContent.includes('*') || !c.model.executionCount)).length"""
        )

    def errors(self, page: Page) -> list[str]:
        """The error outputs that stand in the notebook."""
        return page.evaluate(
            """() => jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code')
                .flatMap(c => c.model.outputs.toJSON()).filter(o => o.output_type === 'error').map(o => o.evalue)"""
        )

    def command(self, page: Page, name: str, **arguments) -> None:
        """Execute one of JupyterLab's commands; what it returns is not brought over."""
        page.evaluate("async ([name, args]) => { await jupyterapp.commands.execute(name, args) }", [name, arguments])


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab on a loopback port, with a token, as `make lab` starts it."""
    folder = tmp_path_factory.mktemp("lab") / "course"
    copy_course(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token, log = secrets.token_hex(16), (folder.parent / "log").open("w+")
    options = ("--no-browser", "--ServerApp.ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
               f"--IdentityProvider.token={token}", "--LabApp.expose_app_in_browser=True",
               "--JupyterNotebookApp.expose_app_in_browser=True")  # fmt: skip
    command = ["make", f"VENV={sys.prefix}", "lab", f"LAB={' '.join(options)}"]
    # Settings of a learner who has changed none.
    environment = os.environ | {"JUPYTERLAB_SETTINGS_DIR": str(folder.parent / "settings")}
    server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment, start_new_session=True)
    made = Lab(f"http://127.0.0.1:{port}", token, folder)

    def answers():
        assert server.poll() is None, (folder.parent / "log").read_text()
        try:
            return urllib.request.urlopen(f"{made.url}/api", timeout=5).status == 200
        except OSError:
            return False

    try:
        eventually(answers, 60, "JupyterLab's answer")
        yield made
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


@pytest.fixture(scope="session")
def browser():
    """Chromium, found on this machine."""
    path = shutil.which("chromium")
    assert path, "Chromium is missing; on Debian: apt-get install chromium"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=list(_FLAGS))


@pytest.fixture
def page(browser):
    """A page of 1280 by 900 pixels; what the browser's console said fails nothing, and is printed."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()

"""The image under Binder's limits: uid 1000, no capability, no new privileges, Docker's seccomp profile, 1 GB."""

import json
import os
import re
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from helpers.lessons.notebook import FOLDER as NOTEBOOKS
from helpers.sources import ROOT
from tests.binder import figures
from tests.binder.pod import MEMORY, PREFIX
from tests.binder.report import FOLDER
from tests.browser.conftest import Lab, eventually

pytestmark = pytest.mark.engine
BOX = "busybox:1.37"
_SERVER = """
from helpers import *
server = run("busybox:1.37", ["sh", "-c", "mkdir /www; echo served > /www/index.html; exec httpd -f -p 80 -h /www"],
             detach=True, ports={80: None})
server
"""


def measured(pod, what):
    """Figures from inside the pod; see figures.py."""
    return json.loads(pod.said("python3", "-", what, stdin=Path(figures.__file__).read_text()))


@pytest.fixture
def lab(pod):
    return Lab(pod.url, pod.token, ROOT)


def test_its_limits_are_those_of_binder(pod):
    status = dict(line.split(":\t") for line in pod.said("cat", "/proc/self/status").splitlines() if ":\t" in line)
    assert status["Uid"].split() == ["1000"] * 4 and status["NoNewPrivs"] == "1" and status["Seccomp"] == "2"
    assert {int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
    files = "/sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes"  # control groups 2, or 1
    assert int(pod.said("sh", "-c", f"cat {files} 2>/dev/null; :")) == MEMORY
    assert "65536" in pod.said("df", "-k", "/dev/shm")


def test_the_engine_starts_at_the_first_verb_out_of_what_the_image_has(pod, report):
    found = measured(pod, "engine")
    assert "uml: Docker Engine" in pod.said("python3", "-m", "helpers", "engine", "status")
    # Nothing was fetched: what would be is kept there.
    assert pod.said("sh", "-c", "ls ~/.cache/docker-course/apt 2>/dev/null; :") == ""
    natively = native_run(pod.image.client)
    report.say(f"engine ready {found['ready']:.1f} s; docker run {found['run']:.2f} s, on this machine's own kernel "
               f"{natively:.2f} s: {found['run'] / natively:.1f} times; docker exec {found['exec']:.2f} s")  # fmt: skip


def native_run(client):
    """Seconds of the same docker run on the engine that the pod runs on."""
    command = [str(client.docker_path), "run", "--rm", BOX, "true"]
    return figures.median(lambda: subprocess.run(command, env=client.tool_env(), check=True, capture_output=True))


def test_jupyterlab_opens_on_the_start_page_beside_a_terminal(pod, lab, page):
    page.goto(f"{pod.url}/?token={pod.token}")
    page.wait_for_function("() => window.jupyterapp")
    page.wait_for_function("() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel")
    opened = page.evaluate("() => [...jupyterapp.shell.widgets('main')].map(w => w.title.label)")
    assert opened[0] == "00-start-here.ipynb" and len(opened) == 2
    expect(page.locator(".jp-DirListing-item", has_text="01-isolation.ipynb")).to_be_visible()
    page.screenshot(path=FOLDER / "lab.png")
    page.evaluate("() => jupyterapp.shell.activateById([...jupyterapp.shell.widgets('main')][1].id)")
    terminal = page.locator(".jp-Terminal")
    expect(terminal).to_be_visible()
    terminal.click()
    page.keyboard.type(f"docker run --rm {BOX} echo from a container > /tmp/proof\n")
    eventually(lambda: pod.run("cat", "/tmp/proof").stdout == "from a container\n", 60, "the container's output")


def test_a_browser_goes_through_the_start_notebook(pod, lab, page):
    lab.open(page, "00-start-here.ipynb")
    lab.run_all(page)
    assert lab.errors(page) == []
    page.screenshot(path=FOLDER / "start.png")


def test_a_published_port_opens_by_its_link(pod, lab, page):
    lab.open(page, "00-start-here.ipynb")
    lab.run_all(page)
    insert(page, _SERVER)
    link = page.locator(f".jp-OutputArea a[href^='{PREFIX}proxy/']")
    expect(link).to_be_visible()
    with page.context.expect_page() as opened:
        link.click()
    site = opened.value
    site.wait_for_load_state()
    assert re.fullmatch(rf"{re.escape(pod.url)}/proxy/\d+/", site.url)
    expect(site.locator("body")).to_have_text("served")


def insert(page, source):
    """Run a cell of ours below the notebook's last."""
    page.evaluate(
        """async source => {
            const run = name => jupyterapp.commands.execute(name);
            const notebook = jupyterapp.shell.currentWidget.content;
            notebook.activeCellIndex = notebook.widgets.length - 1;
            await run('notebook:insert-cell-below');
            notebook.activeCell.model.sharedModel.setSource(source);
            await run('notebook:run-cell');
        }""",
        source,
    )


def test_every_notebook_gives_the_outputs_that_are_stored(pod, report):
    given = os.environ.get("NOTEBOOKS", "").split() or sorted(map(str, NOTEBOOKS.glob("[0-9]*.ipynb")))
    paths = [f"notebooks/{Path(name).name}" for name in given]
    pod.said("mkdir", "-p", "tests")
    pod.take(f"{ROOT}/tests/__init__.py", "/home/jovyan/tests/")
    pod.take(f"{ROOT}/tests/notebooks", "/home/jovyan/tests/")
    before = measured(pod, "memory")
    log, began = FOLDER / "nbval.log", time.monotonic()
    with log.open("w") as out:
        done = pod.run(*NBVAL, *paths, timeout=3000, out=out)
    report.say(f"{len(paths)} notebooks under nbval in {time.monotonic() - began:.0f} s: {last(log)}")
    report_memory(report, before, measured(pod, "memory"))
    assert done.returncode == 0, log.read_text()[-6000:]


NBVAL = ("python3", "-m", "pytest", "-p", "no:cacheprovider", "-p", "tests.notebooks.plugin", "--nbval",
         "--nbval-current-env", "--nbval-cell-timeout=180", "--nbval-sanitize-with=tests/notebooks/sanitize.cfg",
         "-q", "--durations=15")  # fmt: skip


def last(log):
    return log.read_text().strip().splitlines()[-1]


def report_memory(report, before, after):
    """What the pod took: as a whole before and after, its highest, and by program."""
    for when, found in (("before the notebooks", before), ("after them", after)):
        report.say(f"memory {when}: {found['now'] >> 20} MB, of that anonymous {found['anonymous'] >> 20} MB")
        largest = sorted(found["processes"].items(), key=lambda item: -item[1])[:6]
        report.say("    " + ", ".join(f"{name} {size >> 20} MB" for name, size in largest))
    report.say(f"memory at most: {after['peak'] >> 20} of {MEMORY >> 20} MB, page cache included")
    assert after["killed"] == 0

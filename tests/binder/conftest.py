"""The image, built once by repo2docker, and a pod of it: one engine and one browser for all tests here."""

from __future__ import annotations

import urllib.request

import pytest

from tests.binder import image as images
from tests.binder import pod as pods
from tests.binder.report import Report
from tests.browser.conftest import browser, eventually, page  # noqa: F401  fixtures that are used here as well


@pytest.fixture(scope="session")
def report():
    """Where figures go."""
    return Report()


@pytest.fixture(scope="session")
def image(report):
    """The image."""
    return images.build(report)


@pytest.fixture(scope="session")
def pod(image):
    """A pod whose Jupyter server answers. Its engine is started by whoever needs it first."""
    with pods.started(image) as made:
        eventually(lambda: answers(made), 60, "JupyterLab's answer")
        yield made


def answers(made: pods.Pod) -> bool:
    """Whether the Jupyter server does; an end of the pod fails at once."""
    state = made.image.client.api.inspect_container(made.id)["State"]
    assert state["Running"], made.logs()
    try:
        return urllib.request.urlopen(f"{made.url}/api", timeout=5).status == 200
    except OSError:
        return False


def pytest_terminal_summary(terminalreporter):
    """Print the figures."""
    file = images.FOLDER / "report.txt"
    if file.is_file():
        terminalreporter.section("the image for Binder")
        terminalreporter.write(file.read_text())

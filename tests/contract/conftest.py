"""One suite for every driver. Root tries the namespaces, anybody else User-Mode Linux; both try the other two.
COURSE_TEST_DRIVER names another embedded one.

`existing` is pointed at an embedded engine. State is in folders of the suite's own; the learner's engine is left alone.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from helpers import images
from helpers.client.engine import Client
from helpers.client.labels import ours
from helpers.engine import choose, existing
from helpers.engine.base import Driver, Endpoint
from tests.contract.fake import Fake

EMBEDDED = os.environ.get("COURSE_TEST_DRIVER") or ("namespaces" if os.geteuid() == 0 else "uml")
REAL = (EMBEDDED, "existing")
BOX = "busybox:1.37"
_POINTERS = ("DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DOCKER_CONTEXT", "COURSE_ENGINE")


def eventually(holds, seconds: float = 60):
    """Wait until something holds, and return it."""
    deadline = time.monotonic() + seconds
    while not (value := holds()):
        assert time.monotonic() < deadline, f"it did not come about within {seconds} s"
        time.sleep(0.05)
    return value


@dataclass
class Subject:
    """A driver under test, with its folder; `endpoint` and `client` of the engine that it started last."""

    driver: Driver
    folder: Path
    said: list[tuple[str, int, int]] = field(default_factory=list)
    endpoint: Endpoint | None = None

    def start(self) -> Endpoint:
        os.environ["COURSE_STATE_DIR"] = str(self.folder)
        self.endpoint = self.driver.start(self.folder, lambda *said: self.said.append(said))
        return self.endpoint

    def stop(self) -> None:
        os.environ["COURSE_STATE_DIR"] = str(self.folder)
        self.driver.stop()

    def client(self) -> Client:
        found = self.endpoint
        return Client(found.env(), found.docker, found.buildx, found.capabilities, owned=found.owned)

    def run(self, script: str, **options) -> str:
        """What a container prints that ends by itself."""
        engine = self.client().docker
        options |= {"remove": True, "stderr": True, "labels": ours()}
        return engine.containers.run(BOX, ["sh", "-c", script], **options).decode()

    def serve(self, **options):
        """A container that serves a page on port 80."""
        script = "mkdir /www; echo served >/www/index.html; exec httpd -f -p 80 -h /www"
        return self.client().docker.containers.run(BOX, ["sh", "-c", script], detach=True, labels=ours(), **options)


@pytest.fixture(scope="package")
def place():
    """A folder with a short path: sockets are in it."""
    folder = Path(tempfile.mkdtemp(prefix="dc-"))
    before = {name: os.environ.get(name) for name in (*_POINTERS, "COURSE_STATE_DIR")}
    for name in _POINTERS:
        os.environ.pop(name, None)
    yield folder
    for name, value in before.items():
        os.environ.pop(name, None) if value is None else os.environ.update({name: value})
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def embedded(place):
    """The embedded driver, started, with the image that the tests use."""
    subject = Subject(choose.driver(EMBEDDED), place / "own")
    refusal = subject.driver.probe()
    assert refusal.ok, f"{EMBEDDED}: {refusal.reason}; {refusal.remedy}"
    subject.start()
    images.ensure(subject.client().docker, [BOX], owned=True)
    yield subject
    subject.stop()


@pytest.fixture(scope="package")
def found(embedded, place):
    """The driver `existing`, pointed at the embedded engine as a learner would: by the environment."""
    yield Subject(existing.Existing(), place / "found")
    for name in _POINTERS:
        os.environ.pop(name, None)


@pytest.fixture(scope="package")
def fake(place):
    subject = Subject(Fake(), place / "fake")
    yield subject
    subject.stop()


def _named(request, name):
    subject = request.getfixturevalue({EMBEDDED: "embedded", "existing": "found", "fake": "fake"}[name])
    if name == "existing":  # the embedded engine may have another port since it was last asked
        os.environ.update(request.getfixturevalue("embedded").start().env())
    subject.start()
    return subject


@pytest.fixture(params=(*REAL, "fake"))
def any_driver(request):
    """Each driver; started at the latest now."""
    return _named(request, request.param)


@pytest.fixture(params=REAL)
def real(request):
    """Each driver whose engine runs containers."""
    return _named(request, request.param)

"""A real guest that is frozen when nobody uses it, and wakes for a connection and for a verb."""

import os
import tempfile
import time
import urllib.request
from pathlib import Path

import pytest

from helpers import images
from helpers.client.engine import Client
from helpers.client.labels import ours
from helpers.engine import choose, machine
from tests.contract.conftest import BOX, eventually
from tests.contract.test_effects import free_port

pytestmark = pytest.mark.uml
SCRIPT = "mkdir /www; echo served >/www/index.html; httpd -h /www; while :; do date +%s; sleep 0.2; done"


@pytest.fixture
def driver(monkeypatch):
    with tempfile.TemporaryDirectory(prefix="dc-") as name:  # short: sockets are in it
        monkeypatch.setenv("COURSE_STATE_DIR", name)
        monkeypatch.setenv("COURSE_ENGINE_FREEZE", "1")
        made = choose.driver("uml")
        yield made
        made.stop()


def connected(driver):
    found = driver.start(Path(os.environ["COURSE_STATE_DIR"]))
    return Client(found.env(), found.docker, found.buildx, found.capabilities, owned=True)


def stat(process):
    """The processor time that a process has taken, in ticks."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_it_is_frozen_with_its_containers_and_wakes_for_a_connection_and_a_verb(driver):
    client, port = connected(driver), free_port()
    images.ensure(client.docker, [BOX], owned=True)
    container = client.docker.containers.run(
        BOX, ["sh", "-c", SCRIPT], detach=True, labels=ours(), ports={"80/tcp": port}
    )
    client.docker.close()  # somebody who is connected may be waiting for what the container says
    frozen = driver.folder() / "frozen"
    eventually(frozen.exists)
    pid = machine.running(driver.folder()).pid
    kernel = next(int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split() if is_kernel(one))
    began, before = time.time(), stat(kernel)
    eventually(lambda: time.time() - began > 3)
    assert frozen.exists() and stat(kernel) - before <= 2, "it takes no processor time"
    assert urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).read() == b"served\n"
    eventually(frozen.exists)
    client = connected(driver)
    times = [int(line) for line in client.docker.containers.get(container.id).logs().split()]
    gaps = [after - before for before, after in zip(times, times[1:], strict=False)]
    assert max(gaps) >= 2, "its programs stood still"
    assert abs(int(client.docker.containers.run(BOX, "date +%s", remove=True, labels=ours())) - time.time()) < 30
    assert not frozen.exists()


def is_kernel(pid):
    return b"umid=" in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_silent_container_that_somebody_waits_for_is_not_frozen(driver):
    client = connected(driver)
    images.ensure(client.docker, [BOX], owned=True)
    assert (
        client.docker.containers.run(BOX, ["sh", "-c", "sleep 8; echo done"], remove=True, labels=ours()) == b"done\n"
    )
    log = (driver.folder() / "log").read_text()
    assert "frozen" not in log

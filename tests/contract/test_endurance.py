"""Embedded engines: several who start one, an end without warning, nobody who uses it."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from helpers import images
from helpers.client.labels import ours
from helpers.engine import choose, machine
from tests.contract.conftest import BOX, EMBEDDED, Subject, eventually

_COMMAND = [sys.executable, "-m", "helpers", "engine"]


def environment(folder, **more):
    return os.environ | {"COURSE_STATE_DIR": str(folder), "COURSE_ENGINE": EMBEDDED} | more


@pytest.fixture
def other(place, embedded):
    """An engine of its own for what would disturb the others; stopped after the test."""
    subject = Subject(choose.driver(EMBEDDED), place / "other")
    yield subject
    subject.stop()


def _state(subject):
    folders = [path for path in subject.folder.glob("*/") if (path / "keeper.lock").exists()]
    return next((found for found in map(machine.running, folders) if found), None)


def test_two_that_start_at_once_get_one_engine(other):
    started = [
        subprocess.Popen([*_COMMAND, "start"], env=environment(other.folder), stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=300)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0]
    addresses = {line.rpartition(" at ")[2] for text in said for line in text.splitlines() if " at " in line}
    assert len(addresses) == 1
    assert addresses == {_state(other).host}


def test_kill_9_in_mid_build_leaves_images_and_volumes_intact(other):
    other.start()
    engine = other.client().docker
    images.ensure(engine, [BOX], owned=True)
    engine.volumes.create("endurance", labels=ours())
    other.run("echo data > /v/kept; sync", volumes=["endurance:/v"])
    lines = _endless_build(other)
    eventually(lambda: any("working" in line for line in lines))
    os.kill(_state(other).pid, signal.SIGKILL)
    eventually(lambda: _state(other) is None)
    other.start()
    assert other.run("cat /v/kept", volumes=["endurance:/v"]) == "data\n"
    assert other.run("echo alive") == "alive\n"


def _endless_build(subject):
    text = f"FROM {BOX}\nRUN while :; do echo working; dd if=/dev/zero of=/big bs=64k count=100 2>/dev/null; done\n"
    build = subprocess.Popen(
        [subject.endpoint.buildx, "build", "--no-cache", "--progress=plain", "-"],
        env=subject.client().tool_env(), stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    build.stdin.write(text)
    build.stdin.close()
    lines = []
    threading.Thread(target=lambda: lines.extend(build.stderr), daemon=True).start()
    return lines


def test_it_stops_when_nobody_used_it_for_the_time_that_is_set(place):
    folder = place / "idle"
    started = subprocess.run(
        [*_COMMAND, "start"], env=environment(folder, COURSE_ENGINE_IDLE="1"), capture_output=True, text=True
    )
    assert started.returncode == 0, started.stderr
    subject = Subject(choose.driver(EMBEDDED), folder)
    eventually(lambda: _state(subject) is None)
    log = next(folder.glob("*/log")).read_text()
    assert "nobody used the engine for 1 s" in log

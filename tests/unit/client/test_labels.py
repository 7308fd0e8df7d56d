import os
import subprocess
import sys

from helpers.client import labels


def test_this_session_lives():
    assert not labels.is_dead(labels.session())
    assert labels.ours() == {"org.docker-course": labels.session()}


def test_a_process_that_ended_is_dead_and_its_number_taken_again_too():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    machine = labels.session().partition("-")[0]
    value = f"{machine}-{child.pid}-{labels._started(child.pid)}"
    try:
        assert not labels.is_dead(value)
    finally:
        child.kill()
        child.wait()
    assert labels.is_dead(value)
    assert labels.is_dead(f"{machine}-{os.getpid()}-1")


def test_a_session_elsewhere_is_never_judged():
    assert not labels.is_dead("0badcafe-1-1")
    assert not labels.is_dead("1")
    assert not labels.is_dead("")

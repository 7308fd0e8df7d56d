"""Effects of the verbs on a real engine; a missing one fails."""

import time

import pytest

from helpers import api, session
from helpers.client.labels import LABEL
from helpers.client.labels import session as session_label


def pytest_collection_modifyitems(items):
    for item in items:
        if "engine_client" in str(item.path):
            item.add_marker(pytest.mark.engine)


@pytest.fixture(scope="session")
def client():
    """The session's client, with the base image that the tests use; what the tests made goes at the end."""
    found = session.client()
    session.bases(found, ["busybox:1.37"])
    yield found
    api.clean()
    session.forget()


@pytest.fixture
def eventually():
    """Wait until something holds."""

    def wait(holds, seconds=20):
        deadline = time.monotonic() + seconds
        while not (value := holds()):
            assert time.monotonic() < deadline, "it did not come about in time"
            time.sleep(0.05)
        return value

    return wait


@pytest.fixture
def nothing_left(client, eventually):
    """No container of this session remains after the test; what was cancelled is removed behind its back."""
    yield
    label = f"{LABEL}={session_label()}"
    eventually(lambda: client.api.containers(all=True, filters={"label": label}) == [])

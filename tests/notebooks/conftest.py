"""The notebooks' tests have an engine; a missing one fails, it does not skip."""

import pytest

from helpers import api, session  # noqa: F401  api says how to have an engine


@pytest.fixture(scope="session", autouse=True)
def engine(request):
    """The session's client, found before the first test that needs it."""
    if any(item.get_closest_marker("engine") for item in request.session.items):
        return session.client()
    return None

"""The engine of the verbs. None: the tests fail, they do not skip."""

import pytest

from helpers import api, images, session  # noqa: F401  api says how to have an engine
from helpers.client.labels import ours
from helpers.images.make import made
from helpers.images.recipes import RECIPES


@pytest.fixture(scope="session")
def engine():
    client = session.client()
    yield client.docker
    session.forget()


@pytest.fixture(scope="session")
def base(engine):
    """base(name): an image made here, by id: no name on the engine is taken."""
    ids = {}

    def get(name):
        if name not in ids:
            ids[name] = made(engine, RECIPES[name], lambda *_: None)
        return ids[name]

    return get


@pytest.fixture
def run(engine):
    """run(image, command, …) -> (exit code, output) of a container that is removed."""

    def get(image, command, **options):
        container = engine.containers.create(image, command, labels=ours(), **options)
        try:
            container.start()
            code = container.wait(timeout=120)["StatusCode"]
            return code, container.logs().decode()
        finally:
            container.remove(force=True, v=True)

    return get


@pytest.fixture
def network(engine):
    made_network = engine.networks.create("course-images-test", labels=ours())
    yield made_network.name
    made_network.remove()


@pytest.fixture
def started(engine, network):
    """started(image, command, …) -> a running container, removed after the test and before the network."""
    running = []

    def get(image, command=None, **options):
        running.append(engine.containers.run(image, command, detach=True, labels=ours(), **options))
        running[-1].reload()
        return running[-1]

    yield get
    for container in running:
        container.remove(force=True, v=True)


@pytest.fixture
def fresh(engine):
    """Forget what this process knows of the engine, before and after."""
    images.forget(engine)
    yield
    images.forget(engine)

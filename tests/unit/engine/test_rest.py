"""When an engine is frozen and when it wakes, with connections and a guest that are made up."""

import os
import time

import pytest

from helpers.engine import rest, traffic
from helpers.engine.traffic import Connection
from helpers.errors import EngineError

API, PUBLISHED, KEEPER = 4000, 8080, 5000


class Guest:
    def __init__(self):
        self.did = []

    def freeze(self):
        self.did.append("freeze")

    def thaw(self):
        self.did.append("thaw")


@pytest.fixture
def scene(tmp_path, monkeypatch):
    """A Rest that looks whenever it is asked; the scene's attributes are what it sees."""

    class Scene:
        connections = [Connection(API, KEEPER, 900, 1)]
        running = False
        guest = Guest()
        state = tmp_path / "engine.json"

        def idle(self, seconds):
            self.state.touch()
            os.utime(self.state, (time.time() - seconds,) * 2)

        def look(self):
            self.rest._next = 0.0
            self.rest.look()
            return self.rest.frozen

    made = Scene()
    made.idle(900)
    monkeypatch.setattr(traffic, "connections", lambda: made.connections)
    monkeypatch.setattr(traffic, "own_ports", lambda among: {KEEPER})
    made.rest = rest.Rest(made.guest, made.state, API, lambda: {PUBLISHED}, lambda: made.running, 300)
    return made


def test_an_engine_that_nobody_uses_is_frozen_once(scene):
    assert scene.look() and scene.look()
    assert scene.guest.did == ["freeze"]
    assert scene.rest.marker.exists()


def test_one_that_a_verb_used_is_not(scene):
    scene.idle(10)
    assert not scene.look()


@pytest.mark.parametrize("port", [API, PUBLISHED])
def test_one_that_data_goes_to_is_not(scene, port):
    scene.connections = [*scene.connections, Connection(port, 6000, 2.0, 2)]
    assert not scene.look()


def test_somebody_elses_traffic_does_not_count(scene):
    scene.connections = [Connection(9999, 6000, 0.0, 2)]
    assert scene.look()


def test_while_a_container_runs_a_silent_client_may_be_waiting_for_it(scene):
    scene.connections, scene.running = [*scene.connections, Connection(API, 6000, 900, 2)], True
    assert not scene.look()
    scene.running = False
    assert scene.look()


def test_a_container_that_nobody_waits_for_does_not_keep_it_awake(scene):
    scene.running = True
    assert scene.look()


def test_a_verb_wakes_it(scene):
    scene.look()
    scene.rest._since -= 60
    assert scene.look()
    scene.idle(0)
    assert not scene.look()
    assert scene.guest.did == ["freeze", "thaw"]
    assert not scene.rest.marker.exists()


def test_a_connection_wakes_it(scene):
    scene.look()
    scene.rest._since -= 60
    scene.connections = [*scene.connections, Connection(PUBLISHED, 6000, 0.0, 2)]
    assert not scene.look()


def test_where_connections_are_not_told_it_is_never_frozen(scene):
    scene.connections = None
    assert not scene.look()
    scene.connections = []
    assert not scene.look()


def test_a_guest_that_cannot_be_frozen_is_left_alone(scene):
    scene.rest = rest.Rest(object(), scene.state, API, set, lambda: False, 300)
    assert not scene.look()


def test_never_is_0(monkeypatch, scene):
    monkeypatch.setenv("COURSE_ENGINE_FREEZE", "0")
    scene.rest = rest.Rest(scene.guest, scene.state, API, set, lambda: False, rest.after())
    assert not scene.look()


def test_a_kernel_that_answers_late_counts_as_frozen_and_is_woken_again_and_again(scene):
    answers = iter([False, True])

    def late():
        raise EngineError("The engine's kernel does not answer.")

    scene.guest.freeze = late
    assert scene.look()
    scene.idle(0)
    scene.rest._since -= 60
    scene.guest.thaw = lambda: None if next(answers) else late()
    assert scene.look(), "not awake yet"
    assert not scene.look()

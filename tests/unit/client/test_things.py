"""The events that a session is told: its own containers', and no other notebook's."""

from helpers.client.labels import INTERNAL, LABEL, session
from helpers.client.things import EventLog


class _Engine:
    def __init__(self, raw):
        self.raw = raw
        self.api = self

    def info(self):
        self.asked_before = not getattr(self, "asked_before", True)
        return {"SystemTime": f"2026-01-01T00:00:0{int(self.asked_before)}.5+00:00"}

    def events(self, **asked):
        self.asked = asked
        return iter(self.raw)


def _event(action, **labels):
    return {"Type": "container", "Action": action, "Actor": {"Attributes": {"image": "busybox:1.37", **labels}}}


def _collected(raw, *actions):
    with EventLog(_Engine(raw), ("container",), actions) as log:
        pass
    return log


def test_only_containers_of_this_session():
    log = _collected([_event("start", **{LABEL: session()}), _event("die", **{LABEL: "other-1-1"}), _event("stop")])
    assert log.actions == ["start"]
    assert LABEL not in log[0].attributes


def test_what_the_verbs_do_for_themselves_is_left_out():
    own = {LABEL: session()}
    assert _collected([_event("start", **own, **{INTERNAL: "1"}), _event("archive-path", **own)]).actions == []


def test_only_the_actions_asked_for():
    own = {LABEL: session()}
    raw = [_event("kill", **own), _event("exec_start: ls", **own), _event("die", **own)]
    assert _collected(raw, "die").actions == ["die"]
    assert _collected(raw, "exec_start").actions == ["exec_start: ls"]


def test_it_asks_for_the_time_of_the_block_on_the_engines_clock():
    # Engines give one answer to all who ask at the same time: the first may be old, the second cannot be.
    engine = _Engine([])
    with EventLog(engine, ("container", "network"), ()):
        pass
    assert engine.asked["since"] == engine.asked["until"] == "1767225601.500000000"
    assert engine.asked["filters"] == {"type": ["container", "network"]}

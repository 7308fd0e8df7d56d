import pytest

from helpers.engine import choose
from helpers.engine.base import Endpoint, Probe
from helpers.errors import EngineError

YES = Probe(True)


class Given:
    """A driver that answers as told."""

    def __init__(self, name, probe=YES, error=None):
        self.name, self._probe, self._error, self.started = name, probe, error, 0

    def probe(self):
        return self._probe

    def start(self, state_dir, progress=None):
        self.started += 1
        if self._error:
            raise self._error
        return Endpoint(f"unix:///{self.name}")

    def stop(self):
        pass


NO = Probe(False, "the reason", "the remedy")


def test_the_first_that_can_is_taken_and_the_others_before_are_kept():
    found = choose.choose((Given("a", NO), Given("b"), Given("c")))
    assert found.driver.name == "b" and found.refusals == (("a", NO),)


def test_nobody_can():
    assert choose.choose((Given("a", NO),)).driver is None


def test_one_that_fails_to_start_is_a_refusal_and_the_next_is_tried():
    broken = Given("a", error=EngineError("It broke.", why="so", do="mend it"))
    taken, endpoint = choose.start((broken, Given("b")))
    assert (taken.name, endpoint.host, broken.started) == ("b", "unix:///b", 1)


def test_the_error_names_every_refusal_with_its_remedy_and_the_log(tmp_path):
    log = tmp_path / "log"
    broken = Given("b", error=EngineError("It broke.", why="so", do="mend it", log=log))
    with pytest.raises(EngineError) as caught:
        choose.start((Given("a", NO), broken))
    said = str(caught.value)
    for words in ("a: the reason", "a: the remedy", "b: It broke. so", "b: mend it", str(log)):
        assert words in said


def test_the_order_and_the_override(monkeypatch):
    monkeypatch.delenv("COURSE_ENGINE", raising=False)
    assert [one.name for one in choose.candidates()] == ["existing", "namespaces", "uml"]
    monkeypatch.setenv("COURSE_ENGINE", "uml")
    assert [one.name for one in choose.candidates()] == ["uml"]


def test_an_unknown_engine_is_named_with_those_there_are(monkeypatch):
    monkeypatch.setenv("COURSE_ENGINE", "podmann")
    with pytest.raises(EngineError, match="podmann") as caught:
        choose.candidates()
    assert "existing, namespaces, uml" in str(caught.value)


def test_an_engine_of_ours_is_not_somebody_elses(monkeypatch):
    from helpers.engine.existing import Existing

    monkeypatch.setenv("DOCKER_HOST", "unix:///ours.sock")
    refused = Existing(lambda: frozenset({"unix:///ours.sock"})).probe()
    assert not refused.ok and "the course's own" in refused.reason


@pytest.mark.parametrize(
    ("host", "reason"),
    [("unix:///no/such.sock", "no Docker Engine listens"), ("tcp://127.0.0.1:9", "nobody answers at tcp://127.0.0.1:9")],
)
def test_nobody_there_is_said_plainly(monkeypatch, host, reason):
    from helpers.engine.existing import Existing

    monkeypatch.setenv("DOCKER_HOST", host)
    refused = Existing().probe()
    assert not refused.ok and reason in refused.reason and refused.remedy

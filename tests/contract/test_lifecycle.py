"""What helpers/engine/base.py promises of every driver."""

import pytest

from helpers.engine.base import Endpoint, Probe
from helpers.errors import EngineError
from tests.contract.conftest import eventually


def test_it_has_a_name(any_driver):
    assert any_driver.driver.name.isidentifier()


def test_a_probe_says_yes_and_changes_nothing(any_driver):
    before = sorted(path.name for path in any_driver.folder.rglob("*") if path.is_file())
    assert any_driver.driver.probe() == Probe(True)
    assert sorted(path.name for path in any_driver.folder.rglob("*") if path.is_file()) == before


def test_start_gives_an_engine_that_answers(any_driver):
    endpoint = any_driver.start()
    assert isinstance(endpoint, Endpoint)
    assert any_driver.client().api.ping()


def test_a_second_start_gives_the_same_engine(any_driver):
    first, known = any_driver.start(), any_driver.client().api.info()["ID"]
    assert any_driver.start() == first
    assert any_driver.client().api.info()["ID"] == known


def test_progress_is_told_in_words_and_numbers(any_driver):
    for what, done, total in any_driver.said:
        assert what and done >= 0 and (total == 0 or done <= total)


def test_an_engine_of_ours_has_a_state_file_and_somebody_elses_has_none(any_driver):
    endpoint = any_driver.start()
    assert (endpoint.state is not None and endpoint.state.exists()) == endpoint.owned


def test_credentials_are_the_users_own(any_driver):
    endpoint = any_driver.start()
    for path in endpoint.cert_dir.iterdir() if endpoint.cert_dir else ():
        assert path.stat().st_mode & 0o077 == 0, path
    assert endpoint.host.startswith("unix://") or endpoint.cert_dir, "a TCP port needs certificates"


def test_stop_ends_what_start_began_and_nothing_else(any_driver):
    endpoint, client = any_driver.start(), any_driver.client()
    any_driver.stop()
    any_driver.stop()  # there is nothing left to stop
    if endpoint.owned:
        with pytest.raises(EngineError):
            any_driver.client().api.ping()
        assert not endpoint.state.exists()
        any_driver.start()
        assert eventually(lambda: any_driver.client().api.ping())
    else:
        assert client.api.ping()

import threading

import pytest

from helpers.client import watch


def test_it_acts_again_and_again_once_the_event_is_set():
    cancel, acted, often = threading.Event(), [], threading.Event()

    def act():
        acted.append(1)
        if len(acted) == 3:
            often.set()

    with watch.on(cancel, act):
        assert not acted
        cancel.set()
        assert often.wait(20)


def test_without_an_event_or_a_reason_it_never_acts():
    for cancel in (None, threading.Event()):
        with watch.on(cancel, pytest.fail):
            pass


def test_it_ends_with_a_block_that_fails():
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError), watch.on(threading.Event(), pytest.fail):
        raise ZeroDivisionError
    assert threading.active_count() == before

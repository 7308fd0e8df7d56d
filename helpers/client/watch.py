"""Acts on an event from another thread while a block of work goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_EVERY = 0.05  # seconds


@contextmanager
def on(cancel: threading.Event | None, act: Callable[[], None]) -> Iterator[None]:
    """Once `cancel` is set, call act() again and again until the block ends; None: never.

    Again and again, because what it acts on may not have begun when it is called first.
    """
    if cancel is None:
        yield
        return
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_EVERY):
            if cancel.is_set():
                act()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()

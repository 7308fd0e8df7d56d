"""Freezes an engine that nobody uses, so that its containers take no processor time, and wakes it for whoever comes.

Only a guest with freeze() and thaw() can: User-Mode Linux. A frozen engine keeps its memory and its connections.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from helpers.engine import traffic
from helpers.engine.traffic import Connection
from helpers.errors import EngineError

AFTER = 300.0  # seconds without use
LOOK_AWAKE, LOOK_FROZEN = 2.0, 0.1  # seconds between two looks: nobody waits for the first


def after() -> float:
    """Seconds without use after which an engine is frozen: COURSE_ENGINE_FREEZE, 0 for never."""
    return float(os.environ.get("COURSE_ENGINE_FREEZE") or AFTER)


def quiet(connections: Iterable[Connection], ports: set[int]) -> float:
    """Seconds since data last moved on a connection to one of the ports; pure."""
    return min((one.quiet for one in connections if one.local in ports), default=float("inf"))


def open_to(connections: Iterable[Connection], port: int) -> bool:
    """Whether somebody has a connection to the port; pure."""
    return any(one.local == port for one in connections)


class Rest:
    """Decides whether the guest sleeps. state: the file that a use touches. api: the engine's port on this machine.

    published: the other ports that lead into the guest. busy: whether a container runs. after: seconds.
    """

    def __init__(
        self, guest, state: Path, api: int, published: Callable[[], set[int]], busy: Callable[[], bool], after: float
    ):
        self.guest, self.state, self.api, self.published, self.busy = guest, state, api, published, busy
        self.after = after if hasattr(guest, "freeze") and after > 0 else 0.0
        self.frozen, self._next, self._since = False, 0.0, 0.0

    @property
    def marker(self) -> Path:
        """A file that is there while the engine is frozen."""
        return self.state.with_name("frozen")

    def look(self) -> None:
        """Freeze or wake it, if it is time to look."""
        now = time.monotonic()
        if not self.after or now < self._next:
            return
        self._next = now + (LOOK_FROZEN if self.frozen else min(LOOK_AWAKE, self.after / 4))
        idle = time.time() - self.state.stat().st_mtime
        found = traffic.connections()
        if found is None:  # nobody would notice a connection
            self.after = 0.0
            print("course: never frozen, since this machine does not tell which connections are in use", flush=True)
            self.wake()
        else:
            own = traffic.own_ports(found)  # the keeper's: it asks and listens all the time
            others = [one for one in found if one.remote not in own]
            unused = min(idle, quiet(others, {self.api} | self.published()))
            if self.frozen and unused < now - self._since:
                self.wake()
            elif not self.frozen and unused > self.after and not self._awaited(others):
                self._sleep()

    def _awaited(self, others: list[Connection]) -> bool:
        """Whether somebody may be waiting for a container: it could be silent for long, as `sleep 1000` is."""
        return open_to(others, self.api) and self.busy()

    def _sleep(self) -> None:
        try:
            self.guest.freeze()
        except EngineError as error:  # late on a busy machine: it may still do as it was told, so it counts as frozen
            print(f"course: {error.what} {error.why}", flush=True)
        self.frozen, self._since = True, time.monotonic()
        self.marker.touch()
        print("course: frozen, since nobody uses the engine", flush=True)

    def wake(self) -> None:
        """Wake the guest, if it sleeps; where its kernel does not answer, the next look tries again."""
        if not self.frozen:
            return
        try:
            self.guest.thaw()
        except EngineError as error:
            print(f"course: {error.what} {error.why}", flush=True)
            return
        self.frozen = False
        self.marker.unlink(missing_ok=True)
        print("course: awake again", flush=True)


def busy(api) -> Callable[[], bool]:
    """A function that says whether a container runs on an engine. api: docker-py's."""

    def ask() -> bool:
        try:
            return bool(api.containers())
        except Exception:  # docker-py and requests raise many kinds; who cannot tell does not freeze
            return True

    return ask

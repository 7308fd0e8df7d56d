"""Published ports of an embedded engine: each answers on the host's loopback while its container runs."""

from __future__ import annotations

from collections.abc import Iterable

from helpers.engine import slirp
from helpers.errors import EngineError

# (protocol, port, address in the guest)
Port = tuple[str, int, str]


def published(containers: Iterable[dict]) -> set[Port]:
    """The ports that the API's list of running containers publishes; pure.

    What is published for one address of the guest only is not the host's, the loopback excepted.
    """
    found = set()
    for container in containers:
        for port in container.get("Ports") or ():
            address = port.get("IP", "")
            if not port.get("PublicPort") or port.get("Type") not in ("tcp", "udp"):
                continue
            if address in ("0.0.0.0", slirp.ADDRESS):
                found.add((port["Type"], port["PublicPort"], slirp.ADDRESS))
            elif address.startswith("127."):
                found.add((port["Type"], port["PublicPort"], address))
    return found


def span(token: str) -> str:
    """The ports from which an engine takes those that nobody named, as its kernel is told: "24000 24499".

    token: an engine's own. Engines that run at the same time are led to by the same loopback, and all begin with the
    first port of their range. All are below 32768: from there on this machine's own programs take theirs.
    """
    first = 20000 + int(token, 16) % 24 * 500
    return f"{first} {first + 499}"


class Ports:
    """Keeps the forwards as the running containers want them. api: docker-py's, without a time limit."""

    def __init__(self, api, forwards: slirp.Forwards):
        self.api, self.forwards = api, forwards
        self._open: dict[Port, int] = {}
        self._events = None

    def follow(self) -> None:
        """Follow the engine's events until it ends."""
        wanted = {"type": "container", "event": ["start", "die", "unpause"]}
        self._events = self.api.events(filters=wanted, decode=True)
        for _ in self._events:
            self.sync()

    def numbers(self) -> set[int]:
        """The TCP ports of this machine that lead to containers now."""
        return {number for kind, number, _ in set(self._open) if kind == "tcp"}

    def close(self) -> None:
        """Hang up: dockerd waits some seconds for those who listen when it is to end."""
        if self._events is not None:
            self._events.close()

    def sync(self) -> None:
        """Open and close what differs."""
        wanted = published(self.api.containers())
        for port in set(self._open) - wanted:
            self._change(port, False)
        for port in wanted - set(self._open):
            self._change(port, True)

    def _change(self, port: Port, wanted: bool) -> None:
        kind, number, address = port
        try:
            if wanted:
                self._open[port] = self.forwards.add(number, number, kind, address)
            else:
                self.forwards.remove(self._open.pop(port))
        except EngineError as error:
            print(f"course: {error.what} {error.why}", flush=True)

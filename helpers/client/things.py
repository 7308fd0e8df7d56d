"""Networks and volumes for the length of a with-block, and the engine's events inside one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import docker.errors

from helpers.client.answers import answering
from helpers.client.engine import Client
from helpers.client.labels import INTERNAL, LABEL, ours, session
from helpers.errors import RunError
from helpers.model import Event, Events, Shown


class Network(Shown):
    """A network of ours. A context manager: it is removed at the end of the block."""

    def __init__(self, client: Client, name: str):
        self._client, self.name = client, name

    def __enter__(self) -> Network:
        return self

    def __exit__(self, *_) -> None:
        self.remove()

    def shown(self) -> str:
        return f"$ docker network create {self.name}"

    def remove(self) -> None:
        """Remove it, with its containers disconnected."""
        with _gone_is_fine():
            for container in self._client.api.inspect_network(self.name)["Containers"] or {}:
                self._client.api.disconnect_container_from_network(container, self.name, force=True)
            self._client.api.remove_network(self.name)


class Volume(Shown):
    """A volume of ours. A context manager: it is removed at the end of the block."""

    def __init__(self, client: Client, name: str):
        self._client, self.name = client, name

    def __enter__(self) -> Volume:
        return self

    def __exit__(self, *_) -> None:
        self.remove()

    def __str__(self) -> str:
        return self.name

    def shown(self) -> str:
        return f"$ docker volume create {self.name}"

    def remove(self) -> None:
        """Remove it; a volume that a container uses stays."""
        with _gone_is_fine():
            self._client.api.remove_volume(self.name)


@contextmanager
def _gone_is_fine() -> Iterator[None]:
    with answering("Removing it"), contextlib.suppress(docker.errors.NotFound):
        yield


def network(client: Client, name: str, **options) -> Network:
    """Create a labelled network. options: docker-py's. One of that name that a session left is replaced."""
    with answering(f"Creating the network {name}"):
        for old in client.api.networks(names=[name]):
            if old["Name"] == name:
                _must_be_ours("network", name, old.get("Labels"))
                Network(client, name).remove()
        client.api.create_network(name, labels=ours(), **options)
    return Network(client, name)


def volume(client: Client, name: str, **options) -> Volume:
    """Create a labelled, empty volume. options: docker-py's. One of that name that a session left is replaced."""
    with answering(f"Creating the volume {name}"):
        with contextlib.suppress(docker.errors.NotFound):
            _must_be_ours("volume", name, client.api.inspect_volume(name).get("Labels"))
            client.api.remove_volume(name)
        client.api.create_volume(name, labels=ours(), **options)
    return Volume(client, name)


def _must_be_ours(kind: str, name: str, labels: dict | None) -> None:
    if LABEL not in (labels or {}):
        raise RunError(f"There is a {kind} {name} already, and it is not the course's.", do="choose another name")


# What our own reading of a container causes.
_QUIET = frozenset({"attach", "export", "archive-path", "resize", "top"})


class EventLog(Shown):
    """Collects the engine's events inside a with-block, this session's containers'. Afterwards a sequence of Event."""

    def __init__(self, client: Client, kinds: tuple[str, ...], actions: tuple[str, ...]):
        self._client, self._kinds, self._actions = client, kinds, actions
        self._found: list[Event] = []
        self._since = self._until = 0.0

    def __enter__(self) -> EventLog:
        with answering("Listening to the engine"):
            self._since = self._now()
        return self

    def __exit__(self, *_) -> None:
        # The engine keeps its last events, so nothing has to listen meanwhile; asked up to now, it ends by itself.
        with answering("Reading the engine's events"):
            self._until = self._now()
            raw = self._client.api.events(
                since=f"{self._since:.9f}", until=f"{self._until:.9f}", decode=True, filters={"type": list(self._kinds)}
            )
            self._found = [e for e in map(self._event, raw) if e]

    def _now(self) -> float:
        """The engine's clock, which need not be this machine's."""
        self._client.api.info()  # may be the answer to another client's question, shared and older than ours
        return _seconds(self._client.api.info()["SystemTime"])

    def _event(self, raw: dict) -> Event | None:
        attributes = dict((raw.get("Actor") or {}).get("Attributes") or {})
        action = raw.get("Action", "")
        name = action.split(":")[0]
        wanted = name in self._actions if self._actions else name not in _QUIET
        # Other notebooks may use the engine at the same time.
        theirs = raw.get("Type") == "container" and attributes.get(LABEL) != session()
        if not wanted or theirs or INTERNAL in attributes:
            return None
        image = attributes.get("image", "")
        named = attributes.get("name", "") if raw.get("Type") in ("network", "volume", "image") else image
        shown = {k: v for k, v in attributes.items() if not k.startswith(LABEL)}
        return Event(raw.get("Type", ""), action, "" if named.startswith("sha256:") else named, shown)

    @property
    def actions(self) -> list[str]:
        """The actions alone, in order."""
        return [event.action for event in self._found]

    def __iter__(self) -> Iterator[Event]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __getitem__(self, index):
        return self._found[index]

    def shown(self) -> Events:
        return Events(tuple(self._found), command="docker events")


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()



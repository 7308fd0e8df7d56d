"""An engine beside the notebook's: the same verbs, as methods that go to that engine."""

from __future__ import annotations

from typing import Any

from helpers import session
from helpers.client import images
from helpers.client.store import Store

_LOOKER = "busybox:1.37"


def _verb(name: str):
    def verb(self, *args, **options):
        from helpers import api

        with session.using(self.client, self._endpoint):
            return getattr(api, name)(*args, **options)

    verb.__name__ = name
    verb.__doc__ = f"helpers.api.{name}, on this engine."
    return verb


class Beside:
    """An engine that was booted beside the one in use. endpoint: of helpers.engine; the engine is ours."""

    build, run, docker, image, config = map(_verb, ("build", "run", "docker", "image", "config"))
    history, layers, diff, peek = map(_verb, ("history", "layers", "diff", "peek"))
    network, volume = map(_verb, ("network", "volume"))

    def __init__(self, endpoint: Any):
        self._endpoint = endpoint
        self.client = session.made_for(endpoint)
        self._store: Store | None = None

    def __enter__(self) -> Beside:
        return self

    def __exit__(self, *_) -> None:
        if self._store is not None:
            self._store.close()

    @property
    def driver(self) -> str:
        """What stores its images, in the engine's words: a storage driver, or a snapshotter of containerd."""
        return self.client.api.info()["Driver"]

    def clean(self) -> Any:
        """Remove what this session made on this engine; see helpers.api.clean."""
        from helpers import api

        with session.using(self.client, self._endpoint):
            if self._store is not None:
                self._store.close()
            return api.clean()

    def disk_use(self) -> int:
        """Bytes that its images, containers and volumes take on the disk. Raises RunError."""
        with session.using(self.client, self._endpoint):
            if self._store is None:
                session.bases(self.client, [_LOOKER])
                self._store = Store(self.client, images.real(self.client, _LOOKER), self.driver)
            return self._store.used()

    def __repr__(self) -> str:
        return f"a Docker Engine with {self.driver}"

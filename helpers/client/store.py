"""How much of the disk an engine's store takes: what it holds of images, containers and volumes."""

from __future__ import annotations

import contextlib

import docker.errors

from helpers.client.answers import answering
from helpers.client.engine import Client
from helpers.client.labels import INTERNAL, ours
from helpers.errors import RunError

_FOLDER = "/var/lib/docker"  # in an engine of ours
# A file that shares its blocks with another is counted twice by du, and by btrfs once.
_USED = {"btrfs": "sync -f /store && df -k /store | tail -n 1 | awk '{print $3}'"}
_DU = "du -skx /store | awk '{print $1}'"


class Store:
    """The store of an engine of the course's own. A container stays to look at it, until close()."""

    def __init__(self, client: Client, image: str, driver: str):
        self._client, self._image, self._driver, self._container = client, image, driver, None

    def used(self) -> int:
        """Bytes on the disk. Raises RunError."""
        api = self._client.api
        with answering("Looking at the engine's store"):
            if self._container is None:
                self._container = self._start()
            job = api.exec_create(self._container, ["sh", "-c", _USED.get(self._driver, _DU)])["Id"]
            said = api.exec_start(job).decode()
        if not said.strip().isdigit():
            raise RunError("The engine's store cannot be measured.", why=said)
        return int(said) << 10

    def _start(self) -> str:
        api = self._client.api
        # Not what is mounted in it: those are views of the same files.
        bind = {"Type": "bind", "Source": _FOLDER, "Target": "/store", "ReadOnly": True}
        bind["BindOptions"] = {"NonRecursive": True}
        made = api.create_container(
            self._image,
            ["sleep", "2147483647"],
            labels=ours() | {INTERNAL: "store"},
            host_config=api.create_host_config(mounts=[bind], network_mode="none", init=True),
        )
        api.start(made["Id"])
        return made["Id"]

    def close(self) -> None:
        """Remove the container."""
        if self._container is not None:
            with contextlib.suppress(docker.errors.APIError):
                self._client.api.remove_container(self._container, force=True)
            self._container = None

"""Containers in the background, with a handle that removes them at the end of a with-block."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

from helpers.client import containers, files, normal, processes
from helpers.client import options as opts
from helpers.client.answers import answering
from helpers.client.engine import Client
from helpers.client.links import links
from helpers.client.names import remember_image
from helpers.errors import RunError
from helpers.model import Config, ContainerInfo, Difference, Log, Processes, Run, Shown


class Container(Shown):
    """A container that was started in the background. A context manager: it is removed at the end of the block."""

    def __init__(self, client: Client, container: str, command: str, label: str, image: str):
        self._client, self.id, self.command, self.label, self.image = client, container, command, label, image

    def __enter__(self) -> Container:
        return self

    def __exit__(self, *_) -> None:
        self.remove()

    def _inspect(self) -> dict:
        with answering("Looking at the container"):
            return self._client.api.inspect_container(self.id)

    @property
    def state(self) -> str:
        """In the engine's words: created, running, paused, restarting, exited, dead; removed when it is gone."""
        found = [c for c in self._list() if c["Id"] == self.id]
        return found[0]["State"] if found else "removed"

    def _list(self) -> list[dict]:
        with answering("Looking at the container"):
            return self._client.api.containers(all=True, filters={"id": self.id})

    @property
    def exit_code(self) -> int | None:
        """The main process's exit code; None while it runs."""
        state = self._inspect()["State"]
        return None if state["Status"] in ("running", "created", "paused") else state["ExitCode"]

    @property
    def health(self) -> str | None:
        """starting, healthy or unhealthy; None without a health check."""
        return ((self._inspect()["State"].get("Health")) or {}).get("Status")

    @property
    def ports(self) -> dict[str, int]:
        """Published ports: {"80/tcp": the host's port}."""
        found = self._inspect()["NetworkSettings"]["Ports"] or {}
        return {inside: int(at[0]["HostPort"]) for inside, at in found.items() if at}

    @property
    def url(self) -> str:
        """Where a browser finds its (first) published TCP port, on Binder and JupyterHub too; "" without one."""
        return next((address for _, address in self._links()), "")

    def _links(self) -> tuple[tuple[str, str], ...]:
        return links(self.ports, os.environ, self._client.env["DOCKER_HOST"])

    @property
    def address(self) -> str:
        """Its address on its (first) network; "" without one."""
        networks = self._inspect()["NetworkSettings"]["Networks"] or {}
        return next((n["IPAddress"] for n in networks.values() if n.get("IPAddress")), "")

    @property
    def pid(self) -> int:
        """The main process's id as the engine's kernel counts; 0 when it does not run."""
        return self._inspect()["State"]["Pid"]

    @property
    def config(self) -> Config:
        """Its configuration: the image's, with what the run changed."""
        return Config(normal.config(self._inspect()["Config"]), self.label)

    @property
    def mounts(self) -> tuple[dict, ...]:
        """What is mounted in it, in the engine's words."""
        return tuple(self._inspect().get("Mounts") or ())

    def logs(self) -> Log:
        """What it printed so far, both streams."""
        with answering("Reading the container's log"):
            return Log(self._client.api.logs(self.id).decode("utf-8", "replace"))

    def wait_for(self, text: str, timeout: float = 30) -> Log:
        """Wait until it has printed a text; return the log. Raises RunError when the time is over or it ends."""
        deadline = time.monotonic() + timeout
        while text not in (log := self.logs()):
            ended = self.state not in ("running", "created", "restarting")
            if time.monotonic() > deadline or ended and text not in self.logs():
                what = "ended" if ended else f"did not print it within {timeout:g} s"
                raise RunError(f"Waiting for {text!r}: the container {what}.", why=f"its log:\n{log[-2000:]}")
            time.sleep(0.05)
        return log

    def exec(self, command, **options) -> Run:
        """Run a command in it, like `docker exec`. options: user, workdir, env."""
        return containers.execute(self._client, self.id, command, options, self.label)

    def processes(self) -> Processes:
        """Its processes as the engine's kernel sees them, like `docker top`."""
        return processes.of_container(self._client, self.id, self.label)

    def changes(self) -> Difference:
        """What it changed in its image's files, like `docker diff`."""
        return Difference(files.container_difference(self._client, self.id), command=f"docker diff {self.label}")

    def stop(self, timeout: float = 10) -> int:
        """Ask it to end, kill it after `timeout` seconds; return its exit code."""
        with answering("Stopping the container"):
            self._client.api.stop(self.id, timeout=int(timeout))
        return self.wait()

    def kill(self, signal: str | int = "KILL") -> None:
        """Send a signal to its main process."""
        with answering("Sending a signal to the container"):
            self._client.api.kill(self.id, signal=signal)

    def pause(self) -> None:
        """Freeze its processes."""
        with answering("Pausing the container"):
            self._client.api.pause(self.id)

    def unpause(self) -> None:
        """Let its processes go on."""
        with answering("Unpausing the container"):
            self._client.api.unpause(self.id)

    def start(self) -> None:
        """Start it again after it ended."""
        with answering("Starting the container"):
            self._client.api.start(self.id)

    def wait(self, timeout: float = 60) -> int:
        """Wait for its end; return the exit code. Raises RunError when the time is over."""
        deadline = time.monotonic() + timeout
        while (code := self.exit_code) is None:
            if time.monotonic() > deadline:
                what = f"The container did not end within {timeout:g} s: {self.command}"
                raise RunError(what, do="stop() or kill() it")
            time.sleep(0.03)
        return code

    def remove(self) -> None:
        """Remove it, running or not, with its anonymous volumes."""
        containers.remove(self._client, self.id)

    def shown(self) -> ContainerInfo:
        state = self.state
        code = self.exit_code if state == "exited" else None
        return ContainerInfo(self.command, state, code, self._links() if state == "running" else ())


def start(client: Client, image: str, command, options: Mapping, shown: str | None = None) -> Container:
    """Start a container in the background. Raises RunError, NotFoundError."""
    words = opts.words(command)
    line = containers.command_line(shown or image, words, {**options, "remove": False}, detach=True)
    with answering("Starting the container"):
        made = containers.create(client, image, words, options)
        try:
            feed = None if options.get("stdin") is None else containers.Input(client, made, options["stdin"])
            containers.begin(client, made, options, line)
            if feed:
                feed.start()
        except BaseException:
            containers.remove(client, made)
            raise
    remember_image(client, made, shown or image)
    return Container(client, made, line, options.get("name") or "CONTAINER", shown or image)



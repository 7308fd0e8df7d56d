"""The Docker Engine behind the course: found or booted. See README.md here. Importing this starts nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from helpers import contexts
from helpers.engine import paths
from helpers.engine.base import Endpoint, Probe, Progress, silent

__all__ = ["Endpoint", "Status", "ensure", "env", "logs", "status", "stop"]


@dataclass(frozen=True)
class Status:
    """Which engine it is, or would be. version, host: "" while it does not run. refusals: those before it."""

    name: str
    running: bool
    version: str
    host: str
    refusals: tuple[tuple[str, Probe], ...]


def ensure(progress: Progress = silent) -> Endpoint:
    """Find an engine or boot one. Raises EngineError with every driver's refusal and remedy."""
    from helpers.engine import choose

    taken, endpoint = choose.start(choose.candidates(), progress)
    _publish(taken.name, endpoint)
    return endpoint


def status() -> Status:
    """Say which engine would be used and whether it runs, without starting it. Raises EngineError for a bad name."""
    from helpers.engine import choose, existing, machine

    found = choose.choose(choose.candidates())
    if found.driver is None:
        return Status("", False, "", "", found.refusals)
    name = found.driver.name
    if name == "existing":
        client = existing.connect()
        version = client.version()["Version"]
        client.close()
        return Status(name, True, version, existing.address()[0], found.refusals)
    state = machine.running(paths.state_dir() / f"{name}-{paths.suite()}")
    if state is None:
        return Status(name, False, "", "", found.refusals)
    return Status(name, True, state.version, state.host, found.refusals)


def stop() -> list[str]:
    """Stop every engine that the course booted for this user; return their names."""
    from helpers.engine import choose, machine

    stopped = []
    for driver in choose.drivers():
        folder = paths.state_dir() / f"{driver.name}-{paths.suite()}"
        was_running = folder.is_dir() and machine.running(folder) is not None
        driver.stop()
        stopped += [driver.name] if was_running else []
    return stopped


def logs() -> Iterator[Path]:
    """The log files of the embedded engines."""
    yield from sorted(paths.state_dir().glob("*/log"))


def env(endpoint: Endpoint) -> dict[str, str]:
    """Environment variables for programs that are to use the engine: DOCKER_HOST and its credentials."""
    return endpoint.env()


def _publish(name: str, endpoint: Endpoint) -> None:
    """Tell the `docker` command of JupyterLab's terminals (helpers/shims) which engine it is."""
    values = {
        "COURSE_ENGINE_NAME": name,
        "DOCKER_TLS_VERIFY": "",
        "DOCKER_CERT_PATH": "",
        **endpoint.env(),
        "COURSE_DOCKER": str(endpoint.docker or ""),
        "COURSE_BUILDX": str(endpoint.buildx or ""),
        "COURSE_ENGINE_STATE": str(endpoint.state or ""),
        "COURSE_DOCKER_CONFIG": "",
    }
    folder = paths.private(paths.state_dir())
    if endpoint.cert_dir:
        values["COURSE_DOCKER_CONFIG"] = contexts.environment(
            folder / "docker-config", endpoint.host, endpoint.cert_dir
        )["DOCKER_CONFIG"]
    fresh = folder / f".current.env.{os.getpid()}"
    fresh.write_text("".join(f"{key}={quote(value)}\n" for key, value in values.items()))
    os.replace(fresh, folder / "current.env")

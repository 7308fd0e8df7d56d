"""The Docker Engine behind the course: found or booted. See README.md here. Importing this starts nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from helpers import contexts
from helpers.engine import paths
from helpers.engine.base import Endpoint, Probe, Progress, silent

__all__ = [
    "Endpoint",
    "Status",
    "beside",
    "downloaded_kernel",
    "ensure",
    "env",
    "kernel_here",
    "logs",
    "make_prebuilt",
    "own_kernel",
    "refusal_of",
    "status",
    "stop",
]


@dataclass(frozen=True)
class Status:
    """Which engine it is, or would be. version, host: "" while it does not run. refusals: those before it.

    notes: sentences about it. beside: the other engines of the course that run, by the name of their state folder,
    with their version and host.
    """

    name: str
    running: bool
    version: str
    host: str
    refusals: tuple[tuple[str, Probe], ...]
    beside: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()


def ensure(progress: Progress = silent) -> Endpoint:
    """Find an engine or boot one. Raises EngineError with every driver's refusal and remedy."""
    from helpers.engine import choose

    taken, endpoint = choose.start(choose.candidates(), progress)
    _publish(taken.name, endpoint)
    return endpoint


def status() -> Status:
    """Say which engine would be used and whether it runs, without starting it. Raises EngineError for a bad name."""
    from helpers.engine import choose, existing, machine

    found, running = choose.choose(choose.candidates()), machine.all_running(paths.state_dir())
    own = found.driver.folder() if hasattr(found.driver, "folder") else None
    beside = tuple((folder.name, state.version, state.host) for folder, state in running.items() if folder != own)
    if found.driver is None:
        return Status("", False, "", "", found.refusals, beside)
    name = found.driver.name
    if name == "existing":
        client = existing.connect()
        version = client.version()["Version"]
        client.close()
        return Status(name, True, version, existing.address()[0], found.refusals, beside)
    state = running.get(own)
    if state is None:
        return Status(name, False, "", "", found.refusals, beside)
    asleep = ("frozen, since nobody uses it; the next use wakes it",) if (own / "frozen").exists() else ()
    return Status(name, True, state.version, state.host, found.refusals, beside, (*state.notes, *asleep))


def stop() -> list[str]:
    """Stop every engine that the course booted for this user; return their names.

    A driver's name for the main engine, the name of the state folder for another.
    """
    from helpers.engine import choose, machine

    main = {driver.folder(): driver.name for driver in choose.embedded()}
    stopped = []
    for folder in sorted(file.parent for file in paths.state_dir().glob("*/keeper.pid")):
        was_running = machine.running(folder) is not None
        machine.stop(folder)
        stopped += [main.get(folder, folder.name)] if was_running else []
    return stopped


@contextmanager
def beside(storage: str | None = None, suite: str | None = None, progress: Progress = silent) -> Iterator[Endpoint]:
    """An embedded engine beside the one in use, for the length of a block; None: what the environment names.

    Stopped at the end, when the block booted it and nobody else is in such a block; one that ran already is left.
    Raises EngineError.
    """
    from helpers.engine import choose, machine, variants

    variant = variants.current(storage, suite)
    among = choose.beside(variant)
    with machine.users(paths.private(paths.state_dir()) / f".{variant.label}.users") as alone:
        before = {driver.name for driver in among if machine.running(driver.folder())}
        found = choose.choose(among)
        if found.driver is None:
            raise choose.none_possible(found.refusals, what=f"No engine {variant.label} can be booted here.")
        endpoint = found.driver.start(paths.state_dir(), progress)
        try:
            yield endpoint
        finally:
            if found.driver.name not in before and alone():
                found.driver.stop()


def refusal_of(storage: str, suite: str | None = None) -> str:
    """Why no engine of this storage can be booted here, "" when one can. Boots nothing. Raises EngineError."""
    from helpers.engine import choose, variants

    found = choose.choose(choose.beside(variants.current(storage, suite)))
    return "" if found.driver else "; ".join(f"{name}: {answer.reason}" for name, answer in found.refusals)


def own_kernel(progress: Progress = silent, jobs: int = 0, again: bool = False):
    """Build the own User-Mode Linux kernel unless it is there; see ensure() in uml/build.py. Raises EngineError."""
    from helpers.engine.uml import build

    return build.ensure(progress, jobs, again)


def kernel_here() -> Path | None:
    """The own kernel in the course's cache, when it is there and made by today's recipe; builds nothing."""
    from helpers.engine.uml import build

    return build.folder() / "linux" if build.current(build.folder()) else None


def downloaded_kernel(url: str, sha256: str = "", progress: Progress = silent):
    """Take the own kernel from a release; see ensure() in uml/download.py. Raises EngineError."""
    from helpers.engine.uml import download

    return download.ensure(url, sha256, progress)


def make_prebuilt(folder: Path, load: Callable[[Endpoint], None] | None, progress: Progress = silent) -> dict[str, int]:
    """Make a folder for COURSE_PREBUILT; see make() in uml/image.py. The bytes of each part. Raises EngineError."""
    from helpers.engine.uml import image

    image.make(folder, load, progress)
    return image.sizes(folder)


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

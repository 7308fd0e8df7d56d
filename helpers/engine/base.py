"""The seam between the course and whatever runs its Docker Engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

# progress(what, done, total): done and total in bytes or in steps; total is 0 where it is not known.
Progress = Callable[[str, int, int], None]


def silent(what: str, done: int, total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class Probe:
    """A driver's answer to "can you give an engine here?": yes, or no with the reason and the remedy."""

    ok: bool
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Endpoint:
    """Where an engine answers and how to be let in.

    host: a DOCKER_HOST address. cert_dir: ca.pem, cert.pem, key.pem for mutual TLS, or None.
    owned: we booted it. capabilities: words that notebooks may ask for (never a driver's name).
    docker, buildx: the CLI binaries that go with it, where we brought them.
    state: a file that is there while an engine of ours runs; touching it says that it is in use.
    """

    host: str
    cert_dir: Path | None = None
    owned: bool = False
    capabilities: frozenset[str] = field(default_factory=frozenset)
    docker: Path | None = None
    buildx: Path | None = None
    state: Path | None = None

    def env(self) -> dict[str, str]:
        """Environment variables that point the docker CLI, buildx and docker-py at this engine."""
        env = {"DOCKER_HOST": self.host}
        if self.cert_dir:
            env |= {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(self.cert_dir)}
        return env


class Driver(Protocol):
    """One way to have an engine. See README.md in this folder."""

    name: str

    def probe(self) -> Probe:
        """Say whether start() can work here; fast, changes nothing."""

    def start(self, state_dir: Path, progress: Progress = silent) -> Endpoint:
        """Return a ready engine; idempotent. Raises EngineError."""

    def stop(self) -> None:
        """Stop what start() booted, cleanly; never somebody else's engine."""

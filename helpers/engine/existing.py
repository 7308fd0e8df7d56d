"""The driver `existing`: an engine that is already there. Never started, stopped or reconfigured."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from helpers import tools
from helpers.engine import capabilities, rootfs
from helpers.engine.base import Endpoint, Probe, Progress, silent
from helpers.errors import CourseError, EngineError

SECONDS = 5
_REMEDY = "start Docker, or set DOCKER_HOST to an engine that answers"


class Existing:
    """See Driver in base.py. ours: addresses of engines that the course booted, which are not somebody else's."""

    name = "existing"

    def __init__(self, ours=lambda: frozenset()):
        self._ours = ours

    def probe(self) -> Probe:
        """Say whether docker-py's from_env() finds an engine that answers and runs Linux containers."""
        try:
            host, _ = address()
            if host in self._ours():
                return Probe(False, f"the engine at {host} is the course's own", "none is needed")
            client = connect()
            try:
                system = client.version().get("Os", "linux")
            finally:
                client.close()
        except Exception as error:  # docker-py, requests, ssh and a broken context file each have their own kinds
            return Probe(False, _reason(error), _REMEDY)
        if system != "linux":
            return Probe(False, f"the engine at {host} runs {system} containers", "switch it to Linux containers")
        return Probe(True)

    def start(self, state_dir: Path, progress: Progress = silent) -> Endpoint:
        """Return how it is reached. Raises EngineError when it does not answer."""
        try:
            host, cert_dir = address()
            client = connect()
            try:
                found = capabilities.of(client.version(), client.info())
            finally:
                client.close()
        except Exception as error:
            raise EngineError("The engine does not answer.", why=_reason(error), do=_REMEDY) from error
        docker, buildx = (None, None) if tools.docker() and tools.buildx() else _brought(progress)
        return Endpoint(host, cert_dir, False, found, docker, buildx)

    def stop(self) -> None:
        """Do nothing: it is not ours."""


def _brought(progress: Progress) -> tuple[Path | None, Path | None]:
    """The course's own programs for a machine that lacks one, unpacked and not installed; None where it cannot be."""
    if platform.system() != "Linux":
        return None, None
    try:
        return rootfs.tools(rootfs.ensure(progress))
    except CourseError:
        return None, None


def address() -> tuple[str, Path | None]:
    """Return DOCKER_HOST's or the current context's address, and its certificates, by docker-py's own rules."""
    import docker

    environment = os.environ
    if host := environment.get("DOCKER_HOST"):
        verify = environment.get("DOCKER_TLS_VERIFY")
        folder = environment.get("DOCKER_CERT_PATH") or (Path.home() / ".docker" if verify else None)
        return host, Path(folder) if folder else None
    found = docker.context.ContextAPI.kwargs_from_context(environment=environment)
    tls = found.get("tls")
    cert = getattr(tls, "cert", None)
    return found.get("base_url") or docker.constants.DEFAULT_UNIX_SOCKET.replace("http+unix", "unix"), (
        Path(cert[0]).parent if cert else None
    )


def connect():
    """docker-py's low-level client, as from_env() makes it, with a short patience."""
    import docker

    return docker.from_env(timeout=SECONDS, use_ssh_client=os.environ.get("DOCKER_HOST", "").startswith("ssh:")).api


def _reason(error: Exception) -> str:
    import requests

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, FileNotFoundError):
            return "no Docker Engine listens on this machine"
        if isinstance(cause, PermissionError):
            return "you may not use the Docker Engine of this machine (its socket belongs to the group docker)"
        if isinstance(cause, ConnectionRefusedError):
            return f"nobody answers at {os.environ.get('DOCKER_HOST') or 'the Docker socket'}"
        if isinstance(cause, requests.exceptions.Timeout):
            return f"no answer within {SECONDS} s"
        cause = cause.__cause__ or cause.__context__ or _inner(cause)
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__


def _inner(error: BaseException) -> BaseException | None:
    """requests and urllib3 carry the cause as an argument."""
    for argument in error.args:
        found = argument if isinstance(argument, BaseException) else getattr(argument, "reason", None)
        if isinstance(found, BaseException):
            return found
        if isinstance(argument, tuple):
            return next((part for part in argument if isinstance(part, BaseException)), None)
    return None

"""Where a browser finds a published port: on this computer, on another one, or behind a Jupyter server; pure."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit


def address(port: int, environment: Mapping[str, str], engine: str = "") -> str:
    """The address of a published TCP port for the learner's browser. engine: its DOCKER_HOST.

    On a hub, Binder too, the browser reaches nothing but the Jupyter server, which passes on what is asked below
    /proxy/PORT/ (jupyter-server-proxy). JUPYTERHUB_SERVICE_PREFIX is the server's path there. COURSE_PROXY says the
    same of a server without a hub that runs in a container.
    """
    if (host := _elsewhere(engine)) is not None:
        return f"http://{host}:{port}/"
    prefix = environment.get("JUPYTERHUB_SERVICE_PREFIX") or environment.get("COURSE_PROXY")
    if not prefix:
        return f"http://localhost:{port}/"
    return "/" + "/".join(part for part in (prefix.strip("/"), "proxy", str(port)) if part) + "/"


def _elsewhere(engine: str) -> str | None:
    """The host of an engine that is not on this computer, as an address has it."""
    parts = urlsplit(engine)
    if parts.scheme not in ("tcp", "http", "https", "ssh"):
        return None
    name = parts.hostname or ""
    if not name or name in ("localhost", "::1") or name.startswith("127."):
        return None
    return f"[{name}]" if ":" in name else name


def links(ports: Mapping[str, int], environment: Mapping[str, str], engine: str = "") -> tuple[tuple[str, str], ...]:
    """(port in the container, address) of each published TCP port. ports: {"80/tcp": the host's port}."""
    return tuple(
        (inside, address(port, environment, engine)) for inside, port in ports.items() if inside.endswith("/tcp")
    )

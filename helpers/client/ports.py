"""Published ports: who holds one that is wanted."""

from __future__ import annotations

import socket
from collections.abc import Mapping

from helpers.client.engine import Client


def blocked(client: Client, container: str, bindings: Mapping[str, list[dict]]) -> str:
    """Why a container's published ports cannot be had; "" when they are not the reason.

    Asked of the facts, not of the engine's message: its containers, then the host's sockets.
    """
    wanted = {int(at["HostPort"]) for ats in bindings.values() for at in ats if at.get("HostPort")}
    for other in client.api.containers() if wanted else ():
        for port in other.get("Ports") or ():
            if port.get("PublicPort") in wanted and other["Id"] != container:
                return f"port {port['PublicPort']} is in use by another container, of the image {other['Image']}"
    taken = sorted(port for port in wanted if not _free(port))
    return f"port {taken[0]} is in use by another program on this computer" if taken else ""


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except PermissionError:
            return True
        except OSError:
            return False
    return True

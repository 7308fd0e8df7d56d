"""slirp4netns, the embedded engine's network: a way out for the guest, and the host's ports into it."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from helpers.engine import unpacked
from helpers.errors import EngineError

LOOPBACK = "127.0.0.1"
ADDRESS, GATEWAY, NAMESERVER = "10.0.2.100", "10.0.2.2", "10.0.2.3"  # slirp4netns's defaults


def command(rootfs: Path, api: Path, *options: str) -> list[str]:
    """Return the command that serves the guest that `options` say. The host's loopback stays out of its reach."""
    return unpacked.command(rootfs, "usr/bin/slirp4netns", "--disable-host-loopback", f"--api-socket={api}", *options)


class Forwards:
    """Ports of this machine's loopback that lead into the guest, through slirp4netns's API socket."""

    def __init__(self, api: Path):
        self.api = api

    def add(self, host_port: int, guest_port: int, proto: str = "tcp", guest: str = ADDRESS) -> int:
        """Forward a port and return the forward's number. Raises EngineError, also when the port is taken.

        guest: the address in the guest; its loopback is possible where its kernel routes that (route_localnet).
        """
        arguments = {"proto": proto, "host_addr": LOOPBACK, "host_port": host_port}
        arguments |= {"guest_addr": guest, "guest_port": guest_port}
        return self._ask("add_hostfwd", arguments, f"Port {host_port} of this machine cannot lead to the engine.")["id"]

    def remove(self, number: int) -> None:
        """End a forward. Raises EngineError."""
        self._ask("remove_hostfwd", {"id": number}, "A forwarded port could not be closed.")

    def add_free(self, guest_port: int) -> int:
        """Forward a free port of this machine's choice and return its number. Raises EngineError."""
        for last_try in (False, False, True):
            with socket.socket() as probe:
                probe.bind((LOOPBACK, 0))
                port = probe.getsockname()[1]
            try:
                self.add(port, guest_port)
                return port
            except EngineError:  # somebody else was faster
                if last_try:
                    raise
        raise AssertionError

    def _ask(self, execute: str, arguments: dict, failed: str) -> dict:
        request = json.dumps({"execute": execute, "arguments": arguments}).encode()
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(10)
                connection.connect(str(self.api))
                connection.sendall(request)
                connection.shutdown(socket.SHUT_WR)
                answer = json.loads(b"".join(iter(lambda: connection.recv(4096), b"")))
        except (OSError, ValueError) as error:
            raise EngineError(failed, why=f"slirp4netns: {error}") from error
        if "error" in answer:
            raise EngineError(failed, why=f"slirp4netns: {answer['error'].get('desc', answer['error'])}")
        return answer.get("return", {})

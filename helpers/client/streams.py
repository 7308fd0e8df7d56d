"""A container's output and input over the API, without losing a byte to a half-read buffer."""

from __future__ import annotations

import contextlib
import struct
import threading

from helpers.client.bounded import Kept
from helpers.client.engine import Client

_HEADER = struct.Struct(">BxxxL")


class Output:
    """Both streams of a container or an exec, as far as they were read; of very long ones head and tail."""

    def __init__(self) -> None:
        self._streams = {1: Kept(), 2: Kept()}

    def add(self, stream: int, data: bytes) -> None:
        self._streams[2 if stream == 2 else 1].add(data)

    @property
    def size(self) -> int:
        """Bytes of both, those that were left out among them."""
        return sum(kept.size for kept in self._streams.values())

    @property
    def stdout(self) -> str:
        return self._streams[1].text

    @property
    def stderr(self) -> str:
        return self._streams[2].text


def read(response, output: Output, tty: bool = False) -> None:
    """Read to the end. With a terminal there is one stream and no frames."""
    raw = response.raw
    while tty and (data := raw.read1(65536) if hasattr(raw, "read1") else raw.read(1)):
        output.add(1, data)
    while not tty:
        header = _exactly(raw, _HEADER.size)
        if len(header) < _HEADER.size:
            return
        stream, length = _HEADER.unpack(header)
        output.add(stream, _exactly(raw, length))


def _exactly(raw, length: int) -> bytes:
    data = b""
    while len(data) < length and (more := raw.read(length - len(data))):
        data += more
    return data


class Input:
    """Feeds a text to a container's standard input and closes it.

    On a connection of its own: closing that is the end of input, over TLS too, where one direction alone cannot be.
    """

    def __init__(self, client: Client, container: str, text: str):
        self._response, self._socket = _hijack(client, container)
        self._data = text.encode()
        self._thread = threading.Thread(target=self._send, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _send(self) -> None:
        with contextlib.suppress(OSError):  # it ended without reading all
            self._socket.sendall(self._data)
        with contextlib.suppress(OSError):
            self._socket.shutdown(2)
        self._response.close()


def _hijack(client: Client, container: str):
    api = client.api
    url = api._url("/containers/{0}/attach", container)
    headers = {"Connection": "Upgrade", "Upgrade": "tcp"}
    response = api._post(url, headers=headers, params={"stdin": 1, "stream": 1}, stream=True)
    api._raise_for_status(response)
    socket = api._get_raw_response_socket(response)
    return response, getattr(socket, "_sock", socket)

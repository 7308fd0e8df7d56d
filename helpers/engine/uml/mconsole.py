"""The management console of a User-Mode Linux kernel: requests and replies over its unix datagram socket.

Format: arch/um/drivers/mconsole.h in Linux, version 2; native byte order, at most 511 bytes of text each way.
"""

from __future__ import annotations

import socket
import struct
from pathlib import Path

from helpers.errors import EngineError

MAGIC, VERSION, ROOM = 0xCAFEBABE, 2, 512
_REQUEST = struct.Struct(f"=III{ROOM}s")
_REPLY = struct.Struct("=III")


def encode(command: str) -> bytes:
    """Return the request for `command` ("cad", "proc uptime"). Raises ValueError when it is too long."""
    text = command.encode()
    if len(text) >= ROOM:
        raise ValueError(f"a command is at most {ROOM - 1} bytes long, this one has {len(text)}")
    return _REQUEST.pack(MAGIC, VERSION, len(text), text)


def decode(reply: bytes) -> tuple[bool, bool, str]:
    """Return (worked, more follows, text) of a reply. Raises ValueError when it is none."""
    if len(reply) < _REPLY.size:
        raise ValueError("the reply is shorter than its header")
    error, more, length = _REPLY.unpack_from(reply)
    text = reply[_REPLY.size : _REPLY.size + length].rstrip(b"\0")
    return error == 0, more != 0, text.decode(errors="replace")


def ask(path: Path, command: str, timeout: float = 5.0) -> str:
    """Send `command` to the kernel whose socket is `path` and return its answer.

    timeout: seconds for each part of the answer. Raises EngineError when it refuses or does not answer.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as console:
            console.settimeout(timeout)
            console.bind("")  # an abstract address of our own, for the reply
            console.sendto(encode(command), str(path))
            worked, text, more = True, [], True
            while more:
                ok, more, part = decode(console.recv(_REPLY.size + ROOM))
                worked, text = worked and ok, [*text, part]
    except (OSError, ValueError) as error:
        raise EngineError("The engine's kernel does not answer.", why=f"{command!r} through {path}: {error}") from error
    if not worked:
        raise EngineError("The engine's kernel refused a command.", why=f"{command!r}: {''.join(text).strip()}")
    return "".join(text)

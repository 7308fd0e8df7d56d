"""How long the TCP connections of this machine have been quiet, as its kernel tells anybody (sock_diag(7))."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

_NETLINK_SOCK_DIAG = 4
_SOCK_DIAG_BY_FAMILY, _REQUEST, _DUMP = 20, 1, 0x300
_ERROR, _DONE = 2, 3
_ESTABLISHED = 1
_INFO = 2  # the attribute with struct tcp_info
_HEADER = struct.Struct("=IHHII")
_ASK = struct.Struct("=BBBxI48x")
_ANSWER = struct.Struct("=BBxx48xIIIII")  # struct inet_diag_msg without its addresses
_LAST_SENT, _LAST_RECEIVED = 44, 52  # in struct tcp_info, milliseconds


@dataclass(frozen=True)
class Connection:
    """An established connection, from one of its ends. quiet: seconds since data last came or went.

    inode: of the socket, as in /proc/PID/fd.
    """

    local: int
    remote: int
    quiet: float
    inode: int


def connections() -> list[Connection] | None:
    """Every established IPv4 connection that this process may see; None where the kernel does not tell."""
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _NETLINK_SOCK_DIAG) as asked:
            asked.settimeout(2)
            body = _ASK.pack(socket.AF_INET, socket.IPPROTO_TCP, 1 << (_INFO - 1), 1 << _ESTABLISHED)
            asked.send(_HEADER.pack(_HEADER.size + len(body), _SOCK_DIAG_BY_FAMILY, _REQUEST | _DUMP, 1, 0) + body)
            found: list[Connection] = []
            while True:
                for kind, message in _parts(asked.recv(1 << 16), _HEADER.size):
                    if kind == _DONE:
                        return found
                    if kind == _ERROR:
                        return None
                    found.append(parse(message))
    except (OSError, AttributeError, struct.error):  # no netlink here: another system, or a sandbox
        return None


def own_ports(among: list[Connection]) -> set[int]:
    """The local ports of this process's own connections."""
    inodes = set()
    for name in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except OSError:  # the one of the listing itself
            continue
        if target.startswith("socket:["):
            inodes.add(int(target[8:-1]))
    return {one.local for one in among if one.inode in inodes}


def parse(message: bytes) -> Connection:
    """Read a struct inet_diag_msg with its attributes. Raises struct.error."""
    inode = _ANSWER.unpack_from(message)[-1]
    local, remote = struct.unpack_from(">HH", message, 4)
    quiet = 0.0
    for kind, info in _attributes(message[_ANSWER.size :]):
        if kind == _INFO:
            sent, received = (struct.unpack_from("=I", info, at)[0] for at in (_LAST_SENT, _LAST_RECEIVED))
            quiet = min(sent, received) / 1000
    return Connection(local, remote, quiet, inode)


def _parts(data: bytes, header: int) -> Iterator[tuple[int, bytes]]:
    while len(data) >= header:
        length, kind, *_ = _HEADER.unpack_from(data)
        yield kind, data[header:length]
        data = data[(length + 3) & ~3 :]


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    while len(data) >= 4:
        length, kind = struct.unpack_from("=HH", data)
        yield kind, data[4:length]
        data = data[max((length + 3) & ~3, 4) :]

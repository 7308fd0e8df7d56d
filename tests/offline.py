"""Runs Python where there is no network but the loopback, with an engine of its own: what a class has. Needs root.

    python tests/offline.py -m helpers preflight

Only what is cached can be had: the engine's packages and the base images. Its state is thrown away at the end.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

_CLONE_NEWNET = 0x40000000
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1


def main(arguments: list[str]) -> int:
    """Run the command; its exit code."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET):
        raise SystemExit(f"no network namespace can be made: {os.strerror(ctypes.get_errno())}; run this as root")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _IFF_UP))
    state = tempfile.mkdtemp(prefix="dc-offline-")
    environment = os.environ | {"COURSE_STATE_DIR": state, "COURSE_PROGRESS": "0"}
    try:
        return subprocess.run([sys.executable, *arguments], env=environment).returncode
    finally:
        subprocess.run([sys.executable, "-m", "helpers", "engine", "stop"], env=environment)
        shutil.rmtree(state, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

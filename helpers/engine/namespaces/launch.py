"""Executed, not imported: puts a command into namespaces of its own, as their first process, and guards it.

    python3 launch.py COMMAND…

SIGTERM reaches the command. When the guard ends, however it does, the kernel ends all that is in the namespaces.
Done by hand because Python below 3.12 has no os.unshare, and not every machine has util-linux.
"""

import ctypes
import os
import signal
import sys

NEWNS, NEWUTS, NEWIPC, NEWPID, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x20000000, 0x40000000
PR_SET_PDEATHSIG = 1


def main() -> int:
    """Make the namespaces, start the command in them, and stay until it ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NEWNS | NEWUTS | NEWIPC | NEWPID | NEWNET):
        print(f"launch: unshare: {os.strerror(ctypes.get_errno())}", file=sys.stderr)
        return 1
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    child = os.fork()
    if child == 0:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        os.dup2(2, 1)  # the pipe is for its number only
        os.execv(sys.argv[1], sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    print(child, flush=True)  # its number here, for the network to be attached to
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    raise SystemExit(main())

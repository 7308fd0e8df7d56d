"""Starts the engine's processes, which die with their starter, and waits for what they promise."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from helpers.errors import EngineError

SECONDS = 30
_PR_SET_PDEATHSIG = 1


def spawn(command: list[str], log, **more) -> subprocess.Popen:
    """Start a process of the engine; it dies with the thread that called. log: an open file."""
    options = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log} | more
    return subprocess.Popen(command, preexec_fn=_in_child, start_new_session=True, **options)


def _in_child() -> None:
    os.umask(0o077)
    # hostfs holds a file open for every one that the guest uses.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # Whatever ends the starter, kill -9 too: nothing of the engine is left behind, running or spinning.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def wait(ready: Callable[[], bool], first: subprocess.Popen, second: subprocess.Popen, failed: str, log: Path) -> None:
    """Wait until `ready()`; both processes must live. Raises EngineError that starts with `failed`."""
    deadline = time.monotonic() + SECONDS
    while not ready():
        for process in (first, second):
            if process.poll() is not None:
                raise EngineError(failed, why=f"it ended with code {process.returncode}", do="see the log", log=log)
        if time.monotonic() > deadline:
            raise EngineError(failed, why=f"nothing happened for {SECONDS} s", do="see the log", log=log)
        time.sleep(0.02)

"""The label that everything we create carries, and what it says about whose it is."""

from __future__ import annotations

import functools
import hashlib
import os
import platform
from pathlib import Path

LABEL = "org.docker-course"
INTERNAL = "org.docker-course.internal"  # on a container that a verb uses for itself: events() leaves it out
KEPT = "course/kept"  # repository of names that only hold images, see client.images.keep
IMAGE_VALUE = "1"  # on images: always the same, so that the cache and the configuration are too


@functools.cache
def session() -> str:
    """This process as a label's value: machine, process id, the process's start time."""
    return f"{_machine()}-{os.getpid()}-{_started(os.getpid())}"


def ours() -> dict[str, str]:
    """Labels for what this session creates."""
    return {LABEL: session()}


def is_dead(value: str) -> bool:
    """Whether the session with this label value has ended. False when that cannot be known from here."""
    machine, _, rest = value.partition("-")
    pid, _, started = rest.partition("-")
    if machine != _machine() or not pid.isdigit():
        return False
    return _started(int(pid)) != started


@functools.cache
def _machine() -> str:
    """This machine and its table of process ids, in 8 characters; two containers on one host differ."""
    parts = [platform.node()]
    for path in ("/proc/sys/kernel/random/boot_id", "/etc/machine-id"):
        try:
            parts.append(Path(path).read_text().strip())
        except OSError:
            parts.append("")
    try:
        parts.append(os.readlink("/proc/self/ns/pid"))
    except OSError:
        parts.append("")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]


def _started(pid: int) -> str:
    """When a process started, in its own unit; "" when there is no such process. A pid alone may be taken again."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return ""
        return _exists(pid)  # macOS, Windows: no start time to be had without another dependency
    except OSError:
        return ""
    state, *rest = text.rpartition(")")[2].split()
    return "" if state in "ZX" else rest[18]


def _exists(pid: int) -> str:
    if os.name == "nt":
        return "0"  # os.kill would end it; a session there never counts as dead
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "0"

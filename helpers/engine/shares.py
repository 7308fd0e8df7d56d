"""Which of the host's folders the guest mounts under their own path; pure."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from shlex import quote

# Folders that the guest has of its own and cannot do without: nothing of the host is mounted on them or above them.
GUESTS_OWN = tuple(map(Path, ("/usr", "/etc", "/var/lib/docker", "/run", "/tmp", "/dev", "/proc", "/sys")))


def mounts(shared: Iterable[Path], hidden: Iterable[Path] = ()) -> str:
    """Return the sh lines that mount host folders under their own path, an outer one before those inside it.

    A folder inside another shared one needs no mount of its own. Left out: what would cover the guest's own folders,
    and a path with a comma, which no mount option can say.
    """
    lines, mounted = [], []
    for path in sorted(set(shared)):
        if "," in str(path) or any(own.is_relative_to(path) for own in GUESTS_OWN):
            continue
        if any(path.is_relative_to(outer) for outer in mounted):
            continue
        mounted.append(path)
        lines.append(f"share {quote(str(path))}")
    for path in sorted(set(hidden)):
        if any(path.is_relative_to(outer) for outer in mounted):
            lines.append(f"hide {quote(str(path))}")
    return "\n".join(lines) + "\n"

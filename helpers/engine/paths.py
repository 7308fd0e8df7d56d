"""Where the embedded engine keeps what is its own: one folder a user, and a short one for sockets."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from helpers.errors import EngineError

_LONGEST = 60  # a socket's whole path has at most 107 bytes on Linux
COURSE = Path(__file__).resolve().parent.parent.parent


def state_dir() -> Path:
    """Folder for data disks, keys, logs and state: COURSE_STATE_DIR, else the user's state folder."""
    if own := os.environ.get("COURSE_STATE_DIR"):
        return Path(own).expanduser().absolute()
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state") / "docker-course"


def private(folder: Path) -> Path:
    """Make the folder, for this user only, and return it. Raises EngineError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.lstat()
    except OSError as error:
        raise _no_folder(folder, error.strerror) from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise _no_folder(folder, "it belongs to somebody else")
    if found.st_mode & 0o077:
        folder.chmod(0o700)
    return folder


def run_dir(engine: Path) -> Path:
    """Folder for the sockets of the engine whose state is in `engine`; its path is short. Raises EngineError."""
    if len(str(engine)) <= _LONGEST:
        return private(engine / "run")
    name = hashlib.sha256(str(engine).encode()).hexdigest()[:12]
    return private(Path(f"/tmp/docker-course-{os.geteuid()}-{name}"))


def shared() -> tuple[Path, ...]:
    """The host's folders that containers may mount under their own path: the home folder and the course's."""
    home = Path(os.path.realpath(Path.home()))
    found = [path for path in (home, COURSE) if path.is_dir() and path != Path("/")]
    return tuple(dict.fromkeys(found))


def _no_folder(folder: Path, why: str) -> EngineError:
    return EngineError(
        "The engine has no folder for its state.",
        why=f"{folder}: {why}",
        do="set COURSE_STATE_DIR to a folder of yours that can be written",
    )

"""Runs Python on a copy of the course as a user without any privilege, with the engine in User-Mode Linux.

    python tests/as_user.py -m pytest …

Root makes the user; anybody else is one already, and runs it in place. Everything of it is in the user's home folder.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

USER = "docker-course-test"
COURSE = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    engine = {"COURSE_ENGINE": "uml", "COURSE_PROGRESS": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    if os.geteuid() != 0:
        return subprocess.run([sys.executable, *arguments], env=os.environ | engine, cwd=COURSE).returncode
    home = _home()
    course = home / "course"
    copy_course(course)
    subprocess.run(["chown", "-R", f"{USER}:", course], check=True)
    environment = engine | {
        "HOME": str(home),
        "USER": USER,
        "PATH": f"/usr/local/bin:/usr/bin:/bin:{sysconfig.get_path('scripts')}",
        "PYTHONPATH": sysconfig.get_paths()["purelib"],
    }
    for name in ("COURSE_DEBIAN_MIRROR", "COURSE_ENGINE_MEMORY", "LANG", "CI"):
        if name in os.environ:
            environment[name] = os.environ[name]
    drop = [f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs", "--bounding-set=-all",
            "--inh-caps=-all"]  # fmt: skip
    python = _python(drop)
    try:
        return subprocess.run(["setpriv", *drop, python, *arguments], env=environment, cwd=course).returncode
    finally:
        subprocess.run(["setpriv", *drop, python, "-m", "helpers", "engine", "stop"], env=environment, cwd=course)


def _home() -> Path:
    try:
        return Path(pwd.getpwnam(USER).pw_dir)
    except KeyError:
        subprocess.run(["useradd", "--create-home", "--shell", "/bin/sh", USER], check=True)
        return Path(pwd.getpwnam(USER).pw_dir)


def copy_course(course: Path) -> None:
    """Copy what git knows or would take, as it is in the working tree: no caches, no virtual environment."""
    shutil.rmtree(course, ignore_errors=True)
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=COURSE, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (COURSE / name).is_file():
            (course / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(COURSE / name, course / name)


def _python(drop: list[str]) -> str:
    """A Python of this version that the user may execute: root's own may be in a folder closed to others."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, os.path.realpath(sys.executable), shutil.which(version, path="/usr/bin"),
                      shutil.which(version)):  # fmt: skip
        if candidate:
            # Through a shell: setpriv itself still has root's rights when it executes a program.
            tried = subprocess.run(["setpriv", *drop, "sh", "-c", '"$0" -c ""', candidate], capture_output=True)
            if tried.returncode == 0:
                return candidate
    raise SystemExit(f"{USER} may execute no {version} of this machine; install one in /usr/bin")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Debian packages for any user: an apt of our own that downloads, verifies and never installs on this machine.

apt verifies every signature. The mirror is the one that this machine's own apt uses.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import CourseError

# progress(what, done, total), as in helpers.engine.base
Progress = Callable[[str, int, int], None]

CODENAMES = {"bullseye", "bookworm", "trixie", "forky", "sid", "oldoldstable", "oldstable", "stable", "testing"}
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_FRESH = 24 * 3600  # seconds for which downloaded package lists are good enough


class PackagesError(CourseError):
    """Debian packages could not be had: no apt, no mirror, no network, or a name that the suite lacks."""


def cache_dir() -> Path:
    """Folder for everything that can be downloaded or made again (COURSE_CACHE, else the user's cache folder)."""
    if own := os.environ.get("COURSE_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "docker-course"


def prebuilt() -> Path | None:
    """Read-only folder of what an image brings along ready-made, so that nothing is fetched: COURSE_PREBUILT."""
    found = os.environ.get("COURSE_PREBUILT")
    return Path(found) if found else None


def mirror(etc: Path = Path("/etc/apt")) -> str:
    """Address of the Debian mirror that this machine is configured with (COURSE_DEBIAN_MIRROR overrides).

    Read from the source files: `apt-get indextargets` says nothing where the package lists were deleted, as in
    most container images. Raises PackagesError when no source is Debian's.
    """
    if own := os.environ.get("COURSE_DEBIAN_MIRROR"):
        return own
    found = [uri for file in _source_files(etc) for uri in _debian_uris(file.read_text(errors="replace"), file.suffix)]
    found.sort(key=lambda uri: not uri.rstrip("/").endswith("debian"))  # third parties use Debian's suite names too
    if not found:
        raise PackagesError(
            "No Debian mirror is known here.",
            why=f"none of the apt sources in {etc} is Debian's",
            do="set COURSE_DEBIAN_MIRROR to the address of a Debian mirror",
        )
    return found[0]


def _source_files(etc: Path) -> list[Path]:
    parts = sorted(etc.glob("sources.list.d/*.sources")) + sorted(etc.glob("sources.list.d/*.list"))
    return [file for file in [etc / "sources.list", *parts] if file.is_file()]


def _debian_uris(text: str, suffix: str) -> Iterator[str]:
    """Addresses in a sources file (deb822 when its suffix is .sources) that serve `main` of a Debian suite."""
    if suffix == ".sources":
        for stanza in re.split(r"\n\s*\n", text):
            fields = re.findall(r"^([\w-]+):(.*(?:\n[ \t].*)*)", stanza, re.M)
            field = {key.lower(): rest.split() for key, rest in fields}
            if "no" not in field.get("enabled", []) and CODENAMES & set(field.get("suites", [])):
                yield from field.get("uris", []) if "main" in field.get("components", []) else []
        return
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+(\S+)\s+(.*)", line)
        if match and match[2] in CODENAMES and "main" in match[3].split("#")[0].split():
            yield match[1]


@dataclass(frozen=True)
class Apt:
    """A private apt: its own lists, cache and (empty) status, so that a closure is always complete.

    root: folder for its state, shared by all checkouts. suite: Debian's codename.
    arch: Debian's word for an architecture, "" for this machine's. expired: its package lists may be past their date,
    which is all that is overlooked: they are signed.
    """

    root: Path
    suite: str = "trixie"
    arch: str = ""
    expired: bool = False

    @property
    def archives(self) -> Path:
        """Folder of the downloaded .deb files."""
        return self.root / "cache" / "archives"

    def fetch(self, names: Sequence[str], progress: Progress | None = None) -> list[Path]:
        """Download packages with all that they depend on; return their files. Resumes; raises PackagesError.

        names: package names or apt patterns ("?essential"). Works without a network once everything is there.
        """
        show = progress or (lambda *_: None)
        with locked(self.root / "lock"):
            self._configure()
            self._update(show)
            files = self._closure(names)
            if not all(file.is_file() for file in files):
                show("downloading packages", 0, 100)
                done = self._run(["install", "--download-only", "-q", *names], show)
                if done.returncode:
                    raise _error("Debian packages could not be downloaded.", done.stderr)
        if missing := [file.name for file in files if not file.is_file()]:
            raise PackagesError("Packages are missing after their download.", why=", ".join(missing))
        return files

    def newest(self, pattern: str, progress: Progress | None = None) -> Path:
        """Download the newest of the packages whose name matches, without what it depends on; return its file.

        pattern: a regular expression whose group is the version ("linux-source-(.*)"). Raises PackagesError.
        """
        show = progress or (lambda *_: None)
        with locked(self.root / "lock"):
            self._configure()
            self._update(show)
            name = "^" + re.sub(r"\(.*\)", "[0-9.]+", pattern) + "$"
            offered = self._run(["download", "--print-uris", f"?name({name})"])
            files = newest_of(pattern, re.findall(r"^'[^']+' (\S+) \d+ ", offered.stdout, re.M))
            if not files:
                raise _error(f"Debian's suite {self.suite} has no package {pattern}.", offered.stderr)
            name, file = files
            if not (self.archives / file).is_file():
                show(f"downloading {name}", 0, 0)
                done = self._run(["download", "-q", name], cwd=self.archives / "partial")
                if done.returncode:
                    raise _error(f"Debian's package {name} could not be downloaded.", done.stderr)
                os.replace(self.archives / "partial" / file, self.archives / file)
        return self.archives / file

    def _closure(self, names: Sequence[str]) -> list[Path]:
        plan = self._run(["install", "--simulate", "-qq", *names])
        found = re.findall(r"^Inst (\S+) (?:\[[^]]*\] )?\((\S+) [^)]*\[(\w+)\]\)", plan.stdout, re.M)
        if plan.returncode or not found:
            raise _error(f"Debian's suite {self.suite} cannot give: {', '.join(names)}.", plan.stderr)
        return [
            self.archives / f"{name.split(':')[0]}_{version.replace(':', '%3a')}_{arch}.deb"
            for name, version, arch in found
        ]

    def _update(self, show: Progress) -> None:
        stamp = self.root / "state/updated"
        source = f"{self._sources.read_text()}{self.arch}"
        known = stamp.is_file() and stamp.read_text() == source
        if known and time.time() - stamp.stat().st_mtime < _FRESH:
            return
        show("reading Debian's package lists", 0, 0)
        done = self._run(["update", "-q", "-o", "APT::Update::Error-Mode=any"])
        if done.returncode == 0:
            stamp.touch(mode=0o600)
            stamp.write_text(source)
        elif not known:
            raise _error("Debian's package lists could not be read.", done.stderr)

    def _configure(self) -> None:
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise PackagesError(
                "Debian packages cannot be downloaded here.",
                why="this machine has no apt",
                do="use a machine with Debian or Ubuntu, or a network that reaches a registry",
            )
        if not KEYRING.is_file():
            raise PackagesError(
                "Debian packages cannot be verified here.",
                why=f"{KEYRING} is missing",
                do="install the package debian-archive-keyring",
            )
        for folder in ("state/lists/partial", "cache/archives/partial", "etc"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        (self.root / "state/status").write_text("")
        self._sources.touch(mode=0o600)  # a mirror's address can hold a password
        self._sources.write_text(f"deb [signed-by={KEYRING}] {mirror()} {self.suite} main\n")

    @property
    def _sources(self) -> Path:
        return self.root / "etc/sources.list"

    def _run(
        self, command: list[str], show: Progress | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        options = {
            "Dir::State": self.root / "state",
            "Dir::State::status": self.root / "state/status",
            "Dir::Cache": self.root / "cache",
            "Dir::Cache::pkgcache": "pkgcache.bin",
            "Dir::Cache::srcpkgcache": "srcpkgcache.bin",
            "Dir::Etc::sourcelist": self._sources,
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Debug::NoLocking": "true",  # the lock around fetch() does it
            "APT::Sandbox::User": "",
            "APT::Install-Recommends": "false",
            "APT::Get::Assume-Yes": "true",
            "Acquire::Languages": "none",
            "Acquire::Retries": "2",
            "Acquire::http::Timeout": "15",
            **({"Acquire::Check-Valid-Until": "false"} if self.expired else {}),
            **({"APT::Architecture": self.arch, "APT::Architectures": self.arch} if self.arch else {}),
        }
        if show:
            options["APT::Status-Fd"] = 1
        words = [word for key, value in options.items() for word in ("-o", f"{key}={value}")]
        argv = ["apt-get", *words, *command]
        env = os.environ | {"LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(argv, env=env, text=True, cwd=cwd, **pipes) as process:
            if not show:
                out, err = process.communicate()
                return subprocess.CompletedProcess(argv, process.returncode, out, err)
            for line in process.stdout:
                if match := re.match(r"dlstatus:[^:]*:([\d.]+):", line):
                    show("downloading packages", int(float(match[1])), 100)
            err = process.stderr.read()
        return subprocess.CompletedProcess(argv, process.returncode, "", err)


def newest_of(pattern: str, files: Sequence[str]) -> tuple[str, str] | None:
    """Return (package, file) of the highest version that a package's name has, None when none matches; pure."""
    found = []
    for file in files:
        name = file.split("_")[0]
        if match := re.fullmatch(pattern, name):
            found.append((tuple(int(part) for part in re.findall(r"\d+", match[1])), name, file))
    return max(found)[1:] if found else None


def _error(what: str, stderr: str) -> PackagesError:
    # apt quotes addresses, and an address can hold a password.
    lines = [line for line in stderr.splitlines() if line.startswith("E:")][-3:]
    why = re.sub(r"//[^/@\s]*@", "//", " ".join(lines))
    return PackagesError(what, why=why, do="check the network and this machine's apt sources, then try again")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file for the length of a with-block; another process waits its turn."""
    import fcntl  # not on Windows, which has no apt either

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

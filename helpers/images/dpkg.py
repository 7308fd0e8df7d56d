"""Debian packages unpacked into Files, and the dpkg database that says so.

dpkg then needs only `--configure`: what it knows of a package it finds as if it had unpacked it itself.
The formats: deb(5), deb-conffiles(5), deb-triggers(5), and doc/triggers.txt and the info database of dpkg.
"""

from __future__ import annotations

import fnmatch
import hashlib
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from helpers.images import layers
from helpers.images.layers import Files

_DATABASE = "var/lib/dpkg"


@dataclass(frozen=True)
class Package:
    """A .deb file's name, version, and its control files by name ("control", "preinst", …)."""

    deb: Path
    name: str
    version: str
    control: dict[str, bytes]

    @property
    def key(self) -> str:
        """The name of its files in dpkg's info folder; packages that can be there per architecture carry it."""
        multi = re.search(r"^Multi-Arch: same$", self._stanza, re.M)
        return f"{self.name}:{self._field('Architecture')}" if multi else self.name

    @property
    def _stanza(self) -> str:
        return self.control["control"].decode()

    def _field(self, name: str) -> str:
        return re.search(rf"^{name}:\s*(.*)$", self._stanza, re.M)[1]

    def conffiles(self) -> list[str]:
        """Absolute paths of the configuration files that dpkg watches over."""
        lines = self.control.get("conffiles", b"").decode().splitlines()
        return [line.strip() for line in lines if line.startswith("/")]

    def interests(self) -> list[tuple[str, str]]:
        """Triggers that it waits for: (name or path, "" or "/noawait")."""
        found = re.findall(r"^interest(-noawait|-await)?\s+(\S+)", self.control.get("triggers", b"").decode(), re.M)
        return [(name, "/noawait" if kind == "-noawait" else "") for kind, name in found]

    def status(self, files: Files) -> str:
        """Its paragraph in dpkg's status file, as unpacked but not configured."""
        head, _, rest = self._stanza.strip().partition("\n")
        sums = [
            f" {path} {hashlib.md5(files[layers.name_of(path)].data, usedforsecurity=False).hexdigest()}"
            for path in self.conffiles()
            if layers.name_of(path) in files
        ]
        return "\n".join([head, "Status: install ok unpacked", rest, *(["Conffiles:", *sums] if sums else [])]) + "\n"


def read(deb: Path) -> Package:
    """Read a .deb file's control part."""
    control = {entry.info.name: entry.data for entry in _entries(deb, "--ctrl-tarfile")}
    fields = dict(re.findall(r"^(Package|Version):\s*(.*)$", control["control"].decode(), re.M))
    return Package(deb, fields["Package"], fields["Version"], control)


def unpack(files: Files, packages: Iterable[Package], exclude: Iterable[str] = (), include: Iterable[str] = ()) -> None:
    """Put packages into a file system and into its dpkg database, unpacked and not configured.

    exclude, include: patterns of absolute paths, as dpkg's path-exclude and path-include have them.
    """
    files.update({} if _DATABASE in files else _empty_database(files))
    status = [files[f"{_DATABASE}/status"].data.decode()]
    for package in packages:
        paths = ["/."]
        for entry in _entries(package.deb, "--fsys-tarfile"):
            path = f"/{entry.info.name}"
            paths.append(path)
            if entry.info.isdir() or not _left_out(path, exclude, include):
                layers.add(files, entry)
        status.append(package.status(files))
        _register(files, package, paths)
    layers.add(files, layers.file(f"{_DATABASE}/status", "\n".join(filter(None, status))))


def _left_out(path: str, exclude: Iterable[str], include: Iterable[str]) -> bool:
    def matches(patterns):
        return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)

    return matches(exclude) and not matches(include)


def _empty_database(files: Files) -> Files:
    empty = ("available", "diversions", "statoverride", "status", "triggers/File", "triggers/Unincorp")
    layers.add(files, *(layers.file(f"{_DATABASE}/{name}", "") for name in empty))
    layers.add(files, layers.file(f"{_DATABASE}/info/format", "1\n"))
    layers.add(files, *(layers.folder(f"{_DATABASE}/{name}") for name in ("alternatives", "parts", "updates")))
    return files


def _register(files: Files, package: Package, paths: list[str]) -> None:
    info = f"{_DATABASE}/info/{package.key}"
    for name, data in package.control.items():
        if name != "control":
            script = name in ("preinst", "postinst", "prerm", "postrm", "config")
            layers.add(files, layers.file(f"{info}.{name}", data, 0o755 if script else 0o644))
    layers.add(files, layers.file(f"{info}.list", "".join(f"{path}\n" for path in paths)))
    for trigger, noawait in package.interests():
        by_path = trigger.startswith("/")
        at = f"{_DATABASE}/triggers/{'File' if by_path else trigger}"
        line = f"{trigger} {package.key}{noawait}\n" if by_path else f"{package.key}{noawait}\n"
        known = files[at].data if at in files else b""
        layers.add(files, layers.file(at, known + line.encode()))


def _entries(deb: Path, part: str) -> list[layers.Entry]:
    with subprocess.Popen(["dpkg-deb", part, str(deb)], stdout=subprocess.PIPE) as process:
        entries = list(layers.read(process.stdout))
    if process.returncode:
        raise OSError(f"{deb} cannot be read by dpkg-deb; delete it, and it is downloaded again")
    return entries

"""File systems of images as plain data: read from packages and tar streams, compared, written as layers; pure.

Owners are numbers in a tar header, so all of this needs no root.
"""

from __future__ import annotations

import copy
import io
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

# Left behind in every container's file system by the engine, part of no image.
ENGINE_FILES = {".dockerenv", "dev/console", "etc/hosts", "etc/hostname", "etc/resolv.conf", "etc/mtab"}


@dataclass(frozen=True)
class Entry:
    """One path of a file system: its tar header (uid, gid, mode, type) and, for a regular file, its bytes."""

    info: tarfile.TarInfo
    data: bytes = b""


Files = dict[str, Entry]  # path without a leading slash -> entry


def name_of(path: str) -> str:
    """A path as the keys of Files have it: "./usr/bin/" -> "usr/bin"."""
    return path.removeprefix("./").strip("/")


def file(path: str, data: bytes | str, mode: int | None = None) -> Entry:
    """A regular file of root's; executable when it starts with "#!", unless a mode says otherwise."""
    data = data.encode() if isinstance(data, str) else data
    info = tarfile.TarInfo(path)
    info.size = len(data)
    info.mode = mode if mode is not None else (0o755 if data.startswith(b"#!") else 0o644)
    return Entry(info, data)


def folder(path: str, mode: int = 0o755) -> Entry:
    """A folder of root's."""
    info = tarfile.TarInfo(path)
    info.type, info.mode = tarfile.DIRTYPE, mode
    return Entry(info)


def link(path: str, target: str) -> Entry:
    """A symbolic link."""
    info = tarfile.TarInfo(path)
    info.type, info.mode, info.linkname = tarfile.SYMTYPE, 0o777, target
    return Entry(info)


def add(files: Files, *entries: Entry) -> None:
    """Put entries in, each with the folders above it, through linked folders such as bin -> usr/bin."""
    for entry in entries:
        path = _through_links(files, entry.info.name)
        parent = path.rpartition("/")[0]
        if parent and parent not in files:
            add(files, folder(parent))
        if entry.info.isdir() and path in files and not files[path].info.isdir():
            continue  # a package's folder never replaces a link
        info = copy.copy(entry.info)
        info.name = path
        files[path] = Entry(info, entry.data)


def _through_links(files: Files, path: str) -> str:
    top, _, rest = path.partition("/")
    known = files.get(top)
    return f"{known.info.linkname}/{rest}" if rest and known and known.info.issym() else path


def read(stream: BinaryIO) -> Iterator[Entry]:
    """The entries of a tar stream, names and hard links without a leading "./"; the root folder is left out."""
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        for info in tar:
            data = tar.extractfile(info).read() if info.isreg() else b""
            info.name = name_of(info.name)
            if info.islnk():
                info.linkname = name_of(info.linkname)
            if info.name and info.name != ".":
                yield Entry(info, data)


def newest(files: Files) -> int:
    """The latest modification time in it, in seconds since 1970."""
    return max((int(entry.info.mtime) for entry in files.values()), default=0)


def write(files: Files, until: int) -> bytes:
    """The files as an uncompressed tar: the same bytes for the same files.

    until: modification times after it, and those of files of ours, become it: the hour of making leaves no trace.
    """
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        # Sorted, so that a folder comes before what is in it; hard links last, after their targets.
        for path in sorted(files, key=lambda path: (files[path].info.islnk(), path)):
            info = copy.copy(files[path].info)
            info.mtime, info.uname, info.gname = min(int(info.mtime) or until, until), "", ""
            info.pax_headers = {}
            tar.addfile(info, io.BytesIO(files[path].data) if info.isreg() else None)
    return out.getvalue()


def difference(old: Files, new: Files) -> Files:
    """The layer that turns `old` into `new`: what was added or changed, and a white-out for what is gone."""
    layer: Files = {path: entry for path, entry in new.items() if not _same(old, new, path)}
    for path, entry in list(layer.items()):
        if entry.info.islnk() and entry.info.linkname not in layer:  # a hard link cannot reach into another layer
            target = new[entry.info.linkname]
            info = copy.copy(target.info)
            info.name = path
            layer[path] = Entry(info, target.data)
    gone = {path for path in old if path not in new}
    for path in gone:
        parent, _, name = path.rpartition("/")
        if parent not in gone:
            layer |= _white_out(parent, name)
    for path in list(layer):  # every change comes with its folders, which keep their own modes
        while path := path.rpartition("/")[0]:
            layer.setdefault(path, new[path])
    return layer


def _white_out(parent: str, name: str) -> Files:
    path = f"{parent}/.wh.{name}".lstrip("/")
    return {path: file(path, b"", 0o600)}


def _same(old: Files, new: Files, path: str) -> bool:
    return path in old and _content(old, path) == _content(new, path)


def _content(files: Files, path: str) -> tuple:
    entry = files[path]
    if entry.info.islnk():
        entry = files[entry.info.linkname]
    info = entry.info
    return info.type, info.mode, info.uid, info.gid, info.linkname, info.devmajor, info.devminor, entry.data


class Reader(io.RawIOBase):
    """A file object over chunks of bytes, such as an export that arrives over the network."""

    def __init__(self, chunks: Iterable[bytes]):
        self._chunks, self._rest = iter(chunks), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while not self._rest:
            try:
                self._rest = next(self._chunks)
            except StopIteration:
                return 0
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count

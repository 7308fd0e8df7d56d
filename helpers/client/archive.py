"""Image archives, as `docker save` writes them -> what each layer changes; pure, read as a stream.

Both forms: Docker's own (before 25: ID/layer.tar) and the OCI layout (blobs/sha256/DIGEST, also compressed).
"""

from __future__ import annotations

import hashlib
import posixpath
import tarfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import IO, Literal

WHITEOUT, OPAQUE = ".wh.", ".wh..wh..opq"
Kind = Literal["file", "dir", "link", "symlink", "device", "whiteout", "opaque"]


@dataclass(frozen=True)
class Entry:
    """A path in a layer. mode: permission bits; digest: of a file's content; target: of a link."""

    path: str
    kind: Kind
    mode: int = 0
    owner: tuple[int, int] = (0, 0)
    size: int = 0
    digest: str = ""
    target: str = ""


Layer = tuple[Entry, ...]


def read_archive(stream: IO[bytes], known: Collection[str] = ()) -> dict[str, Layer]:
    """Layers of an image archive by diff id ("sha256:…" of the uncompressed layer). known: ids to leave unread."""
    found: dict[str, Layer] = {}
    with tarfile.open(fileobj=stream, mode="r|*") as archive:
        for member in archive:
            if not member.isfile() or _digest(member.name) in known:
                continue
            content = _Content(archive.extractfile(member))
            if content.is_layer:
                layer = read_layer(content)
                content.drain()
                found[f"sha256:{content.sha.hexdigest()}"] = layer
    return found


def _digest(name: str) -> str:
    """The diff id that a blob's name tells, if the blob is not compressed."""
    return f"sha256:{name.rpartition('/')[2]}" if name.startswith("blobs/sha256/") else ""


class _Content:
    """A member's content, decompressed, hashed as it is read."""

    def __init__(self, raw: IO[bytes]):
        head = raw.read(512)
        self._raw, self._head = raw, head
        self._zip = None
        if head[:2] == b"\x1f\x8b":
            self._zip = zlib.decompressobj(wbits=31)
        self.sha = hashlib.sha256()
        self._buffer = b""
        first = b""  # compressed, the first 512 bytes can be fewer than a header
        while len(first) < 512 and (more := self._more()):
            first += more
        self._buffer = first
        self.is_layer = len(first) >= 512 and (first[257:262] == b"ustar" or not any(first[:512]))

    def _more(self) -> bytes:
        while True:
            data, self._head = (self._head, b"") if self._head else (self._raw.read(65536), b"")
            if not data:
                return b""
            data = self._zip.decompress(data) if self._zip else data
            if data:
                return data

    def read(self, size: int = -1) -> bytes:
        while (size < 0 or len(self._buffer) < size) and (more := self._more()):
            self._buffer += more
        data, self._buffer = (self._buffer, b"") if size < 0 else (self._buffer[:size], self._buffer[size:])
        self.sha.update(data)
        return data

    def drain(self) -> None:
        while self.read(65536):
            pass


def read_layer(stream) -> Layer:
    """The paths of one layer, uncompressed."""
    entries = []
    with tarfile.open(fileobj=stream, mode="r|") as layer:
        for member in layer:
            digest = ""
            if member.isreg():
                digest = hashlib.file_digest(layer.extractfile(member), "sha256").hexdigest()
            entries.append(entry(member, digest))
    return tuple(e for e in entries if e.path != "/")


def entry(member: tarfile.TarInfo, digest: str = "") -> Entry:
    """One header of a layer."""
    path = _path(member.name)
    folder, _, name = path.rpartition("/")
    if name == OPAQUE:
        return Entry(folder or "/", "opaque")
    if name.startswith(WHITEOUT):
        return Entry(f"{folder}/{name[len(WHITEOUT) :]}", "whiteout")
    owner, mode = (member.uid, member.gid), member.mode & 0o7777  # BuildKit of 20.10 writes the kind of file in it, too
    if member.isreg():
        return Entry(path, "file", mode, owner, member.size, digest)
    if member.isdir():
        return Entry(path, "dir", mode, owner)
    if member.issym():
        return Entry(path, "symlink", 0, owner, target=member.linkname)
    if member.islnk():
        return Entry(path, "link", mode, owner, target=_path(member.linkname))
    return Entry(path, "device", member.mode, owner, target=f"{member.devmajor}:{member.devminor}")


def _path(name: str) -> str:
    return posixpath.normpath(f"/{name}")

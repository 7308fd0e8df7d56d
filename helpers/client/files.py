"""File systems of images and containers on an engine, and what differs between them."""

from __future__ import annotations

import io
from collections.abc import Iterable

from helpers.client import diff, images, normal
from helpers.client.answers import answering
from helpers.client.archive import Layer, read_archive, read_layer
from helpers.client.engine import Client
from helpers.model import Difference, FileChange


class _Stream(io.RawIOBase):
    """Chunks as a file to read."""

    def __init__(self, chunks: Iterable[bytes]):
        self._chunks, self._rest = iter(chunks), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        if not self._rest:
            self._rest = next(self._chunks, b"")
        part = self._rest[: len(buffer)]
        buffer[: len(part)], self._rest = part, self._rest[len(part) :]
        return len(part)


def _layers(client: Client, raw: dict) -> list[Layer]:
    """An image's layers; those known from another image are not parsed anew."""
    known: dict[str, Layer] = client.memo.setdefault("layers", {})
    wanted = (raw.get("RootFS") or {}).get("Layers") or []
    if any(layer not in known for layer in wanted):
        with answering("Reading the image's files"):
            chunks = client.api.get_image(raw["Id"], chunk_size=1 << 20)
            known |= read_archive(io.BufferedReader(_Stream(chunks), 1 << 20), known)
    return [known.get(layer, ()) for layer in wanted]


def tree(client: Client, of) -> diff.Tree:
    """The files of an image."""
    return diff.tree(_layers(client, images.inspect(client, of)))


def image_difference(client: Client, a, b) -> Difference:
    """What differs from image a to image b: files and configuration."""
    one, other = images.inspect(client, a), images.inspect(client, b)
    changes: tuple[FileChange, ...] = ()
    if (one.get("RootFS") or {}).get("Layers") != (other.get("RootFS") or {}).get("Layers"):
        changes = diff.files(diff.tree(_layers(client, one)), diff.tree(_layers(client, other)))
    settings = diff.configs(normal.config(one.get("Config")), normal.config(other.get("Config")))
    return Difference(changes, settings, images.name(a), images.name(b))


def container_difference(client: Client, container: str) -> tuple[FileChange, ...]:
    """What a container changed in its image's files."""
    with answering("Comparing the container with its image"):
        return diff.container_files(client.api.diff(container))


def container_tree(client: Client, container: str) -> diff.Tree:
    """The files of a container as they are now."""
    with answering("Reading the container's files"):
        chunks = client.api.export(container, chunk_size=1 << 20)
        entries = read_layer(io.BufferedReader(_Stream(chunks), 1 << 20))
    return {e.path: e for e in diff.tree([entries]).values() if not diff.mounted(e.path)}

"""The layers of an engine's image, read from its archive; each is read once."""

from __future__ import annotations

import io
from collections.abc import Iterable

from helpers.client.answers import answering
from helpers.client.archive import Layer, read_archive
from helpers.client.engine import Client


class Stream(io.RawIOBase):
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


def layers(client: Client, raw: dict) -> list[Layer]:
    """An image's layers, oldest first; those known from another image are not parsed anew. raw: its inspection."""
    known: dict[str, Layer] = client.memo.setdefault("layers", {})
    wanted = (raw.get("RootFS") or {}).get("Layers") or []
    if any(layer not in known for layer in wanted):
        with answering("Reading the image's files"):
            chunks = client.api.get_image(raw["Id"], chunk_size=1 << 20)
            known |= read_archive(io.BufferedReader(Stream(chunks), 1 << 20), known)
    return [known.get(layer, ()) for layer in wanted]

"""Output that is cut while it is read: its head and its tail are kept, and how much there was between them; pure."""

from __future__ import annotations

KEPT = 4 << 20  # bytes of one stream


class Kept:
    """Bytes as they come, in no more memory than one and a half times `limit` bytes, however many there are.

    size: of all that came. left_out: how many of them are not kept.
    """

    def __init__(self, limit: int = KEPT):
        self._half = max(limit // 2, 1)
        self._head, self._tail = bytearray(), bytearray()
        self.size = 0

    def add(self, data: bytes) -> None:
        """More of it."""
        self.size += len(data)
        room = self._half - len(self._head)
        if room > 0:
            self._head += data[:room]
            data = data[room:]
        self._tail += data[-self._half :]
        if len(self._tail) > 2 * self._half:
            del self._tail[: -self._half]

    @property
    def left_out(self) -> int:
        return max(self.size - len(self._head) - self._half, 0)

    @property
    def text(self) -> str:
        """As text, with a line that says how much is left out in its place."""
        if not self.left_out:
            return (self._head + self._tail).decode("utf-8", "replace")
        # Where it was cut, a character may have lost some of its bytes.
        before = self._head.decode("utf-8", "replace").rstrip("\ufffd")
        after = self._tail[-self._half :].decode("utf-8", "replace").lstrip("\ufffd")
        return f"{before}\n{notice(self.left_out)}\n{after}"


def notice(left_out: int) -> str:
    """What stands where so many bytes were; helpers.render.ansi knows it again."""
    return f"… {left_out} bytes left out …"

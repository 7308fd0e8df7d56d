"""Lines of text in columns, for what a drawing says in words; pure."""

from __future__ import annotations

from collections.abc import Sequence


def columns(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Rows of text, each column as wide as its longest text."""
    if not rows:
        return ()
    widths = [max(len(row[i]) for row in rows if i < len(row)) for i in range(max(map(len, rows)))]
    return tuple("  ".join(text.ljust(widths[i]) for i, text in enumerate(row)).rstrip() for row in rows)

"""An image's layers as bars: the base's in one row, and no figures, which would differ between machines; pure."""

from __future__ import annotations

from helpers import model
from helpers.render.drawings import svg
from helpers.render.html import Html
from helpers.render.views import Block, Command, Figure, blocks

STEPS = 20  # of the longest bar; finer ones would differ between machines
_STEP = 12  # units
_ROW = 28


@blocks.register
def _(layers: model.Layers) -> list[Block]:
    rows = _rows(layers)
    lines = tuple(f"{'█' * steps:{STEPS}} {text}" for steps, text, _ in rows)
    title = f"The layers of {layers.name or 'the image'}, oldest first; the longest bar is the largest layer"
    return [Command(f"docker history {layers.name}"), Figure(title, _drawn(title, rows), lines)]


def _rows(layers: model.Layers) -> list[tuple[int, str, bool]]:
    """Steps of the bar, what made the layer, and whether it is the base's."""
    base, own = layers.entries[: layers.base_count], layers.entries[layers.base_count :]
    rows = [(sum(e.size for e in base), f"FROM {layers.base}", True)] if layers.base else []
    rows += [(entry.size, entry.instruction, False) for entry in own]
    most = max((size for size, _, _ in rows), default=0) or 1
    return [(_steps(size / most), text, is_base) for size, text, is_base in rows]


def _steps(share: float) -> int:
    """In proportion; whatever is there at all can be seen."""
    return max(round(share * STEPS), 1 if share > 0 else 0)


def _drawn(title: str, rows: list[tuple[int, str, bool]]) -> Html:
    shapes = []
    for i, (steps, text, is_base) in enumerate(rows):
        y, length = i * _ROW, STEPS * _STEP
        shapes.append(svg.frame(1, y + 5, length, 18, line="" if steps else "dashed", shade=bool(steps)))
        if steps:
            shapes.append(svg.bar(1, y + 5, steps * _STEP, 18, "dim" if is_base else "brand"))
        else:
            shapes.append(svg.label(8, y + 18, "no bytes", ink="dim"))
        x = length + svg.GAP
        shapes.append(svg.label(x, y + 18, text, width=svg.WIDTH - x))
    said = [f"{text}: {_share(steps)}" for steps, text, _ in rows]
    return svg.picture(len(rows) * _ROW, title, said, *shapes)


def _share(steps: int) -> str:
    return f"{steps} of {STEPS} parts of the longest bar" if steps else "no bytes"

"""What is inside images and runs, as blocks: layers with sizes and files, settings, facts of a process; pure."""

from __future__ import annotations

from helpers import model
from helpers.inside import Facts, LayersFiles
from helpers.render.drawings import svg
from helpers.render.views import Block, Figure, Table, blocks, setting_rows

_UNITS = ("B", "kB", "MB", "GB", "TB")


def size(count: int) -> str:
    """Bytes as Docker writes them, in powers of ten."""
    value, unit = float(count), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.3g} {_UNITS[unit]}"


def settings(config: dict) -> dict[str, str]:
    """A configuration's settings in words; several values of one, one a line."""
    found: dict[str, str] = {}
    last = ""
    for key, value in setting_rows(config):
        last = key or last
        found[last] = f"{found[last]}\n{value}" if not key else value
    return found


@blocks.register
def _(facts: Facts) -> list[Block]:
    return facts_blocks(facts)


def facts_blocks(facts: Facts) -> list[Block]:
    """The first process's words, user, directory and environment."""
    numbers = "" if facts.uid is None else f" ({facts.uid}:{'?' if facts.gid is None else facts.gid})"
    first = "PID 1" if facts.first else "first process"
    rows = [(first, " ".join(facts.command)), ("user", f"{facts.user or '(no name)'}{numbers}")]
    rows += [("directory", facts.directory)]
    rows += [("environment" if i == 0 else "", f"{name}={value}") for i, (name, value) in enumerate(facts.env.items())]
    return [Table(tuple(rows))]


def bars(image: model.Image, files: LayersFiles | None = None) -> Figure:
    """An image's layers as bars to scale, with size and instruction. files: what is in them, where it is known."""
    most = max((layer.size for layer in image.layers), default=0) or 1
    said = tuple(f"{size(layer.size):>8}  {layer.instruction}" for layer in image.layers)
    title = f"The layers of {image.name or 'the image'}, oldest first"
    shapes = []
    for i, layer in enumerate(image.layers):
        y, x = i * 28, 0
        width = max(round(170 * layer.size / most), 2 if layer.size else 0)
        shapes.append(svg.frame(1, y + 5, 170, 18, shade=True))
        shapes += [svg.bar(1, y + 5, width, 18, "dim" if i < image.base_layers else "brand")] if width else []
        x = 240
        shapes.append(svg.label(x, y + 18, size(layer.size), at="end"))
        shapes.append(svg.label(x + svg.GAP, y + 18, layer.instruction, width=svg.WIDTH - x - svg.GAP))
    return Figure(title, svg.picture(len(image.layers) * 28, title, said, *shapes), said)

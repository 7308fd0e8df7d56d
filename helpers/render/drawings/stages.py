"""A Dockerfile's stages in its order: images on the left, what stages take from each other on the right; pure."""

from __future__ import annotations

from helpers import drawn
from helpers.render.drawings import svg
from helpers.render.drawings.columns import columns
from helpers.render.html import Html
from helpers.render.views import Block, Figure, Note, blocks

_LINES = {"FROM": "", "COPY --from": "dashed", "RUN --mount": "dotted"}
_IMAGE = 190  # width of an image's box
_LEFT, _BOX = 270, 340  # of a stage's box
_RIGHT = _LEFT + _BOX
_HIGH, _ROW = 46, 64  # of a stage's box, and from one to the next
_SMALL, _SLOT = 26, 36  # the same of an image's


@blocks.register
def _(stages: drawn.Stages) -> list[Block]:
    lines = columns([(stage.name, _sources(stage), _mark(stage)) for stage in stages])
    target = next((stage.name for stage in stages if stage.target), "")
    title = f"The stages of {stages.source or 'the Dockerfile'} in its order; the target is {target}"
    unneeded = any(not stage.needed for stage in stages)
    note = [Note("BuildKit leaves out what the target does not need.", "dim")] if unneeded else []
    return [Figure(title, _drawn(title, stages, lines), lines), *note]


def _sources(stage: drawn.Stage) -> str:
    return ", ".join(f"{source.how} {source.name}" for source in stage.sources)


def _mark(stage: drawn.Stage) -> str:
    return "target" if stage.target else "" if stage.needed else "not needed"


def _drawn(title: str, stages: drawn.Stages, lines: tuple[str, ...]) -> Html:
    shapes, images, bottom = [], {}, -_SLOT
    for i, stage in enumerate(stages):
        y = i * _ROW + 1
        for source in stage.sources:
            if source.stage is None and source.name not in images:
                bottom = images[source.name] = max(y + (_HIGH - _SMALL) / 2, bottom + _SLOT)
                shapes += _image(source.name, bottom, _wanted(stages, source.name))
        shapes += _stage(stage, y)
    for i, stage in enumerate(stages):
        shapes += _edges(stage, i, images, stages)
    ways = [how for how in _LINES if any(s.how == how for stage in stages for s in stage.sources)]
    height = max(len(stages) * _ROW, bottom + _SLOT) + 4
    return svg.picture(height + 20, title, lines, *shapes, *_legend(ways, height + 8))


def _wanted(stages: drawn.Stages, image: str) -> bool:
    return any(s.name == image and s.stage is None for stage in stages if stage.needed for s in stage.sources)


def _image(name: str, y: float, wanted: bool) -> list[Html]:
    empty = name.lower() == "scratch"
    line, ink = ("" if wanted and not empty else "dashed"), ("" if wanted else "dim")
    return [
        svg.frame(1, y, _IMAGE, _SMALL, line=line, shade=not empty),
        svg.label(11, y + 17, name, width=_IMAGE - 20, ink=ink),
    ]


def _stage(stage: drawn.Stage, y: float) -> list[Html]:
    ink = "" if stage.needed else "dim"
    mark = _mark(stage)
    edge = "brand" if stage.target else "dim"
    room = _BOX - 30 - svg.width_of(mark)
    return [
        svg.frame(_LEFT, y, _BOX, _HIGH, ink=edge, line="" if stage.needed else "dashed"),
        *([svg.bar(_LEFT, y, 5, _HIGH)] if stage.target else []),
        svg.label(_LEFT + 14, y + 19, stage.name, width=room, ink=ink, bold=stage.needed),
        svg.label(_RIGHT - 12, y + 19, mark, ink=edge, at="end"),
        svg.label(_LEFT + 14, y + 37, _sources(stage), width=_BOX - 28, ink="dim"),
    ]


def _edges(stage: drawn.Stage, index: int, images: dict[str, float], stages: drawn.Stages) -> list[Html]:
    """Arrows to one stage: from images on its left side, from stages on its right."""
    shapes, y = [], index * _ROW + 1
    ink = "" if stage.needed else "dim"
    from_images = [source for source in stage.sources if source.stage is None]
    from_stages = [source for source in stage.sources if source.stage is not None]
    for i, source in enumerate(from_images):
        end = y + _HIGH * (i + 1) / (len(from_images) + 1)
        start = images[source.name] + _SMALL / 2
        shapes.append(svg.arrow(_IMAGE + 1, start, _LEFT, end, ink=ink, line=_LINES[source.how]))
    for i, source in enumerate(from_stages):
        end = y + 10 + 26 * i / max(len(from_stages) - 1, 1)
        start = source.stage * _ROW + 1 + _HIGH - 8
        out = _RIGHT + min(38 + 34 * (index - source.stage), 2 * (svg.WIDTH - _RIGHT) / 1.55)
        d = f"M{_RIGHT} {svg.number(start)}C{svg.number(out)} {svg.number(start)} {svg.number(out)} {svg.number(end)} "
        shapes.append(svg.path(f"{d}{_RIGHT + 6} {svg.number(end)}", ink=ink, line=_LINES[source.how]))
        shapes.append(svg.tip(_RIGHT, end, "left", ink))
    return shapes


def _legend(ways: list[str], y: float) -> list[Html]:
    shapes, x = [], float(_LEFT)
    for how in ways:
        shapes.append(svg.path(f"M{svg.number(x)} {svg.number(y)}h34", line=_LINES[how]))
        shapes.append(svg.label(x + 40, y + 4, how, ink="dim"))
        x += 40 + svg.width_of(how) + 24
    return shapes

"""Networks as frames with their containers, and published ports as arrows from the host; pure."""

from __future__ import annotations

from helpers import drawn
from helpers.render.drawings import svg
from helpers.render.drawings.columns import columns
from helpers.render.html import Html
from helpers.render.views import Block, Figure, blocks

_TITLE = "Networks, the containers in them, and the ports that the host publishes"
_HOST = 176  # width of the host's box
_LEFT = 300  # where the networks' frames begin
_WIDE = svg.WIDTH - _LEFT - 1
_HEAD, _GAP = 34, 8


@blocks.register
def _(topology: drawn.Topology) -> list[Block]:
    nets = [(net, [(c, _rows(c, net, topology)) for c in net.containers]) for net in topology]
    lines = tuple(_lines(nets))
    return [Figure(_TITLE, _drawn(nets, lines), lines)]


def _rows(container: drawn.Attached, net: drawn.Net, topology: drawn.Topology) -> list[tuple[str, str]]:
    """What is said of a container: where the host publishes a port, if it does, and the text.

    One that is in several networks has its ports in the first of them.
    """
    names = [other.name for other in topology]
    earlier = [name for name in container.also if name in names[: names.index(net.name)]]
    ports = [] if earlier else container.ports
    rows = [(out, port.inside) for port in ports for out in port.outside]
    rows += [("", f"{port.inside} not published") for port in ports if not port.outside]
    rows += [("", f"also called {', '.join(container.aliases)}")] if container.aliases else []
    return rows + ([("", f"also in {', '.join(container.also)}")] if container.also else [])


def _lines(nets: list) -> list[str]:
    lines = [] if nets else ["no network of this session"]
    for net, containers in nets:
        lines.append(_head(net))
        shown = [(_name(c), c.image if c.name else "", "; ".join(map(_said, rows))) for c, rows in containers]
        lines += [f"  {row}" for row in columns(shown) or ("no container",)]
    published = any(out for _, containers in nets for _, rows in containers for out, _ in rows)
    return lines if published else [*lines, "the host publishes no port"]


def _said(row: tuple[str, str]) -> str:
    out, text = row
    return f"published: {out} -> {text}" if out else text


def _head(net: drawn.Net) -> str:
    return f"network {net.name} ({net.driver}{', internal' if net.internal else ''})"


def _name(container: drawn.Attached) -> str:
    return container.name or f"a container of {container.image}"


def _drawn(nets: list, lines: tuple[str, ...]) -> Html:
    shapes, arrows, y = [], [], 1.0
    for net, containers in nets:
        tops, top = [], y + _HEAD
        for _, rows in containers:
            tops.append(top)
            top += _high(rows) + _GAP
        high = max(top - y + 4, _HEAD + 32)
        shapes += _net(net, y, high)
        for (container, rows), at in zip(containers, tops, strict=True):
            shapes += _container(container, rows, at)
            arrows += [(out, at + _line(i)) for i, (out, _) in enumerate(rows) if out]
        y += high + svg.GAP
    height = max(y - svg.GAP + 1, 70)
    return svg.picture(height, _TITLE, lines, *shapes, *_host(arrows, height))


def _high(rows: list) -> float:
    return 32 + len(rows) * svg.LINE


def _line(i: int) -> float:
    """The base line of a row from its container's top."""
    return 40 + i * svg.LINE


def _net(net: drawn.Net, y: float, high: float) -> list[Html]:
    empty = [] if net.containers else [svg.label(_LEFT + 26, y + _HEAD + 14, "no container", ink="dim")]
    return [
        svg.frame(_LEFT, y, _WIDE, high, line="dashed" if net.internal else "", shade=True),
        svg.label(_LEFT + 12, y + 21, _head(net), width=_WIDE - 24, bold=True),
        *empty,
    ]


def _container(container: drawn.Attached, rows: list[tuple[str, str]], y: float) -> list[Html]:
    x, wide = _LEFT + 14, _WIDE - 28
    name = svg.fitted(_name(container), wide - 24)
    room = wide - 36 - svg.width_of(name)
    image = svg.fitted(container.image, room) if container.name and room > 40 else ""
    return [
        svg.frame(x, y, wide, _high(rows)),
        svg.label(x + 12, y + 20, name, bold=True),
        svg.label(x + wide - 12, y + 20, image, ink="dim", at="end"),
        *(
            svg.label(x + 12, y + _line(i), text, width=wide - 24, ink="" if out else "dim")
            for i, (out, text) in enumerate(rows)
        ),
    ]


def _host(arrows: list[tuple[str, float]], height: float) -> list[Html]:
    shapes = [svg.frame(1, 1, _HOST, height - 2, shade=True), svg.label(13, 22, "the host", bold=True)]
    if not arrows:
        shapes.append(svg.label(13, 44, "publishes no port", ink="dim"))
    for out, y in arrows:
        shapes.append(svg.label(_HOST - 12, y, out, width=_HOST - 24, at="end"))
        shapes.append(svg.disc(_HOST + 1, y - 4, 4, ink="brand"))
        shapes.append(svg.arrow(_HOST + 5, y - 4, _LEFT + 14, y - 4, ink="brand"))
    return shapes

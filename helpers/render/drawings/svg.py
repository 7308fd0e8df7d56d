"""Shapes of drawings as SVG; every text goes through html.py, every colour is the theme's; pure.

A style stands at its shape: a drawing is whole wherever it is shown. No ids, so that two drawings never meet.
"""

from __future__ import annotations

from collections.abc import Sequence

from helpers.render import ansi
from helpers.render.html import Html, join, tag

WIDTH = 760  # units; one is a pixel where there is room
LINE = 18  # from one line of text to the next
GAP = 12
CHARACTER = 7.25  # width of one in the code font at 12 pixels
_INK = "var(--jp-content-font-color1,#111)"
_DIM = "var(--jp-content-font-color2,#555)"
_BRAND = "var(--jp-brand-color1,#1976d2)"
_GOOD = "var(--jp-success-color0,#1b6e1e)"
_BAD = "var(--jp-error-color0,#b00020)"
_PAPER = "var(--jp-layout-color1,#fff)"
_SHADE = "var(--jp-layout-color2,#f3f3f3)"
INKS = {"": _INK, "dim": _DIM, "brand": _BRAND, "good": _GOOD, "bad": _BAD, "paper": _PAPER}
_LINES = {"": "", "dashed": ";stroke-dasharray:6 4", "dotted": ";stroke-dasharray:2 3"}


def picture(height: float, title: str, lines: Sequence[str], *shapes: Html) -> Html:
    """The whole drawing. title, lines: what a screen reader says of it."""
    said = ". ".join([title, *(" ".join(ansi.plain(line).split()) for line in lines)])
    font = "font-family:var(--jp-code-font-family,monospace);font-size:12px"
    return tag(
        "svg", *shapes, viewBox=f"0 0 {WIDTH} {number(height)}", role="img", aria_label=said,
        style=f"display:block;width:100%;max-width:{WIDTH}px;height:auto;{font}",
    )  # fmt: skip


def number(value: float) -> str:
    """A coordinate, short."""
    return f"{value:.1f}".removesuffix(".0")


def fitted(text: str, width: float) -> str:
    """As much of a text as fits, in one line."""
    words = " ".join(ansi.plain(text).split())
    most = max(int(width / CHARACTER), 1)
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def width_of(text: str) -> float:
    """How wide a text is drawn."""
    return len(" ".join(ansi.plain(text).split())) * CHARACTER


def label(x: float, y: float, text: str, *, width: float = WIDTH, ink: str = "", bold=False, at: str = "start") -> Html:
    """A line of text, its base line at y; cut to the width. at: which point of it x is, start, middle or end."""
    style = f"fill:{INKS[ink]};text-anchor:{at}" + (";font-weight:600" if bold else "")
    return tag("text", fitted(text, width), "\n", x=number(x), y=number(y), style=style)


def frame(x: float, y: float, width: float, height: float, *, ink: str = "dim", line: str = "", shade=False) -> Html:
    """A rectangle. shade: with the theme's second ground. line: "", dashed or dotted."""
    style = f"fill:{_SHADE if shade else _PAPER};stroke:{INKS[ink]};stroke-width:1{_LINES[line]}"
    return _rectangle(x, y, width, height, style, 4)


def bar(x: float, y: float, width: float, height: float, ink: str = "brand") -> Html:
    """A filled rectangle."""
    return _rectangle(x, y, width, height, f"fill:{INKS[ink]}", 2)


def _rectangle(x: float, y: float, width: float, height: float, style: str, rx: float) -> Html:
    size = {"width": number(width), "height": number(height), "rx": number(rx)}
    return tag("rect", x=number(x), y=number(y), **size, style=style)


def path(d: str, *, ink: str = "", line: str = "", width: float = 1.5) -> Html:
    """A line. d: an SVG path."""
    return tag("path", d=d, style=f"fill:none;stroke:{INKS[ink]};stroke-width:{number(width)}{_LINES[line]}")


def tip(x: float, y: float, direction: str = "right", ink: str = "") -> Html:
    """An arrow's head with its point at x, y."""
    dx, dy = {"right": (-8, 4), "left": (8, 4)}[direction]
    d = f"M{number(x)} {number(y)}l{dx} {dy}v{-2 * dy}z"
    return tag("path", d=d, style=f"fill:{INKS[ink]}")


def arrow(x1: float, y1: float, x2: float, y2: float, *, ink: str = "", line: str = "", both=False) -> Html:
    """An arrow, bent smoothly where it goes up or down. both: with a head at each end."""
    right = x2 >= x1
    sign = 1 if right else -1
    start, end, bend = x1 + (6 * sign if both else 0), x2 - 6 * sign, abs(x2 - x1) / 2 * sign
    d = f"M{number(start)} {number(y1)}C{number(start + bend)} {number(y1)} {number(end - bend)} {number(y2)} "
    heads = [tip(x2, y2, "right" if right else "left", ink)]
    heads += [tip(x1, y1, "left" if right else "right", ink)] if both else []
    return join([path(d + f"{number(end)} {number(y2)}", ink=ink, line=line), *heads])


def disc(x: float, y: float, radius: float, *, ink: str = "", filled=True) -> Html:
    """A circle."""
    style = f"fill:{INKS[ink]}" if filled else f"fill:{_PAPER};stroke:{INKS[ink]};stroke-width:1.5"
    return tag("circle", cx=number(x), cy=number(y), r=number(radius), style=style)

"""The one way to HTML: everything that is not markup of ours is escaped; pure."""

from __future__ import annotations

import html
from collections.abc import Iterable

# JupyterLab's theme variables make both themes right; the second values serve everywhere else.
# Inks are mixed with the theme's own, so that all of them can be read on its grounds (WCAG AA).
_INK, _PAGE = "var(--jp-content-font-color0,#000)", "var(--jp-layout-color0,#fff)"
_ANSI = {"red": "#ff2020", "green": "#00a000", "yellow": "#ffff00", "blue": "#4060ff", "magenta": "#ff00ff",
         "cyan": "#00ffff"}  # fmt: skip
INKS = {
    **{f"--dc-{name}": f"color-mix(in srgb,{colour} 40%,{_INK})" for name, colour in _ANSI.items()},
    **{f"--dc-on-{name}": f"color-mix(in srgb,{colour} 25%,{_PAGE})" for name, colour in _ANSI.items()},
    "--dc-black": _INK, "--dc-white": "var(--dc-dim)", "--dc-on-black": "transparent", "--dc-on-white": "transparent",
    "--dc-dim": f"color-mix(in srgb,{_INK} 72%,{_PAGE})",
    "--dc-bad": f"color-mix(in srgb,var(--jp-error-color1,#d32f2f) 50%,{_INK})",
    "--dc-good": f"color-mix(in srgb,var(--jp-success-color1,#388e3c) 60%,{_INK})",
    "--dc-line": "var(--jp-border-color2,#ccc)",
}  # fmt: skip
CSS = f"""
.dc{{{";".join(f"{name}:{value}" for name, value in INKS.items())}}}
""" + """
.dc{font-family:var(--jp-content-font-family,sans-serif);color:var(--jp-content-font-color1,#111);line-height:1.4}
.dc code,.dc pre{font-family:var(--jp-code-font-family,monospace);font-size:var(--jp-code-font-size,13px)}
.dc pre{margin:.2em 0;padding:.3em .6em;white-space:pre-wrap;overflow-wrap:anywhere;max-height:32em;overflow:auto;
background:var(--jp-layout-color2,#f3f3f3);color:var(--jp-content-font-color1,#111)}
.dc .dc-cmd{color:var(--dc-dim);margin:.2em 0}
.dc .dc-cmd code::before{content:"$ "}
.dc table{border-collapse:collapse;margin:.2em 0}
.dc td,.dc th{text-align:left;vertical-align:top;padding:.15em .7em .15em 0;border:0}
.dc th{font-weight:600;color:var(--dc-dim)}
.dc-state,.dc-mark{font-family:var(--jp-code-font-family,monospace);white-space:nowrap}
.dc .dc-bad{color:var(--dc-bad)}
.dc .dc-good{color:var(--dc-good)}
.dc .dc-dim{color:var(--dc-dim)}
.dc-note{margin:.2em 0}
.dc .dc-heading{font-size:1em;font-weight:600;margin:.8em 0 .2em}
.dc .dc-items{list-style:none;margin:.2em 0;padding:0}
.dc .dc-items>li{padding:.25em 0;border-top:1px solid var(--dc-line)}
.dc .dc-items>li:first-child{border-top:0}
.dc .dc-items .dc-note,.dc .dc-items .dc-fold{margin-left:1.2em}
.dc .dc-items code{overflow-wrap:anywhere;white-space:pre-wrap}
.dc .dc-aside{white-space:nowrap;font-size:.9em}
.dc .dc-fold>summary{cursor:pointer;padding:.1em 0}
.dc .dc-fold>:not(summary){margin-left:1.2em}
.dc-panel td code{overflow-wrap:anywhere}
.dc-panel td:first-child{white-space:nowrap}
.dc .dc-wide{overflow-x:auto}
.dc .dc-wide td div{overflow-wrap:anywhere;min-width:8em}
.dc .dc-bar{display:inline-block;vertical-align:middle;width:10em;height:.8em;border:1px solid var(--dc-dim);
border-radius:2px;overflow:hidden}
.dc .dc-bar>span{display:block;height:100%;background:var(--dc-dim)}
.dc .dc-bar>.dc-own{background:var(--jp-brand-color1,#1976d2)}
.dc ul.dc-tree,.dc .dc-tree ul{list-style:none;margin:0;padding:0}
.dc .dc-tree li{padding:.05em 0}
.dc .dc-size{display:inline-block;min-width:5.5em;text-align:right;margin:0 .6em;white-space:nowrap}
"""


class Html(str):
    """Text that is markup already; only this module makes it."""


def esc(value: object) -> Html:
    """Any value as text that HTML shows as it is; Html stays."""
    return value if isinstance(value, Html) else Html(html.escape(str(value), quote=True))


def tag(name: str, *children: object, cls: str = "", **attributes: str) -> Html:
    """An element; children and attribute values are escaped unless they are Html."""
    marks = {"class": cls} if cls else {}
    marks |= {key.replace("_", "-"): value for key, value in attributes.items()}
    words = "".join(f' {key}="{esc(value)}"' for key, value in marks.items())
    return Html(f"<{name}{words}>{join(children)}</{name}>")


def join(parts: Iterable[object]) -> Html:
    """Parts one after the other."""
    return Html("".join(esc(part) for part in parts))


def box(*children: object, cls: str = "") -> Html:
    """A whole output."""
    return tag("div", *children, cls=f"dc {cls}".strip())


def style(css: str = "") -> Html:
    """The shared style, and more; a page needs it once. In a notebook the verb engine() and each toggle bring it."""
    return Html(f"<style>{CSS}{css}</style>")


def table(rows: Iterable[Iterable[object]], head: Iterable[str] = ()) -> Html:
    """A table; a cell is a value, or a td or th."""
    top = [tag("thead", tag("tr", *(tag("th", name) for name in head)))] if head else []
    body = [tag("tr", *(c if _is_cell(c) else cell(c) for c in row)) for row in rows]
    return tag("table", *top, tag("tbody", *body))


def _is_cell(value: object) -> bool:
    return isinstance(value, Html) and value.startswith(("<td", "<th"))


def cell(value: object, cls: str = "") -> Html:
    """A table's cell with a class."""
    return tag("td", value, cls=cls)


def command(line: str) -> Html:
    """The docker command that does the same."""
    return tag("div", tag("code", line), cls="dc-cmd")

"""The one way to HTML: everything that is not markup of ours is escaped; pure."""

from __future__ import annotations

import html
from collections.abc import Iterable

# JupyterLab's theme variables make both themes right; the second values serve everywhere else.
CSS = """
.dc{font-family:var(--jp-content-font-family,sans-serif);color:var(--jp-content-font-color1,#111);line-height:1.4}
.dc code,.dc pre{font-family:var(--jp-code-font-family,monospace);font-size:var(--jp-code-font-size,13px)}
.dc pre{margin:.2em 0;padding:.3em .6em;white-space:pre-wrap;overflow-wrap:anywhere;max-height:32em;overflow:auto;
background:var(--jp-layout-color2,#f3f3f3);color:var(--jp-content-font-color1,#111)}
.dc .dc-cmd{color:var(--jp-content-font-color2,#555);margin:.2em 0}
.dc .dc-cmd code::before{content:"$ "}
.dc table{border-collapse:collapse;margin:.2em 0}
.dc td,.dc th{text-align:left;vertical-align:top;padding:.15em .7em .15em 0;border:0}
.dc th{font-weight:600;color:var(--jp-content-font-color2,#555)}
.dc-state,.dc-mark{font-family:var(--jp-code-font-family,monospace);white-space:nowrap}
.dc-bad{color:var(--jp-error-color0,#b00020)}
.dc-good{color:var(--jp-success-color0,#1b6e1e)}
.dc-dim{color:var(--jp-content-font-color2,#555)}
.dc-note{margin:.2em 0}
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

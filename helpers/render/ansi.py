"""Terminal output -> safe HTML or plain text: colours are kept, all else that a terminal obeys is taken out; pure."""

from __future__ import annotations

import re

from helpers.render.html import Html, esc, join, tag

LIMIT = 100_000  # characters that an output shows at most
_ESCAPE = re.compile(r"\x1b\[([0-9;:]*)m|\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[()*+].|[@-Z\\-_])")
_NOTICE = re.compile(r"\n… (\d+) bytes left out …\n")  # of what was cut as it was read
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")


def cut(text: str) -> str:
    """At most LIMIT characters, with a notice where the rest was; one that was there already is counted in."""
    if len(text) <= LIMIT:
        return text
    head, middle, tail = text[: LIMIT // 2], text[LIMIT // 2 : -LIMIT // 2], text[-LIMIT // 2 :]
    left, unit = len(middle), "characters"
    if before := _NOTICE.search(middle):
        left, unit = len(middle.encode()) - len(before[0].encode()) + int(before[1]), "bytes"
    return f"{head}\n… {left} {unit} left out …\n{tail}"


def _lines(text: str) -> str:
    """Lines as a terminal leaves them: what a carriage return overwrote is gone."""
    text = text.replace("\r\n", "\n")
    if "\r" not in text:
        return text
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))


def plain(text: str) -> str:
    """Without colours and control characters."""
    return _CONTROL.sub("", _ESCAPE.sub("", cut(_lines(text)))).replace("\x1b", "")


def html(text: str) -> Html:
    """With colours, as the style makes them readable in both themes."""
    text = _CONTROL.sub("", cut(_lines(text)))
    parts, style, at = [], {}, 0
    for match in _ESCAPE.finditer(text):
        parts.append(_span(text[at : match.start()], style))
        if match[1] is not None:
            style = _styled(style, match[1])
        at = match.end()
    parts.append(_span(text[at:], style))
    return join(parts)


def _span(text: str, style: dict[str, str]) -> Html:
    if not text or not style:
        return esc(text.replace("\x1b", ""))
    if "background-color" in style:  # on a tinted ground, the page's own ink is the one that can be read
        style = {key: value for key, value in style.items() if key != "color"}
    return tag("span", text.replace("\x1b", ""), style=";".join(f"{k}:{v}" for k, v in sorted(style.items())))


def _styled(style: dict[str, str], codes: str) -> dict[str, str]:
    style = dict(style)
    numbers = [int(part) if part else 0 for part in re.split("[;:]", codes)]
    while numbers:
        code = numbers.pop(0)
        if code == 0:
            style = {}
        elif code == 1:
            style["font-weight"] = "bold"
        elif code in (3, 4):
            style |= {"font-style": "italic"} if code == 3 else {"text-decoration": "underline"}
        elif code == 22:
            style.pop("font-weight", None)
        elif code in (38, 48):
            del numbers[: 2 if numbers[:1] == [5] else 4]  # 256 colours and RGB: the text, without them
        else:
            _coloured(style, code)
    return style


def _coloured(style: dict[str, str], code: int) -> None:
    for base, key in ((30, "color"), (90, "color"), (40, "background-color"), (100, "background-color")):
        if base <= code < base + 8:
            name = _COLOURS[code - base]
            style[key] = f"var(--dc-{name},{name})" if key == "color" else f"var(--dc-on-{name},transparent)"
    if code in (39, 49):
        style.pop("color" if code == 39 else "background-color", None)

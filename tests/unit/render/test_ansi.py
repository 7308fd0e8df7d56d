from hypothesis import given as randomly
from hypothesis import strategies as st

from helpers.render import ansi
from helpers.render.html import Html


def test_colours_become_the_themes():
    assert ansi.html("\x1b[31mred\x1b[0m plain") == (
        '<span style="color:var(--dc-red,red)">red</span> plain'
    )  # fmt: skip
    assert "font-weight:bold" in ansi.html("\x1b[1;44mx\x1b[0m")
    assert ansi.html("\x1b[38;5;196mx\x1b[39my") == "xy"


def test_nothing_else_that_a_terminal_obeys_remains():
    text = "a\x1b[2Jb\x1b]0;title\x07c\x1b[?25ld\x00\x07e\x1b(Bf"
    assert ansi.plain(text) == "abcdef"
    assert "\x1b" not in ansi.html(text)


def test_what_a_carriage_return_overwrote_is_gone():
    assert ansi.plain("10 %\r50 %\r100 %\nnext\r\nlast\r\n") == "100 %\nnext\nlast\n"


def test_a_long_output_is_cut_with_a_notice():
    text = "a" * 80_000 + "b" * 80_000
    shown = ansi.plain(text)
    assert "… 60000 characters left out …" in shown
    assert len(shown) < 101_000 and shown.startswith("aaa") and shown.endswith("bbb")
    assert len(ansi.html(text)) < 101_000


@randomly(st.text())
def test_no_text_breaks_out(text):
    shown = ansi.html(text)
    assert isinstance(shown, Html)
    assert "<" not in shown.replace("<span style=", "").replace("</span>", "")
    assert "\x1b" not in shown and "\x1b" not in ansi.plain(text)

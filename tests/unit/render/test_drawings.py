"""Every drawing: nothing breaks out of it, its text says what it shows, and both themes are right."""

import re

import pytest
from given_page import HOSTILE, Page

from helpers import model, render
from helpers.render.drawings import svg
from helpers.render.views import Figure, blocks

VALUES = [
    model.Layers((model.Layer(HOSTILE, 5), model.Layer(HOSTILE, 0)), HOSTILE, HOSTILE, 1),
    model.Layers((), HOSTILE),
]
ids = [f"{type(v).__name__}{i}" for i, v in enumerate(VALUES)]
every = pytest.mark.parametrize("value", VALUES, ids=ids)
TAGS = {"svg", "text", "rect", "path", "circle", "figure", "details", "summary"}
ATTRIBUTES = {
    "viewbox", "role", "aria-label", "style", "x", "y", "width", "height", "rx", "cx", "cy", "r", "d", "class",
}  # fmt: skip


def figure(value):
    return next(block for block in blocks(value) if isinstance(block, Figure))


@every
def test_nothing_given_becomes_markup(value):
    page = Page(value._repr_html_())
    assert page.tags <= TAGS | {"div", "code", "pre", "table", "tbody", "thead", "tr", "td", "th", "span"}
    assert {name for name, _ in page.attributes} <= ATTRIBUTES


@every
def test_an_attribute_holds_numbers_and_styles_of_ours(value):
    for name, said in Page(value._repr_html_()).attributes:
        if name in ("x", "y", "width", "height", "rx", "cx", "cy", "r"):
            assert re.fullmatch(r"-?[\d.]+", said), name
        elif name in ("d", "style"):
            assert not re.search(r"[<>&\"']|url|script", said)


@every
def test_a_screen_reader_is_told_what_the_text_says(value):
    attributes = Page(figure(value).drawing).attributes
    said = dict(attributes)["aria-label"]
    assert dict(attributes)["role"] == "img" and said.startswith(" ".join(figure(value).title.split()))
    assert len(said) >= len(figure(value).title)


@every
def test_each_label_is_in_the_text(value):
    heard = dict(Page(figure(value).drawing).attributes)["aria-label"]
    said = " ".join([figure(value).title, render.text(value), heard])
    for line in " ".join(Page(figure(value).drawing).words).split("\n"):
        for word in line.removesuffix("…").split():
            assert word in said or any(known.startswith(word.rstrip("…")) for known in said.split()), word


@every
def test_colours_are_the_themes_and_there_are_no_ids(value):
    drawing = figure(value).drawing
    for style in re.findall(r'style="([^"]*)"', drawing):
        left = re.sub(r"var\(--jp-[^)]*\)", "", style)
        assert "#" not in left and not re.search(r"(fill|stroke):(?!none)[a-z]", left)
    assert " id=" not in drawing and "url(" not in drawing


@every
def test_drawing_twice_gives_the_same(value):
    assert value._repr_html_() == value._repr_html_() and repr(value) == repr(value)


@every
def test_no_shape_leaves_the_drawing(value):
    attributes = dict(Page(figure(value).drawing).attributes)
    width, height = map(float, attributes["viewbox"].split()[2:])
    for shape in re.findall(r"<rect [^>]*>", figure(value).drawing):
        x, y, w, h = (float(re.search(rf' {name}="([^"]*)"', shape)[1]) for name in ("x", "y", "width", "height"))
        assert x >= 0 and y >= 0 and x + w <= width and y + h <= height


def test_a_text_is_cut_to_its_place():
    assert svg.fitted("a b\n c", 100) == "a b c"
    assert svg.fitted("x" * 100, 72.5) == "x" * 9 + "…"
    assert svg.number(3.0) == "3" and svg.number(2.55) in ("2.5", "2.6")


def test_bars_of_layers_are_in_proportion():
    layers = model.Layers(tuple(model.Layer("a", size) for size in (1000, 500, 1, 0)), "i")
    drawn = re.findall(r'<rect [^>]*width="(\d+)"[^>]*style="fill:var\(--jp-brand', figure(layers).drawing)
    assert drawn == ["240", "120", "12"]

"""Every drawing: nothing breaks out of it, its text says what it shows, and both themes are right."""

import re

import pytest
from given_page import HOSTILE, Page

from helpers import drawn, model, render
from helpers.dockerfile import stages
from helpers.render.drawings import svg
from helpers.render.views import Figure, blocks


def _process(pid, parent):
    return model.Process(pid, parent, HOSTILE, HOSTILE)


_CHECKS = [("fail", 1, "starting"), ("pass", 0, "healthy"), ("timeout", None, "healthy"), ("error", None, HOSTILE)]
VALUES = [
    model.Layers((model.Layer(HOSTILE, 5), model.Layer(HOSTILE, 0)), HOSTILE, HOSTILE, 1),
    model.Layers((), HOSTILE),
    drawn.Stages((
        drawn.Stage(HOSTILE, (drawn.Source(HOSTILE, "FROM"),), True),
        drawn.Stage(HOSTILE, (drawn.Source(HOSTILE, "FROM", 0), drawn.Source(HOSTILE, "RUN --mount", 0)), False),
        drawn.Stage(HOSTILE, (drawn.Source("scratch", "FROM"), drawn.Source(HOSTILE, "COPY --from", 0)), True, True),
    ), HOSTILE),
    drawn.Everywhere((), HOSTILE, (HOSTILE, "containerd"), (
        drawn.Inside(HOSTILE, HOSTILE, (_process(2, 1), _process(3, 2), _process(9, 8)), True, HOSTILE),
        drawn.Inside("", HOSTILE, (_process(4, 1),), False),
    )),
    drawn.Everywhere((), HOSTILE),
    drawn.Topology((
        drawn.Net(HOSTILE, HOSTILE, (
            drawn.Attached(HOSTILE, HOSTILE, (drawn.Port(HOSTILE, (HOSTILE, "80")), drawn.Port(HOSTILE)), (HOSTILE,)),
            drawn.Attached("", HOSTILE, (), (), (HOSTILE,)),
        ), True),
        drawn.Net("empty", "bridge"),
    )),
    drawn.Topology(),
    drawn.Timeline(tuple(drawn.Check(i, *check) for i, check in enumerate(_CHECKS * 5)), HOSTILE, (HOSTILE,)),
    drawn.Timeline(),
    drawn.Mounts((
        drawn.Mount("bind", HOSTILE, HOSTILE, True), drawn.Mount("volume", "", HOSTILE), drawn.Mount("tmpfs", "", "/t"),
        drawn.Mount(HOSTILE, HOSTILE, HOSTILE),
    ), HOSTILE, True),
    drawn.Mounts(),
]  # fmt: skip
ids = [f"{type(v).__name__}{i}" for i, v in enumerate(VALUES)]
every = pytest.mark.parametrize("value", VALUES, ids=ids)
TAGS = {"svg", "text", "rect", "path", "circle", "figure", "details", "summary"}
ATTRIBUTES = {
    "viewbox", "role", "aria-label", "style", "x", "y", "width", "height", "rx", "cx", "cy", "r", "d", "class",
    "hidden",
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
        for word in map(lambda word: word.strip("✓✗!…()"), line.split()):
            assert word in said or any(known.startswith(word) for known in said.split()), word


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


def test_every_value_is_drawn_on_purpose():
    kinds = [kind for kind in vars(drawn).values() if isinstance(kind, type) and issubclass(kind, model.Rows)]
    kinds = [kind for kind in kinds if kind.__module__ == drawn.__name__]
    assert kinds and all(blocks.dispatch(kind).__module__.startswith("helpers.render.drawings.") for kind in kinds)
    assert {type(value) for value in VALUES} >= set(kinds)


def lines(value):
    return list(figure(value).lines)


def test_stages_in_words():
    text = "FROM busybox AS maker\nFROM maker AS spare\nFROM busybox\nCOPY --from=maker /a /\n"
    assert lines(stages(text)) == [
        "maker    FROM busybox",
        "spare    FROM maker                       not needed",
        "stage-2  FROM busybox, COPY --from maker  target",
    ]
    assert render.text(stages(text)).endswith("BuildKit leaves out what the target does not need.")
    assert "leaves out" not in render.text(stages("FROM busybox"))


def test_an_image_that_two_stages_start_from_is_drawn_once():
    drawing = figure(stages("FROM busybox AS a\nFROM busybox\nCOPY --from=a /a /\n")).drawing
    assert drawing.count(">busybox\n</text>") == 1
    assert drawing.count("stroke-dasharray:6 4") == 2  # the arrow and its legend


def test_processes_in_words():
    given = ((5, 4, "root", "sh"), (6, 5, "33", "sleep"), (7, 4, "root", "ps"))
    inside = drawn.Inside("web", "busybox", tuple(model.Process(*one) for one in given), True, "containerd-shim")
    assert lines(drawn.Everywhere((), "", ("dockerd",), (inside,))) == [
        "one kernel",
        "  dockerd",
        "    containerd-shim",
        "      container web of busybox, PIDs of its own",
        "        sh (PID 1 inside)",
        "        └─ sleep (user 33)",
        "        ps (started by docker exec)",
    ]


def test_networks_in_words():
    ports = (drawn.Port("80/tcp", ("8080",)), drawn.Port("443/tcp"))
    web = drawn.Attached("web", "nginx", ports, ("www",))
    both = (drawn.Attached("db", "x", ports, also=("back",)), drawn.Attached("db", "x", ports, also=("front",)))
    nets = (drawn.Net("front", "bridge", (web, both[0])), drawn.Net("back", "bridge", (both[1],), True))
    assert lines(drawn.Topology(nets)) == [
        "network front (bridge)",
        "  web  nginx  published: 8080 -> 80/tcp; 443/tcp not published; also called www",
        "  db   x      published: 8080 -> 80/tcp; 443/tcp not published; also in back",
        "network back (bridge, internal)",
        "  db  x  also in front",
    ]
    assert lines(drawn.Topology()) == ["no network of this session", "the host publishes no port"]


def test_checks_in_words():
    checks = (
        drawn.Check(1, "fail", 1, "starting", False), drawn.Check(2, "pass", 0, "healthy"),
        drawn.Check(3, "timeout", None, "unhealthy"),
    )  # fmt: skip
    assert lines(drawn.Timeline(checks)) == [
        "starting",
        "1  fail     exit code 1   does not count",
        "2  pass     exit code 0   -> healthy",
        "3  timeout  no exit code  -> unhealthy",
    ]
    assert lines(drawn.Timeline()) == ["starting", "no check so far"]
    assert lines(drawn.Timeline((drawn.Check(1, "fail", 1, ""),)))[0] == "state not known"


def test_mounts_in_words():
    found = (drawn.Mount("tmpfs", "", "/t"), drawn.Mount("volume", "", "/v"), drawn.Mount("bind", "a", "/b", True))
    assert lines(drawn.Mounts(found)) == [
        "the host's files      a            -> /b               read-only",
        "the engine's volumes  (anonymous)  -> /v",
        "memory                tmpfs        -> /t",
        "its writable layer                 -> all other paths",
    ]
    assert lines(drawn.Mounts((), read_only=True)) == ["the image, read-only    -> all other paths"]


def test_a_text_is_cut_to_its_place():
    assert svg.fitted("a b\n c", 100) == "a b c"
    assert svg.fitted("x" * 100, 72.5) == "x" * 9 + "…"
    assert svg.number(3.0) == "3" and svg.number(2.55) in ("2.5", "2.6")


def test_bars_of_layers_are_in_proportion():
    layers = model.Layers(tuple(model.Layer("a", size) for size in (1000, 500, 1, 0)), "i")
    drawn = re.findall(r'<rect [^>]*width="(\d+)"[^>]*style="fill:var\(--jp-brand', figure(layers).drawing)
    assert drawn == ["240", "120", "12"]

import re

import pytest
from given_page import HOSTILE, Page, words

from helpers import model, render
from helpers.render.html import Html, box, esc, style, tag

_STEP = model.BuildStep(HOSTILE, 1, 2, HOSTILE, "failed", 0.0, HOSTILE, 1, 3)
VALUES = [
    model.Build(HOSTILE, "buildkit", (_STEP,), None, HOSTILE, HOSTILE),
    model.Build(HOSTILE, "buildkit", (_STEP,), "sha256:1", HOSTILE, fresh=True),
    _STEP,
    model.Run(HOSTILE, HOSTILE, HOSTILE, 1),
    model.Log(HOSTILE),
    model.Config({"Cmd": [HOSTILE], "Labels": {HOSTILE: HOSTILE}, "Env": [HOSTILE], "User": HOSTILE}, HOSTILE),
    model.Image("sha256:1", (HOSTILE,), {"User": HOSTILE}, (model.Layer(HOSTILE, 1),), (), HOSTILE, HOSTILE, 1),
    model.Layer(HOSTILE, 1),
    model.History((model.HistoryEntry(HOSTILE, True), model.HistoryEntry(HOSTILE, False)), HOSTILE, HOSTILE, 1),
    model.HistoryEntry(HOSTILE, False),
    model.Difference(
        (model.FileChange(HOSTILE, "added"),), (model.ConfigChange(HOSTILE, None, HOSTILE),), HOSTILE, HOSTILE, HOSTILE
    ),
    model.FileChange(HOSTILE, "removed"),
    model.ConfigChange(HOSTILE, [HOSTILE], {HOSTILE: HOSTILE}),
    model.Processes((model.Process(1, 0, HOSTILE, HOSTILE), model.Process(2, 1, HOSTILE, HOSTILE)), HOSTILE),
    model.Process(1, 0, HOSTILE, HOSTILE),
    model.Events((model.Event(HOSTILE, HOSTILE, HOSTILE, {"exitCode": HOSTILE}),), HOSTILE),
    model.Event(HOSTILE, HOSTILE, HOSTILE, {"exitCode": HOSTILE}),
    model.ContainerInfo(HOSTILE, HOSTILE, 1),
    model.ContainerInfo(HOSTILE, "running", None, ((HOSTILE, HOSTILE),)),
    model.EngineInfo(HOSTILE, HOSTILE),
    model.Cleaned(1, 2, 3, 4),
]
ids = [f"{type(v).__name__}{i}" for i, v in enumerate(VALUES)]


@pytest.mark.parametrize("value", VALUES, ids=ids)
def test_nothing_given_becomes_markup(value):
    page = Page(value._repr_html_())
    assert page.tags <= {"style", "div", "table", "thead", "tbody", "tr", "td", "th", "code", "pre", "span"}
    assert {name for name, _ in page.attributes} <= {"class", "style"}


@pytest.mark.parametrize("value", VALUES, ids=ids)
def test_the_text_says_what_the_html_says(value):
    page = Page(value._repr_html_())
    signs = {"$"}  # the style sheet writes it in HTML
    text = [word for word in words(repr(value)) if word not in signs]
    assert text == words(" ".join(page.words))


@pytest.mark.parametrize("value", VALUES, ids=ids)
def test_drawing_twice_gives_the_same(value):
    assert value._repr_html_() == value._repr_html_()
    assert repr(value) == repr(value) == render.text(value)


def test_every_value_of_the_model_is_drawn_on_purpose():
    from helpers.render.views import blocks

    skipped = {model.Shown, model.Rows}
    kinds = [k for k in vars(model).values() if isinstance(k, type) and issubclass(k, model.Shown) and k not in skipped]
    assert [k.__name__ for k in kinds if blocks.dispatch(k) is blocks.dispatch(object)] == []


@pytest.mark.parametrize("address", ["http://localhost:8080/", "/user/ada/proxy/8080/"])
def test_a_running_container_links_to_its_ports(address):
    page = Page(model.ContainerInfo("docker run x", "running", None, (("80/tcp", address),))._repr_html_())
    assert {("href", address), ("target", "_blank"), ("rel", "noopener")} <= set(page.attributes)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//elsewhere.example/", "data:text/html,x"])
def test_what_is_no_address_of_the_web_is_no_link(address):
    page = Page(model.ContainerInfo("docker run x", "running", None, (("80/tcp", address),))._repr_html_())
    assert "a" not in page.tags


def test_the_escaping_helper():
    assert esc("<&\"'>") == "&lt;&amp;&quot;&#x27;&gt;"
    assert esc(Html("<b>")) == "<b>"
    assert tag("p", "<", title='"', cls="a") == '<p class="a" title="&quot;">&lt;</p>'
    assert box("x").endswith('<div class="dc">x</div>')


def test_themes_are_followed():
    assert "var(--jp-" in style()


def test_the_style_comes_with_the_engine_and_not_with_every_output():
    assert "<style>" in render.html(model.EngineInfo("ours", ""))
    assert "<style>" not in render.html(model.Run("docker run x", "", "", 0))
    assert "#" not in re.sub(r"var\([^)]*\)", "", box(""))  # no colour that a dark theme could not change

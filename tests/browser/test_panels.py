"""A playground's panels with everything in them, in a real browser: read by axe in both themes, opened, looked at."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import SHOTS
from tests.browser.desk import Desk, tab
from tests.browser.test_page import RULES

pytestmark = pytest.mark.engine

TEXT = """FROM busybox:1.37 AS make
ARG NAME=world
RUN mkdir /out && echo "hello $NAME" > /out/hello
FROM busybox:1.37
ENV LANG=C.UTF-8 COURSE="a b"
COPY --from=make /out/hello /app/hello
RUN printf '\\033[31mred\\033[0m \\033[33myellow\\033[0m \\033[42mgreen ground\\033[0m\\n'; rm /etc/group
USER nobody
CMD cat /app/hello; echo "<b>no markup</b>" >&2
"""
# A change, so that there is a before; the layers' files; a point of the build; the other builder.
CODE = f"""p = playground({TEXT!r})
p.args(NAME="me"); p.set("USER", False); p.files(); p.peek("RUN 2", "ls /app"); p.compare(
    lambda state: state.builder_with("classic"))
p"""


@pytest.fixture(scope="module")
def desk(lab, browser):
    """A notebook that stays open for all tests of this file."""
    with Desk.set_up(lab, browser, 1400) as made:
        yield made


@pytest.fixture(scope="module")
def play(desk):
    """The playground with everything that was looked at."""
    return desk.show(CODE)


OPEN = "e => e.querySelectorAll('details').forEach(one => { one.open = true; })"


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_in_a_panel_with_everything_open(desk, play, theme):
    desk.theme(theme)
    for name in [one.inner_text() for one in play.get_by_role("tab").all()]:
        panel = tab(play, name)
        panel.evaluate(OPEN)
        found = Axe().run(desk.page, context=".pg", options={"runOnly": RULES})
        faults = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found.response["violations"]]
        assert faults == [], (theme, name)
        panel.screenshot(path=SHOTS / f"panel-{name.lower()}-{theme.lower()}.png")
    desk.theme("Light")


def test_a_panel_says_what_is_to_be_said(play):
    expect(tab(play, "Build")).to_contain_text("from the cache")
    run = tab(play, "Run")
    expect(run).to_contain_text("hello me")
    expect(run).to_contain_text("<b>no markup</b>")
    expect(run.get_by_role("heading", name="What its first process had")).to_be_visible()
    expect(tab(play, "Layers").get_by_role("list", name="The layers of")).to_contain_text("FROM busybox:1.37")
    expect(tab(play, "Configuration")).to_contain_text("removed")
    expect(tab(play, "Stages").get_by_role("img", name="The stages of")).to_be_visible()
    expect(tab(play, "Compare").get_by_role("columnheader", name="the other (classic)").first).to_be_visible()


def test_a_layer_opens_by_the_keyboard_and_shows_its_files(desk, play):
    layers = tab(play, "Layers")
    layers.evaluate("e => e.querySelectorAll('details').forEach(one => { one.open = false; })")
    last = layers.locator("summary", has_text="removed").last
    last.focus()
    desk.page.keyboard.press("Enter")
    expect(layers.get_by_text("/etc/group", exact=True)).to_be_visible()


def test_a_peek_shows_the_folders_there(desk, play):
    peek = tab(play, "Peek")
    peek.evaluate(OPEN)
    files = peek.get_by_role("list", name="Files")
    expect(files.get_by_text("hello", exact=True)).to_be_visible()
    expect(peek).to_contain_text("What this instruction changed")

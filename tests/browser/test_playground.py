"""The playground in JupyterLab, as a learner uses it: a real kernel, a real engine, a real browser."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from helpers import api, session  # noqa: F401  api tells the session how an engine is found
from helpers.client import processes
from helpers.sources import ROOT
from tests.browser.conftest import SHOTS, eventually
from tests.browser.desk import SETUP, Desk, at_rest, new_notebook, switch, tab, the_row
from tests.browser.test_page import RULES

pytestmark = pytest.mark.engine
PICTURE = ROOT / "docs/playground.png"

TEXT = """FROM busybox:1.37
ENV WHO=learner
RUN echo first > /made
RUN echo second >> /made
CMD echo "hello $WHO"; cat /made
"""


@pytest.fixture(scope="module")
def desk(lab, browser):
    """A notebook that stays open for all tests of this file."""
    with Desk.set_up(lab, browser, 900) as made:
        yield made


@pytest.fixture
def play(desk):
    """The playground of TEXT."""
    return desk.show(f"p = playground({TEXT!r})\np")


def run_panel(play):
    return tab(play, "Run")


def test_a_click_changes_what_the_container_prints(play):
    run = run_panel(play)
    expect(run).to_contain_text("hello learner\nfirst\nsecond")
    switch(play, "ENV").uncheck()
    expect(run).not_to_contain_text("learner")
    expect(play.get_by_role("status")).to_contain_text("exit code 0")
    expect(the_row(play, "FROM").locator(".pg-state")).to_have_text("cached")


def test_text_typed_into_a_row_is_built_and_an_error_said_at_its_line(play, desk):
    run = run_panel(play)
    the_row(play, "RUN 2").locator("pre").click()
    desk.page.keyboard.press("End")
    desk.page.keyboard.type(" && \\\n    echo third >> /made")
    desk.page.keyboard.press("Control+Enter")
    expect(run).to_contain_text("second\nthird")
    assert desk.page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 1
    the_row(play, "ENV").locator("pre").click()
    desk.page.keyboard.press("Control+A")
    desk.page.keyboard.type("ENVY A=1\n")
    expect(the_row(play, "ENV").locator(".pg-error")).to_contain_text("Line 2")
    play.get_by_role("button", name="Undo").click()
    expect(the_row(play, "ENV").locator(".pg-error")).to_have_count(0)


def test_a_row_is_dragged_moved_by_keys_and_put_back(play, desk):
    run = run_panel(play)
    goal = the_row(play, "RUN 1").bounding_box()
    the_row(play, "RUN 2").locator(".pg-handle").hover()
    desk.page.mouse.down()
    desk.page.mouse.move(goal["x"] + 40, goal["y"] + 3, steps=5)
    desk.page.mouse.up()
    expect(run).to_contain_text("hello learner\nfirst")
    expect(run).not_to_contain_text("second")
    handle = the_row(play, "RUN 2").get_by_role("button", name="Move")
    handle.press("Alt+ArrowDown")
    expect(run).to_contain_text("first\nsecond")
    expect(handle).to_be_focused()
    undo = play.get_by_role("button", name="Undo")
    undo.click()
    expect(run).not_to_contain_text("second")
    undo.click()
    expect(run).to_contain_text("first\nsecond")
    expect(undo).to_have_attribute("aria-disabled", "true")


def sleeping(seconds):
    found = processes._host(session.client(), "busybox:1.37")
    return [one for one in found if one.command == f"sleep {seconds}"]


def test_a_long_build_is_cancelled_and_gone(desk):
    play = desk.show('p = playground("FROM busybox:1.37\\nRUN true\\nCMD echo done\\n")\np')
    the_row(play, "RUN").locator("pre").click()
    desk.page.keyboard.press("Control+A")
    desk.page.keyboard.type("RUN sleep 7777\n")
    eventually(lambda: sleeping(7777), what="the build's process")
    play.get_by_role("button", name="Cancel").click()
    expect(play.get_by_role("status")).to_have_text("Cancelled")
    eventually(lambda: not sleeping(7777), what="the end of the build's process")
    play.get_by_role("button", name="Undo").click()
    expect(run_panel(play)).to_contain_text("done")


def test_what_a_container_prints_is_text_with_its_colours(desk):
    hostile = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'
    text = f"FROM busybox:1.37\nCMD printf '\\033[31mred\\033[0m {hostile}'\n"
    run = run_panel(desk.show(f"p = playground({text!r})\np"))
    expect(run).to_contain_text("<script>window.hit=1</script>")
    red = run.locator("pre span", has_text="red").first
    assert red.evaluate("e => getComputedStyle(e).color") != run.evaluate("e => getComputedStyle(e).color")
    assert run.locator("img, script").count() == 0 and desk.page.evaluate("window.hit") is None


def test_a_hundred_megabytes_are_cut_and_freeze_nothing(desk):
    play = desk.show('p = playground("FROM busybox:1.37\\nCMD yes learner | head -c 100000000\\n")\np')
    expect(run_panel(play)).to_contain_text("bytes left out")
    assert play.evaluate("e => e.innerText.length") < 500_000
    switch(play, "CMD").uncheck()
    at_rest(play)


def test_axe_finds_nothing_in_either_theme(desk, play):
    expect(tab(play, "Layers")).to_contain_text("1 added")
    play.get_by_label("Run there").fill("ls /")
    play.get_by_role("button", name="Run", exact=True).click()
    expect(play.get_by_role("tabpanel", name="Peek")).to_contain_text("made")
    the_row(play, "RUN 1").locator("pre").click()
    play.get_by_text("Options").click()
    play.evaluate("e => e.querySelectorAll('[role=tabpanel]').forEach(panel => { panel.hidden = false })")
    for theme in ("Dark", "Light"):
        desk.theme(theme)
        found = Axe().run(desk.page, context=".pg", options={"runOnly": RULES})
        faults = [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found.response["violations"]]
        assert faults == [], theme


def tab_to(page, goal, most=80, key="Tab"):
    """Press Tab until it is focused."""
    for _ in range(most):
        if goal.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{goal} is not reached by {most} times Tab")


def test_it_is_used_by_keyboard_alone(play, desk):
    keys = desk.page.keyboard
    undo, handle = play.get_by_role("button", name="Undo"), the_row(play, "RUN 2").get_by_role("button", name="Move")
    tab_to(desk.page, undo)
    tab_to(desk.page, switch(play, "ENV"))
    keys.press("Space")
    at_rest(play)
    tab_to(desk.page, handle)
    keys.press("Alt+ArrowUp")
    at_rest(play)
    tab_to(desk.page, the_row(play, "CMD").get_by_role("button", name="Edit"))
    keys.press("Enter")
    keys.press("Control+A")
    keys.type("CMD cat /made; echo by keys\n")
    at_rest(play)
    tab_to(desk.page, play.get_by_role("tab", selected=True))
    keys.press("ArrowRight")
    run = play.get_by_role("tabpanel", name="Run")
    expect(run).to_contain_text("first\nby keys")
    tab_to(desk.page, play.get_by_label("docker run IMAGE"))
    keys.type("echo an argument\n")
    expect(run).to_contain_text("an argument")
    tab_to(desk.page, undo, key="Shift+Tab")
    keys.press("Enter")
    expect(run).to_contain_text("by keys")
    expect(undo).to_be_focused()


def test_at_800_pixels_the_parts_stand_one_below_the_other(play, desk):
    file, result = play.locator(".pg-file"), play.locator(".pg-result")
    beside = file.bounding_box(), result.bounding_box()
    assert beside[1]["x"] > beside[0]["x"] + 200 and beside[1]["y"] == beside[0]["y"]
    desk.page.set_viewport_size({"width": 800, "height": 900})
    above, below = file.bounding_box(), result.bounding_box()
    assert below["x"] == above["x"] and below["y"] > above["y"] + above["height"] - 1
    assert play.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    desk.page.screenshot(path=SHOTS / "playground-800.png")
    desk.page.set_viewport_size({"width": 1280, "height": 900})


def test_notebook_7_shows_the_same(desk, browser):
    new_notebook(desk.lab, "second.ipynb", SETUP + f"playground({TEXT!r})")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    desk.lab.open(page, "second.ipynb", app="notebooks")
    desk.lab.command(page, "notebook:run-all-cells")
    shown = page.locator(".jp-OutputArea .pg")
    expect(shown).to_have_count(1, timeout=60_000)
    at_rest(shown)
    switch(shown, "ENV").uncheck()
    expect(run_panel(shown)).not_to_contain_text("learner")
    expect(run_panel(shown)).to_contain_text("hello")
    page.screenshot(path=SHOTS / "notebook-7.png")
    context.close()


BROKEN = """FROM busybox:1.37
WORKDIR /data
RUN echo one > first
RUN cat second
CMD ["true"]
"""


def test_one_stands_inside_a_build_that_fails(desk):
    play = desk.show(f"p = playground({BROKEN!r})\np")
    expect(the_row(play, "RUN 2").locator(".pg-state")).to_have_text("failed")
    why = "exit code 1: cat: can't open 'second': No such file or directory"
    expect(switch(play, "RUN 2")).to_have_accessible_description(why)
    expect(play.get_by_role("tabpanel", name="Build")).to_contain_text("can't open 'second'")
    slider = play.get_by_role("slider")
    expect(slider).to_have_attribute("aria-valuetext", "line 3: RUN echo one > first")
    play.get_by_label("Run there").fill("pwd; ls; cat first")
    play.get_by_role("button", name="Run", exact=True).click()
    peek = play.get_by_role("tabpanel", name="Peek")
    expect(peek).to_contain_text("/data\nfirst\none")
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "line 2: WORKDIR /data")
    expect(peek).to_contain_text("after line 2")
    expect(play.locator(".pg-row[data-peek]")).to_have_count(2)
    desk.page.screenshot(path=SHOTS / "peek.png")
    slider.press("End")
    expect(peek).to_contain_text("Line 5 is not reached")


def test_the_layers_files_and_another_base_are_shown_when_asked_for(play, desk):
    layers = tab(play, "Layers")
    expect(layers).to_contain_text("1 added")
    desk.page.screenshot(path=SHOTS / "layers.png")
    compare = tab(play, "Compare")
    compare.get_by_label("Compare with").select_option("base debian:trixie-slim")
    compare.get_by_role("button", name="Compare").click()
    expect(compare.get_by_role("table").first).to_contain_text("debian:trixie-slim", timeout=60_000)
    expect(compare).to_contain_text("hello learner")
    desk.page.screenshot(path=SHOTS / "compare.png")


def test_the_picture_of_the_readme(desk):
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    desk.lab.command(desk.page, "application:toggle-left-area")
    play = desk.show('p = playground("34-playground/Dockerfile.report")\np')
    the_row(play, "RUN 1").locator("pre").click()
    desk.page.keyboard.press("End")
    for _ in "words":
        desk.page.keyboard.press("Backspace")
    desk.page.keyboard.type("count\n")
    at_rest(play)
    expect(the_row(play, "COPY 2").locator(".pg-state")).to_have_text("failed")
    for _ in range(3):
        play.get_by_role("slider").press("ArrowLeft")
    play.get_by_label("Run there").fill("ls; cat count")
    play.get_by_role("button", name="Run", exact=True).click()
    expect(play.get_by_role("tabpanel", name="Peek")).to_contain_text("places.txt\n4")
    at_rest(play)
    play.screenshot(path=PICTURE if os.environ.get("COURSE_PICTURE") else SHOTS / "picture.png")
    desk.lab.command(desk.page, "application:toggle-left-area")
    desk.page.set_viewport_size({"width": 1280, "height": 900})

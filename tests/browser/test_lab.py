"""What a learner sees in JupyterLab, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SHOTS, eventually

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def start(lab, browser):
    """The start page, run to its end, in a browser's page that stays open for the tests of this file."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    page = context.new_page()
    lab.open(page, "00-start-here.ipynb")
    lab.run_all(page)
    yield page
    context.close()


def switch(page, name):
    return page.locator(f".pg-row[data-id='{name}']").first.get_by_role("switch")


def test_the_start_page_runs_to_its_end_and_the_toggle_answers_a_click(lab, start):
    assert lab.errors(start) == []
    toggle = start.locator(".pg").first
    toggle.scroll_into_view_if_needed()
    env = switch(start, "ENV")
    expect(env).not_to_be_checked()  # the next cell switched it off from code
    env.check()
    expect(toggle).to_contain_text("hello learner")
    env.uncheck()
    expect(toggle).not_to_contain_text("hello learner")
    expect(toggle).to_contain_text("exit code 0")
    toggle.scroll_into_view_if_needed()
    start.locator(".jp-NotebookPanel").screenshot(path=SHOTS / "toggle.png")


def test_the_toggle_is_used_by_keyboard_alone(start):
    toggle, env = start.locator(".pg").first, switch(start, "ENV")
    env.focus()
    start.keyboard.press("Space")
    expect(toggle).to_contain_text("hello learner")
    expect(env).to_be_focused()


def test_the_dark_theme_reaches_every_output(lab, start):
    lab.command(start, "apputils:change-theme", theme="JupyterLab Dark")
    expect(start.locator("body[data-jp-theme-light='false']")).to_have_count(1)
    box = start.locator(".jp-OutputArea .dc pre").first
    dark, light = box.evaluate(
        "e => { const s = getComputedStyle(e); const n = c => c.match(/[0-9.]+/g).slice(0, 3).map(Number);"
        " const sum = c => n(c).reduce((a, b) => a + b); return [sum(s.backgroundColor), sum(s.color)] }"
    )
    assert dark < 300 < light
    assert start.get_by_text("notified about official Jupyter news").count() == 0
    start.screenshot(path=SHOTS / "dark.png")
    lab.command(start, "apputils:change-theme", theme="JupyterLab Light")


def test_a_terminal_has_the_docker_command(lab, start):
    lab.command(start, "terminal:create-new")
    terminal = start.locator(".jp-Terminal")
    expect(terminal).to_be_visible()
    terminal.click()
    proof = lab.folder / "proof"
    start.keyboard.type(f"docker run --rm busybox:1.37 echo from a container > {proof}\n")
    eventually(lambda: proof.is_file() and proof.read_text() == "from a container\n", what="the container's output")

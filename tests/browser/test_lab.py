"""What a learner sees in JupyterLab, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SHOTS, eventually

pytestmark = pytest.mark.engine


def switch(page, name):
    return page.locator(".pg").first.locator(f".pg-row[data-id='{name}']").get_by_role("switch")


def test_the_start_page_runs_to_its_end_and_the_toggle_answers_a_click(lab, page):
    lab.open(page, "00-start-here.ipynb")
    lab.run_all(page)
    assert lab.errors(page) == []
    toggle = page.locator(".pg").first
    toggle.scroll_into_view_if_needed()
    env = switch(page, "ENV")
    expect(env).not_to_be_checked()  # the next cell switched it off from code
    env.check()
    expect(toggle).to_contain_text("hello learner")
    env.uncheck()
    expect(toggle).not_to_contain_text("hello learner")
    expect(toggle).to_contain_text("exit code 0")
    toggle.scroll_into_view_if_needed()
    page.locator(".jp-NotebookPanel").screenshot(path=SHOTS / "toggle.png")


def test_the_toggle_is_used_by_keyboard_alone(lab, page):
    lab.open(page, "00-start-here.ipynb")
    lab.run_all(page)
    toggle, env = page.locator(".pg").first, switch(page, "ENV")
    env.focus()
    page.keyboard.press("Space")
    expect(toggle).to_contain_text("hello learner")


def test_the_dark_theme_reaches_every_output(lab, page):
    lab.open(page, "00-start-here.ipynb")
    lab.command(page, "apputils:change-theme", theme="JupyterLab Dark")
    lab.run_all(page)
    box = page.locator(".jp-OutputArea .dc pre").first
    dark, light = box.evaluate(
        "e => { const s = getComputedStyle(e); const n = c => c.match(/[0-9.]+/g).slice(0, 3).map(Number);"
        " const sum = c => n(c).reduce((a, b) => a + b); return [sum(s.backgroundColor), sum(s.color)] }"
    )
    assert dark < 300 < light
    assert page.get_by_text("notified about official Jupyter news").count() == 0
    page.screenshot(path=SHOTS / "dark.png")
    lab.command(page, "apputils:change-theme", theme="JupyterLab Light")


def test_a_terminal_has_the_docker_command(lab, page):
    lab.open(page, "00-start-here.ipynb")
    lab.command(page, "terminal:create-new")
    terminal = page.locator(".jp-Terminal")
    expect(terminal).to_be_visible()
    terminal.click()
    proof = lab.folder / "proof"
    page.keyboard.type(f"docker run --rm busybox:1.37 echo from a container > {proof}\n")
    eventually(lambda: proof.is_file() and proof.read_text() == "from a container\n", what="the container's output")

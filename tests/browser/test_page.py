"""The playground's page by itself: what it draws, what it sends, what survives an update, and who can use it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import SHOTS
from tests.browser.page_alone import STATUS, panel, row, sent, show, update, view

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MULTI = "RUN <<END\necho one\necho two\nEND"
ROWS = [
    row("FROM", "FROM busybox:1.37", 1, locked=True, state="cached"),
    row("ENV", "ENV A=1", 2),
    row("RUN 1", "RUN echo $A", 3, state="built"),
    row("RUN 2", MULTI, 4, state="failed", error="line 5: exit code 1"),
    row("FROM 2", "FROM scratch AS last", 8, starts=True),
    row("CMD", 'CMD ["a"]', 9, on=False, choices=["exec", "shell"], chosen="exec"),
]
PANELS = [
    panel("steps", "Build", "<details><summary>step</summary><p>inside</p></details>" + "<p>line</p>" * 60),
    panel("run", "Run", "<pre>hello</pre>"),
    panel("peek", "Peek", "<p>here</p>"),
    panel("compare", "Compare", "<p>nothing yet</p>"),
]


def the_row(page, name):
    return page.locator(f".pg-row[data-id='{name}']")


def switch(page, name):
    return the_row(page, name).get_by_role("switch")


def test_a_row_says_what_it_is_and_sends_what_is_done_to_it(page):
    show(page, view(ROWS), PANELS)
    expect(page.get_by_role("list", name="Instructions").get_by_role("listitem")).to_have_count(6)
    expect(switch(page, "FROM")).to_be_disabled()
    expect(switch(page, "CMD")).not_to_be_checked()
    expect(switch(page, "RUN 2")).to_have_accessible_description("line 5: exit code 1")
    expect(the_row(page, "RUN 2").locator(".pg-state")).to_have_text("failed")
    switch(page, "ENV").uncheck()
    the_row(page, "CMD").get_by_label("Wording of CMD").select_option("shell")
    assert sent(page) == [
        {"do": "set", "id": "ENV", "on": False}, {"do": "choose", "id": "CMD", "name": "shell"}
    ]  # fmt: skip


def test_text_is_edited_in_its_place_with_all_its_lines(page):
    show(page, view(ROWS), PANELS)
    the_row(page, "RUN 2").locator("pre").click()
    editor = the_row(page, "RUN 2").get_by_role("textbox")
    expect(editor).to_be_focused()
    assert editor.input_value() == MULTI
    editor.press("Control+End")
    editor.press_sequentially(" x\ny")
    editor.press("Control+Enter")
    assert sent(page) == [{"do": "edit", "id": "RUN 2", "text": MULTI + " x\ny"}]
    expect(the_row(page, "RUN 2").get_by_role("button", name="Edit")).to_be_focused()
    the_row(page, "ENV").get_by_role("button", name="Edit").press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type("ENV A=2\n")
    assert sent(page) == [{"do": "edit", "id": "ENV", "text": "ENV A=2"}]
    the_row(page, "ENV").locator("pre").click()
    page.keyboard.type("nothing of this")
    page.keyboard.press("Escape")
    assert sent(page) == [] and the_row(page, "ENV").get_by_role("textbox").count() == 0


def test_an_instruction_is_added_and_one_taken_out(page):
    show(page, view(ROWS), PANELS)
    the_row(page, "ENV").get_by_role("button", name="Edit").click()
    the_row(page, "ENV").get_by_role("button", name="Add below").click()
    expect(page.get_by_label("Text of a further instruction")).to_be_focused()
    page.keyboard.type("RUN true\n")
    assert sent(page) == [{"do": "add", "after": "ENV", "text": "RUN true"}]
    expect(the_row(page, "ENV").get_by_role("button", name="Edit")).to_be_focused()
    page.keyboard.press("Enter")
    the_row(page, "ENV").get_by_role("button", name="Remove").click()
    assert sent(page) == [{"do": "remove", "id": "ENV"}]


def test_a_row_is_moved_by_keys_and_keeps_the_focus(page):
    show(page, view(ROWS), PANELS)
    handle = the_row(page, "RUN 1").get_by_role("button", name="Move")
    handle.press("Alt+ArrowUp")
    assert sent(page) == [{"do": "move", "id": "RUN 1", "to": 1}]
    update(page, view=view([ROWS[0], ROWS[2], ROWS[1], *ROWS[3:]]))
    expect(handle).to_be_focused()
    assert [r.get_attribute("data-id") for r in page.locator(".pg-row").all()][:3] == ["FROM", "RUN 1", "ENV"]
    handle.press("Alt+ArrowDown")
    assert sent(page) == [{"do": "move", "id": "RUN 1", "to": 2}]


@pytest.mark.parametrize(("onto", "part", "to"), [("ENV", 0.2, 1), ("RUN 2", 0.9, 3), ("CMD", 0.9, 5)])
def test_a_row_is_dragged(page, onto, part, to):
    show(page, view(ROWS), PANELS)
    grip = the_row(page, "RUN 1").locator(".pg-handle").bounding_box()
    goal = the_row(page, onto).bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(goal["x"] + 30, goal["y"] + goal["height"] * part, steps=4)
    expect(page.locator(".pg-before, .pg-after")).to_have_count(1)
    page.mouse.up()
    assert sent(page) == [{"do": "move", "id": "RUN 1", "to": to}]
    expect(page.locator(".pg-before, .pg-after, .pg-dragged")).to_have_count(0)


def test_focus_a_draft_what_is_open_and_the_scroll_survive_an_update(page):
    page.set_viewport_size({"width": 1280, "height": 300})
    show(page, view(ROWS), PANELS)
    page.get_by_text("step", exact=True).click()
    page.get_by_label("docker run IMAGE").fill("half writ")
    the_row(page, "ENV").locator("pre").click()
    page.keyboard.type("draft ")
    page.evaluate("window.scrollTo(0, 120)")
    changed = [*ROWS[:5], ROWS[5] | {"on": True}, row("RUN 3", "RUN true", 10)]
    longer = [panel("steps", "Build", PANELS[0]["html"] + "<p>and more</p>"), *PANELS[1:]]
    update(page, view=view(changed), panels=longer, status=STATUS | {"busy": True, "text": "building"})
    expect(page.get_by_text("and more")).to_be_visible()
    expect(page.get_by_text("inside")).to_be_visible()
    expect(switch(page, "CMD")).to_be_checked()
    assert page.get_by_label("docker run IMAGE").input_value() == "half writ"
    editor = the_row(page, "ENV").get_by_role("textbox")
    expect(editor).to_be_focused()
    assert "draft" in editor.input_value()
    assert page.evaluate("window.scrollY") == 120


def test_a_refused_click_is_undone_by_what_python_says(page):
    show(page, view(ROWS), PANELS)
    switch(page, "ENV").uncheck()
    update(page, view=view(ROWS))
    expect(switch(page, "ENV")).to_be_checked()


def test_panels_are_tabs_for_the_keyboard(page):
    show(page, view(ROWS), PANELS)
    first = page.get_by_role("tab", name="Build")
    expect(first).to_have_attribute("aria-selected", "true")
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Run")).to_be_focused()
    expect(page.get_by_role("tabpanel", name="Run")).to_contain_text("hello")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="Compare")).to_be_focused()
    page.get_by_role("tabpanel", name="Compare").get_by_role("button", name="Compare").click()
    assert sent(page) == [{"do": "compare", "with": "first"}]


def test_the_slider_says_where_it_stands_and_a_command_runs_there(page):
    show(page, view(ROWS), PANELS)
    slider = page.get_by_role("slider", name="Peek: stand after")
    expect(slider).to_have_attribute("aria-valuetext", "CMD (line 9)")
    slider.press("Home")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "RUN 1 (line 3)")
    expect(page.locator(".pg-row[data-peek]")).to_have_count(3)
    expect(page.get_by_role("tabpanel", name="Peek")).to_be_visible()
    page.get_by_label("Run there").fill("ls /")
    page.keyboard.press("Enter")
    assert sent(page)[-2:] == [
        {"do": "peek", "id": "RUN 1", "command": ""}, {"do": "peek", "id": "RUN 1", "command": "ls /"}
    ]  # fmt: skip


def test_fields_buttons_and_files_send_what_they_hold(page, tmp_path):
    show(page, view(ROWS), PANELS, STATUS | {"busy": True})
    page.get_by_label("ARG SOURCE").fill("bye")
    page.keyboard.press("Enter")
    page.get_by_label("Target").select_option("a")
    page.get_by_text("Options").click()
    page.get_by_label("Environment").fill("A=1\nB=2")
    page.get_by_label("Environment").blur()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Redo").dispatch_event("click")  # it says that it cannot now
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Save as").click()
    page.get_by_role("button", name="Save").click()
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text("FROM scratch\n")
    page.get_by_text("Another Dockerfile").click()
    page.get_by_label("From a file").set_input_files(dockerfile)
    expect(page.get_by_role("textbox", name="Text", exact=True)).to_have_value("FROM scratch\n")
    page.get_by_role("button", name="Use it").click()
    assert sent(page) == [
        {"do": "field", "name": "arg.SOURCE", "value": "bye"}, {"do": "field", "name": "target", "value": "a"},
        {"do": "field", "name": "env", "value": "A=1\nB=2"}, {"do": "undo"}, {"do": "cancel"},
        {"do": "save", "path": "Dockerfile.mine", "overwrite": False}, {"do": "upload", "text": "FROM scratch\n"},
    ]  # fmt: skip


def test_a_command_is_copied(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    show(page, view(ROWS), PANELS)
    page.evaluate("document.execCommand = (name) => { window.copied = [name, getSelection().toString()]; return true }")
    button = page.get_by_role("button", name="Copy docker build .")
    button.click()
    expect(button).to_have_text("Copied")


def test_text_is_never_markup(page):
    bad = "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script>"
    rows = [row("FROM", f"FROM {bad}", 1, error=bad, choices=[bad, "b"], chosen=bad)]
    show(page, view(rows, commands=[bad], path=bad), PANELS, STATUS | {"text": bad})
    assert page.locator("#here img, #here script").count() == 0
    assert page.evaluate("window.hit") is None


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 480])
def test_axe_finds_nothing(page, theme, width):
    page.set_viewport_size({"width": width, "height": 1000})
    show(page, view(ROWS), PANELS, STATUS | {"busy": True}, theme)
    the_row(page, "RUN 2").locator("pre").click()
    for details in page.locator("details.pg-more > summary").all():
        details.click()
    found = Axe().run(page, options={"runOnly": RULES})
    page.screenshot(path=SHOTS / f"page-{theme}-{width}.png", full_page=True)
    faults = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found.response["violations"]]
    # The frame around the widget is this test's; a notebook has its own headings and landmarks.
    assert [fault for fault in faults if fault[0] not in ("page-has-heading-one", "region")] == []


def test_thirty_instructions_are_drawn(page, record_property):
    text = "RUN echo {0} > /made-{0} && \\\n    cat /made-{0}"
    rows = [row(f"RUN {n}", text.format(n), 2 * n, state="built") for n in range(1, 31)]
    took = show(page, view(rows), PANELS)
    expect(page.locator(".pg-row")).to_have_count(30)
    record_property("drawn", took)
    print(f"30 instructions are drawn in {took:.0f} ms")  # a figure, not a judgement: the machine may be busy

"""The toggle in a notebook's kernel: a click as JupyterLab sends it, and what comes back."""

import os
import time

import pytest
from jupyter_client.manager import start_new_kernel

pytestmark = pytest.mark.usefixtures("client")
CODE = r"""
from helpers import toggle
t = toggle('FROM busybox:1.37\nCMD echo "it ran"\n', run="")
t
"""


@pytest.fixture
def kernel():
    """A kernel as a notebook has it; without the progress that a slow machine would show below the cell."""
    manager, channels = start_new_kernel(env={**os.environ, "COURSE_PROGRESS": "0"})
    yield channels
    channels.stop_channels()
    manager.shutdown_kernel(now=True)


def messages(kernel, seconds=60):
    """What the kernel says, until nothing more is to be expected."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        yield kernel.get_iopub_msg(timeout=seconds)


def executed(kernel, code):
    """A cell's outputs, and the widgets that it opened: model id -> state."""
    asked = kernel.execute(code)
    outputs, opened = [], {}
    for message in messages(kernel):
        kind, content = message["msg_type"], message["content"]
        if kind == "comm_open":
            opened[content["comm_id"]] = content["data"]["state"]
        elif kind in ("execute_result", "display_data", "stream", "error", "update_display_data"):
            outputs.append(content)
        elif kind == "status" and content["execution_state"] == "idle" and message["parent_header"]["msg_id"] == asked:
            return outputs, opened
    raise AssertionError("the cell did not end in time")


def said(kernel, comm, content):
    """Send what the page of a widget sends."""
    message = kernel.session.msg("comm_msg", {"comm_id": comm, "data": {"method": "custom", "content": content}})
    kernel.shell_channel.send(message)


def told(kernel, holds):
    """What the page is told, trait by trait, until it holds; nothing may be printed meanwhile."""
    known = {}
    for message in messages(kernel):
        assert message["msg_type"] not in ("display_data", "stream", "error")
        if message["msg_type"] == "comm_msg":
            known |= message["content"]["data"].get("state", {})
        if holds(known):
            return known
    raise AssertionError(f"it was not told in time: {known.get('status')}")


def test_a_click_builds_and_runs_and_shows_it_in_the_widget(kernel):
    (output,), opened = executed(kernel, CODE)
    assert output["data"]["text/plain"].startswith("[x] FROM busybox:1.37\n[x] CMD")
    assert output["data"]["text/plain"].endswith("it ran\nexit code 0")
    assert "it ran" in output["data"]["text/html"]
    page = next(id for id, state in opened.items() if "view" in state)
    said(kernel, page, {"do": "set", "id": "CMD", "on": False})
    known = told(kernel, lambda known: "exit code 0" in str(known.get("panels")) and not known["status"]["busy"])
    assert [row["on"] for row in known["view"]["rows"]] == [True, False]
    assert "Cmd" in str(known["panels"])  # what is gone from the configuration
    (output,), _ = executed(kernel, "print(repr(t.result.run.stdout), t.result.error, t.result.remembered)")
    assert output["text"] == "'' None False\n"


def test_what_is_likely_is_built_ahead_once_a_page_shows_it(kernel, client, eventually):
    word = f"AHEAD={time.time_ns()}"
    _, opened = executed(kernel, CODE.replace("\\nCMD", f"\\nENV {word}\\nCMD"))
    page = next(id for id, state in opened.items() if "view" in state)
    (output,), _ = executed(kernel, "print(t.controller.ahead.wait(0), t.result.run.stdout)")
    assert output["text"] == "True it ran\n\n"

    def ahead():
        names = [image["Id"] for image in client.api.images(name="course/toggle-ahead")]
        settings = [client.api.inspect_image(name)["Config"] for name in names]
        return [found for found in settings if word in found["Env"] and found["Cmd"] == ["echo", "it ran"]]

    assert not ahead()
    said(kernel, page, {"do": "shown"})
    eventually(ahead, 120)

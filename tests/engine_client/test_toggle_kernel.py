"""The toggle in a notebook's kernel: a click as JupyterLab sends it, and what comes back."""

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
    manager, client = start_new_kernel()
    yield client
    client.stop_channels()
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


def test_a_click_builds_and_runs_and_shows_it_in_the_widget(kernel):
    outputs, opened = executed(kernel, CODE)
    (output,) = outputs
    assert output["data"]["text/plain"].startswith("[x] FROM busybox:1.37\n[x] CMD")
    assert output["data"]["text/plain"].endswith("it ran\nexit code 0")
    assert "it ran" in output["data"]["text/html"]
    box = next(id for id, state in opened.items() if "CMD" in str(state.get("description")) and "indent" in state)
    clicked = kernel.session.msg("comm_msg", {"comm_id": box, "data": {"method": "update", "state": {"value": False}}})
    kernel.shell_channel.send(clicked)
    drawn = ""
    for message in messages(kernel):
        assert message["msg_type"] not in ("display_data", "stream", "error")
        value = (message["content"].get("data") or {}).get("state", {}).get("value")
        drawn = value if isinstance(value, str) else drawn
        if "since the last state" in drawn:
            break
    assert "it ran" in drawn and "Cmd" in drawn  # what is gone from the configuration
    (output,), _ = executed(kernel, "print(repr(t.result.run.stdout), t.result.error)")
    assert output["text"] == "'' None\n"

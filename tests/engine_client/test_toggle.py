"""The toggle on a real engine: what is switched has its effect in the container."""

import ipywidgets
import pytest

from helpers import api
from helpers.errors import BuildError

pytestmark = pytest.mark.usefixtures("client", "nothing_left")
TEXT = """FROM busybox:1.37
ENV WHO=you
RUN cat /proc/sys/kernel/random/uuid > /made
COPY given /given
ENTRYPOINT ["echo", "hello $WHO"]
CMD ["at first"]
"""


@pytest.fixture(scope="module")
def toggled(client):
    return api.toggle(TEXT, run="", context={"given": "x"})


def test_instructions_wordings_and_arguments_have_their_effects(toggled):
    assert toggled.result.run.stdout == "hello $WHO at first\n"
    assert toggled.run_with("20").run.stdout == "hello $WHO 20\n"
    assert toggled.choose("ENTRYPOINT", "shell").run.stdout == "hello you\n"
    assert [change.key for change in toggled.result.difference.config] == ["Entrypoint"]
    result = toggled.set("ENV", False)
    assert result.run.stdout == "hello \n"
    assert [change.key for change in result.difference.config] == ["Env"]
    assert [(change.kind, change.instruction.split()[0]) for change in result.layers] == [
        ("kept", "FROM"), ("removed", "RUN"), ("removed", "COPY"), ("added", "RUN"), ("added", "COPY"),
    ]  # fmt: skip
    result = toggled.set("RUN", False)
    assert result.difference.removed == ("/made",)
    assert [(change.kind, change.instruction.split()[0]) for change in result.layers] == [
        ("kept", "FROM"), ("removed", "RUN"), ("removed", "COPY"), ("added", "COPY"),
    ]  # fmt: skip


def test_the_same_state_again_is_all_cached(toggled):
    toggled.set("RUN", True)
    toggled.set("RUN", False)
    result = toggled.set("RUN", True)
    assert {step.state for step in result.build.steps} == {"cached"}


def test_a_failing_instruction_is_explained_and_can_be_switched_off(client):
    toggled = api.toggle("FROM busybox:1.37\nRUN echo why it fails; exit 3\nCMD echo ran\n", run="")
    assert isinstance(toggled.result.error, BuildError) and toggled.result.build.failed.exit_code == 3
    assert "why it fails" in repr(toggled)
    assert toggled.set("RUN", False).run.stdout == "ran\n"


def test_a_run_that_does_not_end_is_ended(client):
    toggled = api.toggle("FROM busybox:1.37\nCMD echo begun; sleep 1000\n", run={"timeout": 1})
    assert toggled.result.run.stdout == "begun\n" and "did not end within 1 s" in toggled.result.error.what
    assert toggled.run_with("true").error is None


def test_what_does_not_fit_together_is_explained(client):
    toggled = api.toggle("FROM busybox:1.37 AS one\nFROM scratch AS two\nCOPY --from=one /bin/busybox /x\n")
    assert toggled.set("FROM 2", False).error is not None
    assert toggled.set("COPY", False).error is None


def test_a_newer_click_takes_the_place_of_a_build_that_is_running(client):
    from helpers import sources
    from helpers.widgets.state import make
    from helpers.widgets.view import Toggle
    from helpers.widgets.work import engine_work

    text = "FROM busybox:1.37\nRUN sleep 1001\nENV A=1\n"
    toggled = Toggle(make(text).set("RUN", False), engine_work(sources.find(text)))
    run, env = [w for w in toggled.children if isinstance(w, ipywidgets.Checkbox)][1:]
    run.value = True
    slow = toggled._thread
    assert slow.is_alive()
    run.value = False
    env.value = False
    assert [step.instruction for step in toggled.result.build.steps] == ["FROM busybox:1.37"]
    assert [change.key for change in toggled.result.difference.config] == ["Env"]
    slow.join(20)
    assert not slow.is_alive()

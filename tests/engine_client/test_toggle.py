"""The toggle on a real engine: what is switched has its effect in the container."""

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


def test_the_same_state_later_is_remembered_and_asked_for_again_is_all_cached(toggled):
    toggled.set("RUN", True)
    toggled.set("RUN", False)
    assert toggled.set("RUN", True).remembered
    result = toggled.set("RUN", True)
    assert not result.remembered and {step.state for step in result.build.steps} == {"cached"}


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
    toggled = api.toggle("FROM busybox:1.37\nRUN true\nENV A=1\n", alternatives={"RUN": {"slow": "RUN sleep 1001"}})
    toggled.set("RUN", False)
    for message in (
        {"do": "choose", "id": "RUN", "name": "slow"}, {"do": "set", "id": "RUN", "on": True},
        {"do": "set", "id": "RUN", "on": False}, {"do": "set", "id": "ENV", "on": False},
    ):  # fmt: skip
        toggled._heard(toggled, message, [])
    assert [step.instruction for step in toggled.result.build.steps] == ["FROM busybox:1.37"]
    assert [change.key for change in toggled.result.difference.config] == ["Env"]

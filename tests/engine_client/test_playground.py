"""A playground on a real engine: what is ended has ended, what is known is not asked for, what is ahead is ready."""

import dataclasses
import os
import threading

import pytest

from helpers import api, sources
from helpers.client import buildkit
from helpers.client.labels import LABEL
from helpers.client.labels import session as session_label
from helpers.errors import NotFoundError
from helpers.widgets.ahead import traffic
from helpers.widgets.controller import Controller
from helpers.widgets.state import make
from helpers.widgets.work import engine_work

pytestmark = pytest.mark.usefixtures("client", "nothing_left")
TEXT = 'FROM busybox:1.37\nENV WHO=you\nRUN echo made > /made\nCMD ["sh", "-c", "echo hello $WHO; cat /made"]\n'


def playing(text=TEXT, run="", context=None, alternatives=None):
    # Not the name that all texts have: somebody else may use it on this engine meanwhile.
    source = dataclasses.replace(sources.find(text, context), tag=f"course/test-{os.getpid()}", is_text=False)
    controller = Controller(make(source.text, run, alternatives), engine_work(source))
    controller.again()
    return controller


@pytest.fixture
def asked(client, monkeypatch):
    """What the engine is asked for: requests, and builds by buildx."""
    seen = []
    send, build = client.api.send, buildkit.build

    def noting_send(request, **options):
        seen.append(f"{request.method} {request.path_url}")
        return send(request, **options)

    def noting_build(*args, **options):
        seen.append("buildx")
        return build(*args, **options)

    monkeypatch.setattr(client.api, "send", noting_send)
    monkeypatch.setattr(buildkit, "build", noting_build)
    return seen


def sleeping(client, seconds):
    """Processes of a build or a container that sleep for so long."""
    from helpers.client.processes import _host

    return [p.command for p in _host(client, "busybox:1.37") if p.command.startswith(f"sleep {seconds}")]


def containers(client):
    return client.api.containers(all=True, filters={"label": f"{LABEL}={session_label()}"})


def slow(p, seconds):
    """Begin a build whose RUN takes long, behind a click."""
    p.submit(lambda state: state.edit("RUN", f"RUN sleep {seconds}"))


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_a_superseded_build_is_really_ended(client, eventually, builder):
    p = playing()
    p.builder(builder)
    slow(p, 5151)
    eventually(lambda: sleeping(client, 5151))
    p.submit(lambda state: state.edit("RUN", "RUN echo other > /made"))
    assert p.wait().run.stdout == "hello you\nother\n"
    eventually(lambda: not sleeping(client, 5151))


def test_a_cancelled_build_is_really_ended(client, eventually):
    p = playing()
    slow(p, 5252)
    eventually(lambda: sleeping(client, 5252))
    p.cancel()
    eventually(lambda: not sleeping(client, 5252))
    assert not p.busy and p.undo().run.stdout == "hello you\nmade\n"


def test_a_cancelled_run_is_really_ended(client, eventually):
    p = playing(run={"timeout": 600})
    p.submit(lambda state: state.run_with("sleep 5353"))
    eventually(lambda: sleeping(client, 5353))
    p.cancel()
    eventually(lambda: not containers(client))
    assert not sleeping(client, 5353)


def test_a_cancelled_peek_is_really_ended(client, eventually):
    p = playing()
    p.submit_peek("RUN", "sleep 5454")
    eventually(lambda: sleeping(client, 5454))
    p.looks.stop()
    eventually(lambda: not sleeping(client, 5454))


def test_a_state_that_was_seen_asks_the_engine_for_nothing(asked):
    p, at_answer = playing(), []
    p.set("ENV", False)
    p.set("ENV", True)
    p.subscribe(lambda: at_answer.append((p.busy, len(asked))))
    for on, out in ((False, "hello\nmade\n"), (True, "hello you\nmade\n")):
        asked.clear()
        at_answer.clear()
        result = p.set("ENV", on)
        assert result.run.stdout == out and result.remembered and result.difference.config and result.image
        assert next(count for busy, count in at_answer if not busy) == 0
        assert [line.partition(" ")[0] for line in asked] == ["POST"] and "/tag?" in asked[0]  # the name moves on


def test_other_arguments_only_run(asked):
    p = playing()
    asked.clear()
    assert p.run_with("echo again").run.stdout == "again\n"
    assert "buildx" not in asked and any("/containers/create" in line for line in asked)


def test_the_name_in_the_commands_is_that_of_what_is_shown():
    p = playing()
    p.set("ENV", False)
    p.set("ENV", True)
    assert p.result.remembered and api.run(p.result.build.tag).stdout == "hello you\nmade\n"


def test_a_file_that_changed_is_noticed(tmp_path):
    (tmp_path / "given").write_text("first\n")
    p = playing("FROM busybox:1.37\nCOPY given /\nENV A=1\nCMD cat /given\n", context=tmp_path)
    p.set("ENV", False)
    (tmp_path / "given").write_text("second, and longer\n")
    assert p.set("ENV", True).run.stdout == "second, and longer\n"


def test_a_base_image_that_was_built_anew_is_noticed():
    api.build("FROM busybox:1.37\nENV WHICH=first\n", tag="course/test-base:1")
    p = playing("FROM course/test-base:1\nENV A=1\nCMD echo $WHICH\n")
    p.set("ENV", False)
    api.build("FROM busybox:1.37\nENV WHICH=second\n", tag="course/test-base:1")
    assert p.set("ENV", True).run.stdout == "second\n"


def test_an_image_that_was_removed_is_built_again(client):
    p = playing()
    client.api.remove_image(p.result.build.image, force=True)
    assert p.run_with("cat /made").run.stdout == "made\n" and p.result.error is None


def test_likely_changes_are_built_ahead(client, asked):
    p = playing()
    name = p.result.build.tag
    p.watch()
    assert p.ahead.wait(120)
    assert api.run(name).stdout == "hello you\nmade\n"  # what is ahead has another name
    assert not containers(client)
    p.set_ahead(False)
    for change, out in (
        (lambda state: state.set("ENV", False), "hello\nmade\n"),
        (lambda state: state.set("RUN", False), "hello you\n"),
        (lambda state: state.choose("CMD", "shell"), "hello you\nmade\n"),
    ):
        asked.clear()
        result = p.change(change)
        assert result.run.stdout == out and result.remembered and result.difference and "buildx" not in asked
        assert result.run.command == f"docker run --rm {name}" and result.build.command.split()[3] == name
        p.undo()


def test_a_click_ends_what_is_built_ahead(client, eventually):
    slow_one = {"RUN": {"slow": "RUN sleep 5555"}}
    p = playing(alternatives=slow_one)
    p.watch()
    eventually(lambda: sleeping(client, 5555))
    p.set_ahead(False)
    assert p.set("ENV", False).run.stdout == "hello\nmade\n"
    assert traffic.quiet(20)
    eventually(lambda: not sleeping(client, 5555))


def test_a_run_ahead_is_ended_too(client, eventually):
    text = "FROM busybox:1.37\nENV A=1\nCMD true\n"
    p = playing(text, run={"timeout": 600}, alternatives={"CMD": ["CMD sleep 5656"]})
    p.watch()
    eventually(lambda: sleeping(client, 5656))
    p.close()
    eventually(lambda: not sleeping(client, 5656) and not containers(client))


def test_nothing_is_built_ahead_until_somebody_looks(asked):
    p = playing()
    asked.clear()
    assert p.ahead.wait(0) and p.set("ENV", False) and asked.count("buildx") == 1
    assert p.ahead.wait(0)


def test_a_gentle_build_has_a_low_priority(monkeypatch):
    started = []
    popen = buildkit.subprocess.Popen
    monkeypatch.setattr(
        buildkit.subprocess, "Popen", lambda words, **options: started.append(words) or popen(words, **options)
    )
    with buildkit.gently():
        api.build("FROM busybox:1.37\nENV A=1\n")
    api.build("FROM busybox:1.37\nENV A=1\n")
    gentle, usual = (words[: words.index("build")] for words in started)
    assert gentle[-4].endswith("/nice") and gentle[-3:-1] == ["-n", "15"]
    assert [word for word in gentle if word not in usual] == gentle[-4:-1]


def test_a_look_into_the_build_where_it_fails_at_the_next_line():
    p = playing("FROM busybox:1.37\nRUN echo so far > /note\nRUN cat /not-there\n", run=None)
    assert p.result.build.failed.line == 3
    found = p.peek(2, "cat /note; pwd")
    assert found.run.stdout == "so far\n/\n" and any(file.path == "/note" for file in found.files)


def test_two_builders_and_two_bases_beside_each_other():
    p = playing()
    classic = p.compare(lambda state: state.builder_with("classic"))
    assert classic.build.builder == "classic" and classic.run.stdout == p.result.run.stdout
    other = p.compare(lambda state: state.edit("FROM", "FROM scratch"))
    assert other.error is not None and p.result.error is None
    assert api.run(p.result.build.tag).stdout == "hello you\nmade\n"


def test_a_run_that_nobody_waits_for_says_so(client):
    cancel, raised = threading.Event(), []

    def work():
        try:
            api.run("busybox:1.37", "sleep 5757", cancel=cancel)
        except buildkit.Cancelled as error:
            raised.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    cancel.set()
    thread.join(20)
    assert not thread.is_alive() and raised and not containers(client)


def test_a_name_for_an_image_that_is_gone(client):
    from helpers.client import images

    with pytest.raises(NotFoundError, match="is gone"):
        images.name_it(client, "sha256:" + "0" * 64, "course/test:gone")

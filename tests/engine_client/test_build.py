import subprocess
import sys
import threading

import pytest

from helpers import api, building
from helpers.client import buildkit
from helpers.client.labels import LABEL
from helpers.errors import BuildError, DockerfileError, NotFoundError
from helpers.sources import ROOT

BUILDERS = ["buildkit", "classic"]
both = pytest.mark.parametrize("builder", BUILDERS)
pytestmark = pytest.mark.usefixtures("client")


def states(build):
    return [(step.instruction, step.state) for step in build.steps]


@both
def test_a_build_makes_an_image_that_runs(builder):
    text = "FROM busybox:1.37\nWORKDIR /app\nCOPY a.txt .\nRUN cat a.txt > b.txt\nCMD cat b.txt\n"
    built = api.build(text, context={"a.txt": "hello\n"}, builder=builder, tag="course/test:runs")
    assert built.image.startswith("sha256:") and built.tag == "course/test:runs"
    assert api.run(built).stdout == "hello\n" == api.run("course/test:runs").stdout


@both
def test_the_second_time_everything_comes_from_the_cache(builder):
    text = "FROM busybox:1.37\nRUN echo cached > /x\n"
    first = api.build(text, builder=builder, no_cache=True)
    second = api.build(text, builder=builder)
    assert states(first)[1] == ("RUN echo cached > /x", "built")
    assert states(second)[1] == ("RUN echo cached > /x", "cached")
    assert first.image == second.image


@both
def test_output_of_a_step(builder):
    built = api.build("FROM busybox:1.37\nRUN echo out\n", builder=builder, no_cache=True)
    assert built.steps[-1].output == built.output == "out\n"
    assert "out" in repr(built)


@both
def test_arguments_and_target(builder):
    text = "FROM busybox:1.37 AS one\nARG A=1\nRUN echo $A > /a\nFROM one AS two\nRUN echo two > /a\n"
    built = api.build(text, builder=builder, args={"A": 7}, target="one")
    assert api.run(built, "cat /a").stdout == "7\n"
    assert "--target one --build-arg A=7" in built.command


@both
def test_a_failing_instruction(builder):
    text = "FROM busybox:1.37\n# why not\nRUN echo so far; exit 7\nRUN echo never\n"
    with pytest.raises(BuildError) as caught:
        api.build(text, builder=builder)
    assert str(caught.value) == (
        "The build failed with exit code 7 at line 3: RUN echo so far; exit 7\n  why: its last output:\nso far"
    )
    failed = api.build(text, builder=builder, check=False)
    assert failed.image is None and failed.failed.exit_code == 7 and failed.failed.line == 3
    with pytest.raises(NotFoundError):
        api.run(failed)


@both
def test_a_missing_context_file_is_named_with_its_line(builder):
    with pytest.raises(BuildError) as caught:
        api.build("FROM busybox:1.37\nCOPY hello.text /\n", context={"hello.txt": ""}, builder=builder)
    assert str(caught.value) == (
        "The build failed at line 2: COPY hello.text /\n"
        "  why: the build context has no hello.text\n  do:  did you mean hello.txt?"
    )


@both
def test_a_text_that_does_not_parse(builder):
    with pytest.raises(DockerfileError) as caught:
        api.build("FROM busybox:1.37\nRUNN x\n", builder=builder)
    assert caught.value.line == 2


@both
def test_a_text_that_only_the_builder_refuses(builder):
    with pytest.raises(DockerfileError) as caught:
        api.build("FROM busybox:1.37\nRUN true\nCOPY only-one\n", builder=builder)
    assert caught.value.line == 3


@both
def test_a_base_that_is_nowhere(builder):
    with pytest.raises(BuildError, match="line 1: FROM course/nowhere:1") as caught:
        api.build("FROM course/nowhere:1\nRUN true\n", builder=builder)
    assert "cannot be fetched" in str(caught.value)


def test_a_secret_leaves_no_trace(client):
    text = "FROM busybox:1.37\nRUN --mount=type=secret,id=key wc -c < /run/secrets/key > /length\n"
    built = api.build(text, secrets={"key": "S3CRETVALUE"})
    assert api.run(built, "cat /length").stdout == "11\n"
    assert "--secret id=key" in built.command and "S3CRETVALUE" not in repr(built)
    assert "S3CRETVALUE" not in str(client.api.history(built.image)) + str(client.api.inspect_image(built.image))


def test_only_we_see_our_label(client):
    built = api.build("FROM busybox:1.37\nENV A=1\n")
    assert client.api.inspect_image(built.image)["Config"]["Labels"][LABEL] == "1"
    assert "Labels" not in api.config(built)
    assert LABEL not in repr(api.history(built)) + repr(api.image(built)) + repr(api.diff("busybox:1.37", built))


@both
def test_the_classic_builders_label_is_no_step(builder):
    built = api.build("FROM busybox:1.37\nENV A=1\nRUN true\n", builder=builder)
    assert all(LABEL not in step.instruction for step in built.steps)
    assert [e.instruction for e in api.history(built).entries][-1].startswith("RUN")


@both
def test_a_base_under_another_name(client, builder, monkeypatch):
    monkeypatch.setitem(client.aliases, "elsewhere.invalid/base:1", "busybox:1.37")
    built = api.build("FROM elsewhere.invalid/base:1\nRUN echo yes > /x\n", builder=builder)
    assert api.run(built, "cat /x").stdout == "yes\n"
    assert [(step.number, step.of, step.instruction) for step in built.steps] == [
        (1, 2, "FROM elsewhere.invalid/base:1"), (2, 2, "RUN echo yes > /x"),
    ]  # fmt: skip


def sleepers(client):
    """Processes of a build or a container that sleep for this test."""
    from helpers.client.processes import _host

    return [p.command for p in _host(client, "busybox:1.37") if p.command.startswith("sleep 4242")]


@both
def test_cancelling_really_stops_the_build(client, builder, eventually):
    cancel, failed = threading.Event(), []

    def work():
        try:
            api.build("FROM busybox:1.37\nRUN sleep 4242\n", builder=builder, no_cache=True, cancel=cancel)
        except buildkit.Cancelled as error:
            failed.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    eventually(lambda: sleepers(client))
    cancel.set()
    thread.join(20)
    assert not thread.is_alive() and len(failed) == 1
    eventually(lambda: not sleepers(client))


def test_an_interrupted_build_stops_too(client, eventually, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(buildkit, "build_steps", interrupted)
    monkeypatch.setattr(building.progress, "wanted", lambda: True)
    with pytest.raises(KeyboardInterrupt):
        api.build("FROM busybox:1.37\nRUN sleep 42421\n", no_cache=True)
    eventually(lambda: not sleepers(client))


def test_a_build_ends_with_the_process_that_asked_for_it(client, eventually):
    text = "FROM busybox:1.37\nRUN sleep 42421\n"
    command = [sys.executable, "-c", f"from helpers import api; api.build({text!r}, no_cache=True)"]
    asking = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: sleepers(client), 60)
    finally:
        asking.kill()
        asking.wait()
    eventually(lambda: not sleepers(client))


def test_steps_are_told_while_the_build_works(client, tmp_path):
    from helpers.dockerfile import parse

    seen = []
    text = "FROM busybox:1.37\nRUN echo one\nRUN echo two; sleep 0.3\n"
    request = buildkit.Request(text, tmp_path, "", no_cache=True, instructions=tuple(parse(text)))
    buildkit.build(client, request, lambda steps: seen.append([s.state for s in steps]))
    assert ["cached", "built", "cancelled"] in seen  # begun, not ended
    assert seen[-1] == ["cached", "built", "built"]


def test_the_repr_is_the_same_each_time():
    text = "FROM busybox:1.37\nRUN echo one > /one\nCMD cat /one\n"
    first, second = (api.build(text, no_cache=True, tag="course/test:same") for _ in range(2))
    assert repr(first) == repr(second) and first._repr_html_() == second._repr_html_()
    views = [[repr(f(b)) for f in (api.image, api.config, api.history, api.layers)] for b in (first, second)]
    assert views[0] == views[1]


def test_dockerignore_is_heeded_by_both():
    files = {"a.txt": "a", "b.txt": "b", ".dockerignore": "b.txt\n"}
    text = "FROM busybox:1.37\nCOPY . /in/\n"
    for builder in BUILDERS:
        assert "b.txt" not in api.run(api.build(text, context=files, builder=builder), "ls /in").stdout

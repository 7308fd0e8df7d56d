import socket
import urllib.request
from pathlib import Path

import pytest

from helpers import api
from helpers.client import containers
from helpers.client.ports import _free
from helpers.client.streams import Output
from helpers.errors import NotFoundError, RunError

pytestmark = pytest.mark.usefixtures("client", "nothing_left")
BOX = "busybox:1.37"


def test_both_streams_and_the_exit_code():
    run = api.run(BOX, "sh -c 'echo out; echo err >&2; exit 3'")
    assert (run.stdout, run.stderr, run.exit_code, run.output) == ("out\n", "err\n", 3, "out\nerr\n")
    assert repr(run).startswith(f"$ docker run --rm {BOX} sh -c ")


def test_a_list_is_taken_word_by_word():
    assert api.run(BOX, ["echo", "a  b", "$HOME"]).stdout == "a  b $HOME\n"


def test_options():
    run = api.run(
        BOX, ["-c", "echo $A; id -u; pwd; hostname; touch /x"], entrypoint="sh", env={"A": "1"}, user=1000,
        workdir="/tmp", hostname="box", read_only=True,
    )  # fmt: skip
    assert run.stdout == "1\n1000\n/tmp\nbox\n" and "Read-only" in run.stderr


@pytest.mark.parametrize("size", [0, 5, 3_000_000])
def test_input_is_given_and_closed(size):
    assert api.run(BOX, "wc -c", stdin="x" * size).stdout.strip() == str(size)


def test_input_that_nobody_reads():
    assert api.run(BOX, "true", stdin="x" * 3_000_000).exit_code == 0


def test_a_long_output_is_whole():
    run = api.run(BOX, "seq 300000")
    assert run.stdout.count("\n") == 300_000 and run.stdout.endswith("300000\n")
    assert len(repr(run)) < 110_000 and "characters left out" in repr(run)


def test_a_run_that_never_ends_is_killed_and_told():
    with pytest.raises(RunError, match="did not end within 1 s") as caught:
        api.run(BOX, "sh -c 'echo so far; sleep 3600'", timeout=1)
    assert caught.value.run.stdout == "so far\n" and "so far" in str(caught.value)
    assert caught.value.run.exit_code == 137


def test_a_program_that_is_not_there():
    with pytest.raises(RunError, match="did not start") as caught:
        api.run(BOX, "nosuch")
    assert "nosuch" in str(caught.value) and caught.value.run.exit_code == 127


def test_an_image_that_is_not_there():
    api.build("FROM busybox:1.37\n", tag="course/test:here")
    with pytest.raises(NotFoundError) as caught:
        api.run("course/test:hare")
    assert "course/test:here" in str(caught.value)


def test_a_name_that_is_taken():
    with api.run(BOX, "sleep 60", detach=True, name="course-test-taken"), pytest.raises(RunError, match="taken"):
        api.run(BOX, "true", name="course-test-taken")


def test_a_port_that_another_container_has():
    with api.run(BOX, "sleep 60", detach=True, ports={80: None}) as first:
        port = first.ports["80/tcp"]
        with pytest.raises(RunError, match="did not start") as caught:
            api.run(BOX, "true", ports={80: port})
    assert f"port {port} is in use by another container" in str(caught.value)


def test_a_published_port_is_shown_as_a_link_while_the_container_runs(eventually):
    serve = "mkdir /www; echo served > /www/index.html; exec httpd -f -p 80 -h /www"
    with api.run(BOX, ["sh", "-c", serve], detach=True, ports={80: None}) as server:
        assert server.url == f"http://localhost:{server.ports['80/tcp']}/" and server.url in repr(server)
        assert eventually(lambda: _page(server.url)) == b"served\n"
        server.kill()
        server.wait()
        assert server.url == "" and "http" not in repr(server).partition("\n")[2]


def _page(url):
    try:
        return urllib.request.urlopen(url, timeout=5).read()
    except OSError:
        return None


def test_an_unknown_option_is_named_with_the_nearest():
    with pytest.raises(TypeError, match="readonly.*read_only"):
        api.run(BOX, "true", readonly=True)


def test_a_terminal():
    assert api.run(BOX, "tty", tty=True).stdout.startswith("/dev/")


def test_a_bind_mount_shows_the_hosts_file():
    run = api.run(BOX, "cat /in/conftest.py", mounts=[f"{Path(__file__).parent}:/in:ro"])
    assert run.stdout == Path(__file__).with_name("conftest.py").read_text()


def test_no_command_at_all():
    built = api.build("FROM scratch\nCOPY a /a\n", context={"a": ""})
    with pytest.raises(RunError, match="cannot be created") as caught:
        api.run(built)
    assert "command" in caught.value.why.lower()


def test_a_container_that_is_kept_stays_until_clean(client):
    run = api.run(BOX, "true", remove=False, name="course-test-kept")
    assert "--rm" not in run.command
    assert client.api.inspect_container("course-test-kept")["State"]["ExitCode"] == 0
    client.api.remove_container("course-test-kept")


def test_a_port_that_another_program_has():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        assert not _free(held.getsockname()[1])


def test_what_the_connection_missed_is_taken_from_the_log(monkeypatch):
    """As on a busy machine, where the engine attaches only when the container has printed already."""
    from helpers.client import containers

    attached = containers._to_the_end

    def late(*arguments):
        _, ended = attached(*arguments)
        return containers.Output(), ended

    monkeypatch.setattr(containers, "_to_the_end", late)
    run = api.run(BOX, "sh -c 'echo out; echo err >&2'")
    assert (run.stdout, run.stderr) == ("out\n", "err\n")


def test_a_run_whose_output_the_engine_lost_is_done_again_for_a_judge(monkeypatch):
    tried, once = [], containers._once

    def lost_at_first(*arguments):
        found = once(*arguments)
        tried.append(found)
        return (Output(), *found[1:-1], True) if len(tried) == 1 else found

    monkeypatch.setattr(containers, "_once", lost_at_first)
    with containers.done_again():
        assert api.run("busybox:1.37", "echo printed").stdout == "printed\n" and len(tried) == 2
        tried.clear()
        assert api.run("busybox:1.37", "echo printed", name="course-run-lost").stdout == "" and len(tried) == 1
    tried.clear()
    assert api.run("busybox:1.37", "echo printed").stdout == "" and len(tried) == 1

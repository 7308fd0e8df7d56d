"""What is told of a container's first process is what a program in it sees."""

import pytest

from helpers import api
from helpers.errors import RunError

pytestmark = pytest.mark.usefixtures("client", "nothing_left")
BOX = "busybox:1.37"
# PID 1 itself, before any shell could change something.
SEEN = ["sh", "-c", "tr '\\0' '\\n' < /proc/1/environ; echo; id -u; id -g; pwd; tr '\\0' ' ' < /proc/1/cmdline; true"]

NAMES = "RUN echo me:x:4711:7::/h:/bin/sh >> /etc/passwd; echo us:x:12: >> /etc/group\n"


def seen(run):
    env, _, rest = run.stdout.partition("\n\n")
    uid, gid, directory, command = rest.split("\n")
    return dict(line.split("=", 1) for line in env.splitlines()), int(uid), int(gid), directory, command.split()


@pytest.mark.parametrize(
    ("lines", "options"),
    [
        ("", {}),
        ("USER nobody\nWORKDIR /a/b\nENV A=1 B='two words'\n", {}),
        (f"{NAMES}USER me:us\n", {"env": {"C": "", "HOME": "/other"}}),
        ("ENV PATH=/bin HOME=/x\nUSER 1000\n", {"workdir": "/tmp", "hostname": "box"}),
        ("", {"user": "7:8", "tty": True}),
        ("ENTRYPOINT [\"env\", \"X=1\"]\n", {}),
        ("", {"init": True}),
    ],
)
def test_it_is_what_a_program_sees(lines, options):
    run = api.run(api.build(f"FROM {BOX}\n{lines}", tag="course/test:facts"), SEEN, **options)
    facts = run.facts
    env, uid, gid, directory, command = seen(_without_returns(run) if options.get("tty") else run)
    assert (facts.uid, facts.gid, facts.directory) == (uid, gid, directory)
    if "X=1" not in lines:  # env has replaced itself there
        assert command == " ".join(facts.command).split()
        if not facts.user:  # crun of 2023 sets no HOME for a user without a name
            env.setdefault("HOME", "/")
        assert facts.env == env
    assert facts.command[-3:] == tuple(SEEN) and facts.first


def _without_returns(run):
    from dataclasses import replace

    return replace(run, stdout=run.stdout.replace("\r\n", "\n"))


def test_an_image_of_one_program_and_nothing_else():
    image = api.build("FROM busybox:1.37 AS b\nFROM scratch\nCOPY --from=b /bin/busybox /env\nCMD [\"/env\"]\n",
                      tag="course/test:facts")  # fmt: skip
    run = api.run(image, entrypoint="/env", command=["env"])
    assert (run.facts.user, run.facts.uid, run.facts.gid, run.facts.directory) == ("", 0, 0, "/")
    assert run.facts.command == ("/env", "env")
    applet = api.run(api.build("FROM busybox:1.37 AS b\nFROM scratch\nCOPY --from=b /bin/busybox /bin/env\n",
                               tag="course/test:facts"), ["/bin/env"])  # fmt: skip
    assert dict(line.split("=", 1) for line in applet.stdout.splitlines()) == applet.facts.env


def test_a_program_that_is_not_there_and_a_user_that_is_not_there():
    for options in ({"command": "nosuch"}, {"command": "true", "user": "nosuch"}):
        with pytest.raises(RunError) as caught:
            api.run(BOX, **options)
        assert caught.value.run.facts.command == (options["command"],)
    assert (caught.value.run.facts.user, caught.value.run.facts.uid) == ("nosuch", None)

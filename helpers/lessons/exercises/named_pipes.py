"""Exercises of 25-named-pipes."""

import shlex

from helpers import api
from helpers.lessons.exercise import Exercise, NotYet

BASE = "busybox:1.37"
_HEAR = ["sh", "-c", "timeout 10 cat /pipes/out; true"]  # as the first process, cat could not be ended


def _capitals(answer: str) -> None:
    with api.volume("named-pipes-task") as pipes:
        shared = {"mounts": [f"{pipes}:/pipes"], "network": "none"}
        api.run(BASE, "mkfifo /pipes/in /pipes/out", **shared)
        with (
            api.run(BASE, ["sh", "-c", answer], detach=True, **shared) as worker,
            api.run(BASE, "sh -c 'echo hello > /pipes/in'", detach=True, **shared),
        ):
            heard = api.run(BASE, _HEAR, **shared).stdout
            said = worker.logs()
    if "HELLO" in said:
        raise NotYet("it prints the line: its output belongs into /pipes/out")
    if not heard:
        raise NotYet("nothing came out of /pipes/out: the command has to read /pipes/in and write /pipes/out")
    if heard != "HELLO\n":
        raise NotYet(f"what came out is {heard.strip()!r}, not HELLO")


def _client(answer: str) -> None:
    talk = api.build("25-named-pipes/Dockerfile.talk")
    with api.volume("named-pipes-task") as place:
        api.run(BASE, "mkdir /run/talk", mounts=[f"{place}:/run"])
        serve = "perl /talk/server.pl /run/talk/socket"
        with api.run(talk, serve, detach=True, network="none", mounts=[f"{place}:/run"]) as server:
            server.wait_for("up")

            def run(*command):
                return api.docker(["run", "--rm", *shlex.split(answer), talk.tag, *command])

            said = run("perl", "/talk/client.pl", "/run/talk/socket", "hello")
            devices = run("cat", "/proc/net/dev").stdout if said.exit_code == 0 else ""
    if said.exit_code == 125:
        raise NotYet(f"docker run does not take these options: {said.stderr.strip().splitlines()[0]}")
    if "said hello" not in said.stdout:
        raise NotYet("there is no socket at /run/talk/socket: the volume must be mounted where the server has it")
    if "eth0" in devices or "lo:" not in devices:
        raise NotYet("the client has a network: it needs none")


EXERCISES = (
    Exercise(
        "25-named-pipes/1",
        "A container has two FIFOs, /pipes/in and /pipes/out. Write the command for its shell that takes lines from "
        "the one and writes them in capitals into the other.",
        stub="cat /pipes/in",
        hint="tr a-z A-Z knows no files: the shell gives it both.",
        solution="tr a-z A-Z < /pipes/in > /pipes/out",
        judge=_capitals,
        wrong=(
            ("cat /pipes/in > /pipes/out", "not HELLO"),
            ("tr a-z A-Z < /pipes/in", "it prints the line"),
        ),
    ),
    Exercise(
        "25-named-pipes/2",
        "A server has the volume named-pipes-task at /run and listens on the socket /run/talk/socket. Write the "
        "options of `docker run` for a client that reaches that path and has no network.",
        stub="--network none",
        hint="The client needs the same directory under the same path, and nothing else.",
        solution="--network none -v named-pipes-task:/run",
        judge=_client,
        wrong=(
            ("-v named-pipes-task:/run", "it needs none"),
            ("--network none -v named-pipes-task:/run/talk", "where the server has it"),
        ),
    ),
)

"""Exercises of 18-stopsignal."""

from helpers import api
from helpers.lessons.exercise import Exercise, NotYet

_SERVER = "trap 'echo saved; exit 0' USR1\necho up\nwhile true; do sleep 1000 & wait $!; done\n"
_BASE = "FROM debian:trixie-slim\nCOPY server.sh /server.sh\n"
_SLEEP = ("busybox:1.37", "sleep 1000")
_PATIENCE = 2  # seconds until KILL


def _saves(answer: str) -> None:
    image = api.build(answer, context={"server.sh": _SERVER})
    with api.run(image, detach=True) as container:
        container.wait_for("up", timeout=20)
        first = container.exec("cat /proc/1/cmdline").stdout.split("\0")
        code = container.stop(_PATIENCE)
        saved = "saved" in container.logs()
    if saved and code == 0:
        return
    signal = str(api.config(image).get("StopSignal", "SIGTERM")).upper().removeprefix("SIG")
    if signal in ("KILL", "9"):
        raise NotYet("KILL cannot be handled: it leaves no time to save")
    if "-c" in first:
        raise NotYet("the first process is a shell that only waits: the signal never reaches the server")
    if signal not in ("USR1", "10"):
        raise NotYet(f"the server was sent {signal}: look in server.sh for the one it listens to")
    raise NotYet(f"the server did not save, and ended with exit code {code}")


def _quick(answer: dict) -> None:
    if not isinstance(answer, dict):
        raise NotYet('the answer is a dict of options for run(), such as {"hostname": "box"}')
    with api.run(*_SLEEP, detach=True, **answer) as container:
        code = container.stop(_PATIENCE)
    if code == 137:
        raise NotYet("137: it was killed. The first process drops a signal that it does not handle")
    if code != 143:
        raise NotYet(f"it ended with exit code {code}: TERM, signal 15, is to end it")


EXERCISES = (
    Exercise(
        "18-stopsignal/1",
        "server.sh saves its work and ends when it gets the signal USR1. Change the Dockerfile so that `docker stop` "
        "makes it save.",
        stub=_BASE + "CMD sh /server.sh\n",
        hint="Two questions: which signal is sent, and which process gets it?",
        solution=_BASE + 'STOPSIGNAL SIGUSR1\nCMD ["sh", "/server.sh"]\n',
        judge=_saves,
        wrong=(
            (_BASE + "STOPSIGNAL SIGUSR1\nCMD sh /server.sh\n", "never reaches the server"),
            (_BASE + 'CMD ["sh", "/server.sh"]\n', "was sent TERM"),
            (_BASE + 'STOPSIGNAL SIGKILL\nCMD ["sh", "/server.sh"]\n', "no time to save"),
        ),
    ),
    Exercise(
        "18-stopsignal/2",
        "`docker run busybox:1.37 sleep 1000` takes long to stop. Give the options for run() with which TERM ends it: "
        "exit code 143.",
        stub={},
        hint="sleep is the first process. It need not be.",
        solution={"init": True},
        judge=_quick,
        wrong=(({"stop_signal": "SIGKILL"}, "it was killed"), ({"stop_signal": "SIGINT"}, "does not handle")),
    ),
)

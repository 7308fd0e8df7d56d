"""Exercises of 30-resource-limits."""

from helpers import api
from helpers.lessons.exercise import Exercise, NotYet

_IMAGE = "busybox:1.37"
_NAME = "limits-task"


def _options(answer: object) -> dict:
    """The answer, when it is a dict of options. Raises NotYet."""
    if not isinstance(answer, dict):
        raise NotYet('the answer is a dict of options for run(), such as {"hostname": "box"}')
    return answer


def _holds(megabytes: int, options: dict) -> bool:
    """Whether a program that asks for so much memory lives."""
    ended = api.run(_IMAGE, f"dd if=/dev/zero of=/dev/null bs={megabytes}M count=1", **options)
    return ended.exit_code == 0


def _memory(answer: dict) -> None:
    options = _options(answer)
    if _holds(100, options):
        raise NotYet("a program took 100 megabytes: that is no limit of 64")
    if not _holds(40, options):
        raise NotYet("a program that needs 40 megabytes was killed: so much is to be allowed")
    started = api.run(_IMAGE, ["sh", "-c", "for n in $(seq 40); do sleep 1000 & done; echo all"], **options)
    if "all" in started.stdout:
        raise NotYet("40 processes could be started: the number of processes is to be limited, too")


def _read_only(answer: dict) -> None:
    options = _options(answer)
    if api.run(_IMAGE, "touch /etc/x", **options).exit_code == 0:
        raise NotYet("a file could be written in /etc")
    if api.run(_IMAGE, "touch /tmp/x", **options).exit_code != 0:
        raise NotYet("nothing can be written in /tmp: give it a file system of its own")


def _update(answer: str) -> None:
    small = {"mem_limit": "32m", "memswap_limit": "32m"}
    with api.run(_IMAGE, "sleep 1000", detach=True, name=_NAME, **small) as container:
        pid = container.pid
        done = api.docker(answer)
        if container.state != "running" or container.pid != pid:
            raise NotYet("the container did not go on running: limits can be changed without that")
        if done.exit_code:
            raise NotYet("docker did not take it: " + done.stderr.strip().splitlines()[0])
        if container.exec("dd if=/dev/zero of=/dev/null bs=40M count=1").exit_code:
            raise NotYet("a program that needs 40 megabytes is still killed in it: it needs a bit more for itself")


EXERCISES = (
    Exercise(
        "30-resource-limits/1",
        "Give the options for run() with which a container has at most 64 megabytes of memory, no swap, and at most 20 "
        "processes.",
        stub={},
        hint="mem_limit, memswap_limit and pids_limit are docker-py's names of --memory, --memory-swap, --pids-limit.",
        solution={"mem_limit": "64m", "memswap_limit": "64m", "pids_limit": 20},
        judge=_memory,
        wrong=(
            ({"mem_reservation": "64m", "pids_limit": 20}, "no limit of 64"),
            ({"mem_limit": "16m", "memswap_limit": "16m", "pids_limit": 20}, "40 megabytes was killed"),
            ({"mem_limit": "64m", "memswap_limit": "64m"}, "number of processes"),
        ),
    ),
    Exercise(
        "30-resource-limits/2",
        "Give the options for run() with which a container can write in /tmp, and nowhere in its image's files.",
        stub={},
        hint="Two options: one takes the writable layer away, the other gives /tmp back.",
        solution={"read_only": True, "tmpfs": {"/tmp": ""}},
        judge=_read_only,
        wrong=(
            ({"read_only": True}, "file system of its own"),
            ({"tmpfs": {"/tmp": ""}}, "written in /etc"),
        ),
    ),
    Exercise(
        "30-resource-limits/3",
        f"The container {_NAME} runs with --memory 32m --memory-swap 32m. Write the docker command after which a "
        "program in it can take 40 megabytes, while the container goes on running.",
        stub="",
        hint="A command changes limits of a running container. Memory may not be more than memory and swap together.",
        solution=f"docker update --memory 64m --memory-swap 64m {_NAME}",
        judge=_update,
        wrong=(
            (f"docker update --memory 40m --memory-swap 40m {_NAME}", "still killed"),
            (f"docker restart -t 1 {_NAME}", "go on running"),
        ),
    ),
)

"""Exercises of 01-isolation."""

from helpers import api
from helpers.errors import CourseError
from helpers.lessons.exercise import Exercise, NotYet

IMAGE = "busybox:1.37"


def _alone(answer: dict) -> None:
    if not isinstance(answer, dict):
        raise NotYet('the answer is a dict of options for run(), such as {"hostname": "box"}')
    names = api.run(IMAGE, "ls /sys/class/net", **answer).stdout.split()
    if names == ["lo"]:
        return
    if "docker0" in names:
        raise NotYet("now it has all interfaces of the host: that is the opposite")
    raise NotYet(f"it still has {', '.join(name for name in names if name != 'lo')}: look for the network with none")


def _neighbour(answer: str) -> None:
    with api.run(IMAGE, "sleep 1000", detach=True, name="first"):
        try:
            seen = api.run(IMAGE, "ps -o pid,args", pid_mode=answer).stdout
        except CourseError as error:
            raise NotYet("the engine does not know that mode: say what kind of thing first is, container:…") from error
    rows = [line.split(maxsplit=1) for line in seen.splitlines()[1:]]
    if not any(args.startswith("sleep 1000") for _, args in rows):
        raise NotYet("the second container does not see the first one's sleep")
    if not any(pid == "1" and args.startswith("sleep 1000") for pid, args in rows):
        raise NotYet("it sees every process of the engine's machine: only the first container's are asked for")


EXERCISES = (
    Exercise(
        "01-isolation/1",
        "Give the options for run() with which a container has no network but its own loopback.",
        stub={},
        hint="`docker run --network …` takes the name of a network, and a few words that are not names.",
        solution={"network": "none"},
        judge=_alone,
        wrong=(({"network": "bridge"}, "it still has eth0"), ({"network": "host"}, "the opposite")),
    ),
    Exercise(
        "01-isolation/2",
        "A container called first runs sleep. Give the pid_mode with which a second container sees the processes of "
        "the first one, and no others but its own.",
        stub="",
        hint="`docker run --pid` joins another container's process namespace.",
        solution="container:first",
        judge=_neighbour,
        wrong=(("first", "container:…"), ("host", "every process")),
    ),
)

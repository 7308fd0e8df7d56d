"""Exercises of 24-tmpfs."""

import shlex

from helpers import api
from helpers.errors import CourseError
from helpers.lessons.exercise import Exercise, NotYet

BASE = "busybox:1.37"


def _work(answer: str) -> None:
    def run(script):
        return api.docker(["run", "--rm", *shlex.split(answer), BASE, "sh", "-c", script])

    kind = run("grep ' /work ' /proc/mounts")
    if kind.exit_code == 125:
        raise NotYet("docker run does not take these options: --mount has fields for size and mode only")
    if kind.stdout.split()[2:3] != ["tmpfs"]:
        raise NotYet("/work is not in memory")
    if run("dd if=/dev/zero of=/work/file bs=1M count=2").exit_code == 0:
        raise NotYet("two megabytes fit in: give the mount a size")
    if run("dd if=/dev/zero of=/work/file bs=1k count=1000").exit_code:
        raise NotYet("not even one megabyte fits in")
    if run("printf '#!/bin/sh\\n' > /work/run; chmod 755 /work/run; /work/run").exit_code:
        raise NotYet("a program in /work cannot be executed: noexec is the default")


def _options(answer: dict) -> None:
    try:
        shared = api.volume("tmpfs-task", driver_opts=answer)
    except CourseError as error:
        raise NotYet(f"the driver does not take these options: {error.why}") from error
    with shared:
        kind = api.run(BASE, "grep ' /work ' /proc/mounts", mounts=["tmpfs-task:/work"]).stdout.split()[2]
        if kind != "tmpfs":
            raise NotYet("the volume is on the engine's disk: the driver has a type to mount")
        if api.run(BASE, "dd if=/dev/zero of=/work/f bs=1M count=2", mounts=["tmpfs-task:/work"]).exit_code == 0:
            raise NotYet('two megabytes fit in: "o" holds the options of the mount')


EXERCISES = (
    Exercise(
        "24-tmpfs/1",
        "Write the options of `docker run` that give a container a /work in memory which holds at most one megabyte, "
        "and in which programs can be executed.",
        stub="--tmpfs /work",
        hint="Options of the mount follow the path, after a colon, with commas between.",
        solution="--tmpfs /work:size=1m,exec",
        judge=_work,
        wrong=(
            ("--mount type=tmpfs,target=/work,tmpfs-size=1m", "noexec is the default"),
            ("--tmpfs /work:exec", "give the mount a size"),
            ("--mount type=tmpfs,target=/work,tmpfs-size=1m,exec=true", "size and mode only"),
        ),
    ),
    Exercise(
        "24-tmpfs/2",
        "Give the options of the driver local, as a dict, for a volume that two containers can share in memory and "
        "that holds at most one megabyte.",
        stub={},
        hint="It wants three: type, device and o.",
        solution={"type": "tmpfs", "device": "tmpfs", "o": "size=1m"},
        judge=_options,
        wrong=(
            ({"type": "tmpfs", "device": "tmpfs"}, "options of the mount"),
            ({"type": "tmpfs", "o": "size=1m"}, "device"),
        ),
    ),
)

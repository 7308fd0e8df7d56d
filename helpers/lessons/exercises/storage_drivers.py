"""Exercises of 26-storage-drivers."""

from helpers import api
from helpers.lessons.exercise import Exercise, NotYet

FILE = 4 << 20
NAME = "store-writer"
_MADE = "FROM busybox:1.37\nRUN dd if=/dev/urandom of=/big bs=1M count=4 2>/dev/null"
_WRITE = "sh -c 'mkdir -p /data; echo kept > /data/out'"


def _once(answer: str) -> None:
    built = api.build(answer)
    found = api.run(built, "stat -c '%s %a' /big").stdout.split()
    if found != [str(FILE), "600"]:
        raise NotYet("/big must be there, whole, with mode 600")
    image = api.image(built)
    if sum(layer.size for layer in image.layers[image.base_layers :]) > 1.5 * FILE:
        raise NotYet("two layers hold the file: a change of its mode alone copied all of it")


def _outside(answer: str) -> None:
    try:
        api.docker(answer)
        api.docker(f"wait {NAME}")
        changes = api.docker(f"diff {NAME}")
        if changes.exit_code:
            raise NotYet(f"there is no container {NAME} to look at: name it, and keep it")
        if "/data/out" in changes.stdout:
            raise NotYet("the file is in the container's writable layer: docker diff lists it")
        if api.docker(f"run --rm --volumes-from {NAME} busybox:1.37 cat /data/out").stdout != "kept\n":
            raise NotYet("the file is gone with the container's end, or was never written: memory does not keep it")
    finally:
        volumes = api.docker(f"inspect -f '{{{{range .Mounts}}}}{{{{.Name}}}} {{{{end}}}}' {NAME}").stdout.split()
        api.docker(f"rm -f -v {NAME}")
        for volume in volumes:
            api.docker(f"volume rm -f {volume}")


EXERCISES = (
    Exercise(
        "26-storage-drivers/1",
        "The image holds a file of four megabytes twice. Have it hold it once, with mode 600 as now.",
        stub=f"{_MADE}\nRUN chmod 600 /big\n",
        hint="A file that is changed in the RUN that made it is in one layer only.",
        solution=f"{_MADE} && chmod 600 /big\n",
        judge=_once,
        wrong=(
            (f"{_MADE}\n", "with mode 600"),
            (f"{_MADE}\nRUN chmod 600 /big && sync\n", "two layers hold the file"),
            (f"{_MADE}\nRUN cp /big /b && rm /big && mv /b /big && chmod 600 /big\n", "two layers hold the file"),
        ),
    ),
    Exercise(
        "26-storage-drivers/2",
        f"This container, {NAME}, writes /data/out into its writable layer. Have it write past the storage driver, to "
        "where the file outlives the container's end. Do not remove the container: it is looked at.",
        stub=f"docker run --name {NAME} busybox:1.37 {_WRITE}",
        hint="What is mounted is no part of the container's file system: -v.",
        solution=f"docker run --name {NAME} -v store-data:/data busybox:1.37 {_WRITE}",
        judge=_outside,
        wrong=(
            (f"docker run --name {NAME} --tmpfs /data busybox:1.37 {_WRITE}", "memory does not keep it"),
            (f"docker run --rm --name {NAME} -v store-data:/data busybox:1.37 {_WRITE}", "name it, and keep it"),
            (f"docker run --name {NAME} -v store-data:/date busybox:1.37 {_WRITE}", "writable layer"),
        ),
    ),
)

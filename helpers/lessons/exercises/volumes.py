"""Exercises of 22-volumes."""

import shlex

from helpers import api
from helpers.lessons.exercise import Exercise, NotYet

BASE = "busybox:1.37"
_FILL = "echo seen > seen; echo hidden > .hidden; mkdir -m 700 own; echo own > own/file; chown -R 1000 own"


def _copy(answer: str) -> None:
    with api.volume("volumes-from") as old, api.volume("volumes-to") as new:
        api.run(BASE, ["sh", "-c", _FILL], mounts=[f"{old}:/from"], workdir="/from")
        api.run(BASE, ["sh", "-c", answer], mounts=[f"{old}:/from:ro", f"{new}:/to"])
        there = api.run(BASE, "find . -exec stat -c '%n %u %a' {} +", mounts=[f"{new}:/to"], workdir="/to").stdout
    found = {line.split()[0]: line.split()[1:] for line in there.splitlines()}
    if "./seen" not in found:
        raise NotYet("/to has no file seen: what is in /from belongs directly into /to")
    if "./.hidden" not in found:
        raise NotYet("the hidden file is missing: * names no file that begins with a dot")
    if "./own/file" not in found:
        raise NotYet("own/file is missing: a directory is copied with all that is in it")
    if found["./own/file"][0] != "1000" or found["./own"] != ["1000", "700"]:
        raise NotYet("own belongs to somebody else now, or everybody may read it: owners and modes must be kept")


def _empty(answer: str) -> None:
    if "volumes-task" not in answer:  # another name would be left behind
        raise NotYet("the volume is to be named volumes-task: it is the first field, or the source")
    site = api.build("22-volumes/Dockerfile.site")
    look = ["sh", "-c", "ls -A /site; touch /site/new"]
    api.docker("volume rm volumes-task")
    try:
        tried = api.docker(["run", "--rm", *shlex.split(answer), site.tag, *look])
        inside = api.docker("volume inspect volumes-task")
    finally:
        api.docker("volume rm volumes-task")
    if tried.exit_code == 125:
        raise NotYet(f"docker run does not take these options: {tried.stderr.strip().splitlines()[0]}")
    if inside.exit_code:
        raise NotYet("there is no volume volumes-task afterwards")
    if "page" in tried.stdout:
        raise NotYet("/site has the image's file: a new volume is filled unless it is told not to be")
    if tried.exit_code == 0:
        raise NotYet("the container can write in /site")


EXERCISES = (
    Exercise(
        "22-volumes/1",
        "A volume is to be copied into another one. Write the command that a container's shell runs: the old volume is "
        "at /from, read-only, the new one at /to. Hidden files, directories, owners and modes must arrive.",
        stub="cp /from/* /to",
        hint="cp has an option for an archive; /from/. names the directory's content, all of it.",
        solution="cp -a /from/. /to",
        judge=_copy,
        wrong=(
            ("cp -a /from/* /to", "hidden file"),
            ("cp -r /from/. /to", "owners and modes"),
            ("cp -a /from /to", "directly into /to"),
        ),
    ),
    Exercise(
        "22-volumes/2",
        "Write the options of `docker run` that mount a new volume named volumes-task at /site, such that the image's "
        "files do not get into it and the container cannot write there.",
        stub="-v volumes-task:/site",
        hint="Both are options of the mount: the third field of -v takes several, with commas between.",
        solution="-v volumes-task:/site:ro,nocopy",
        judge=_empty,
        wrong=(
            ("-v volumes-task:/site:ro", "is filled unless"),
            ("--mount source=volumes-task,target=/site,volume-nocopy", "can write"),
            ("--mount target=/site,volume-nocopy,readonly", "named volumes-task"),
        ),
    ),
)

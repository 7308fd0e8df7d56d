"""Exercises of 03-layers."""

from helpers import api
from helpers.lessons.exercise import Exercise, NotYet

# What it makes differs each time it is executed: two images have the same only when they share the layer.
_TOOL = "RUN cat /proc/sys/kernel/random/uuid > /tool\n"
_FIRST = f"FROM busybox:1.37\n{_TOOL}RUN echo first > /name\n"


def _shared(answer: str) -> None:
    first, second = api.build(_FIRST), api.build(answer)
    name, tool = (api.run(second, f"cat /{file}") for file in ("name", "tool"))
    if name.stdout != "second\n":
        raise NotYet("the second image's /name must still say second")
    if tool.exit_code:
        raise NotYet("the second image has no /tool")
    if tool.stdout != api.run(first, "cat /tool").stdout:
        raise NotYet(
            "its /tool was made anew: all that comes before that RUN must be the same in both, and the RUN itself"
        )


_BASE = "FROM busybox:1.37\nRUN mkdir /srv && echo off > /srv/mode && echo old > /srv/old\n"
_BY_HAND = "echo on > /srv/mode; chmod 600 /srv/mode; rm /srv/old"


def _by_hand(answer: str) -> None:
    base, built = api.build(_BASE), api.build(answer)
    with api.run(base, "sleep 1000", detach=True) as fixed:
        fixed.exec(["sh", "-c", _BY_HAND])
        difference = api.diff(fixed, built)
    wrong = [change.path for change in difference.files]
    if wrong:
        raise NotYet(f"{wrong[0]} is not as it is in the container: its text, its mode, or that it is gone")
    before, after = api.image(base).layers, api.image(built).layers
    if after[: len(before)] != before:
        raise NotYet("what is there already must stay as it is: add to it")
    if len(after) > len(before) + 1:
        raise NotYet(f"{len(after) - len(before)} layers were added: one RUN, one layer")


EXERCISES = (
    Exercise(
        "03-layers/1",
        "Two images need the same tool. The first one's Dockerfile is\n\n"
        f"{_FIRST}\nChange the second one's so that both share the layer with the tool, and its /name still says "
        "second.",
        stub=f"FROM busybox:1.37\nRUN echo second > /name\n{_TOOL}",
        hint="Layers are shared from the bottom up, as long as the instructions are the same.",
        solution=f"FROM busybox:1.37\n{_TOOL}RUN echo second > /name\n",
        judge=_shared,
        wrong=(
            (f"FROM busybox:1.37\nENV NAME=second\n{_TOOL}RUN echo $NAME > /name\n", "made anew"),
            ("FROM busybox:1.37\nRUN cat /proc/sys/kernel/random/uuid > /tool && echo second > /name\n", "made anew"),
            (_FIRST, "must still say second"),
        ),
    ),
    Exercise(
        "03-layers/2",
        "Somebody repaired a container of this image by hand:\n\n"
        f"{_BY_HAND}\n\nHave the image itself like that: add to its Dockerfile, with one layer more and the same "
        "files as in the container.",
        stub=_BASE,
        hint="What docker diff shows of the container, one RUN can do during the build.",
        solution=_BASE + "RUN echo on > /srv/mode && chmod 600 /srv/mode && rm /srv/old\n",
        judge=_by_hand,
        wrong=(
            (_BASE + "RUN echo on > /srv/mode\nRUN chmod 600 /srv/mode\nRUN rm /srv/old\n", "3 layers were added"),
            (_BASE + "RUN echo on > /srv/mode && rm /srv/old\n", "/srv/mode is not as it is"),
            ("FROM busybox:1.37\nRUN mkdir /srv && echo on > /srv/mode && chmod 600 /srv/mode\n", "add to it"),
        ),
    ),
)

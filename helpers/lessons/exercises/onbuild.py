"""Exercises of 17-onbuild."""

from helpers import api
from helpers.errors import BuildError, DockerfileError
from helpers.lessons.exercise import Exercise, NotYet

_BASE = "course/17-onbuild:answer"


def _settings(answer: str) -> None:
    try:
        base = api.build(answer, tag=_BASE, context={})
    except BuildError as error:
        raise NotYet("the base's own build asks for the file: COPY must wait for the child's build") from error
    if api.run(base, "test -e /etc/settings").exit_code == 0:
        raise NotYet("the base has /etc/settings already; only its children are to have one")
    try:
        child = api.build(f"FROM {_BASE}\n", context={"settings": "colour=blue\n"})
    except (BuildError, DockerfileError) as error:
        raise NotYet("the child cannot be built: RUN does not see the build context, COPY does") from error
    if api.run(child, "cat /etc/settings").stdout != "colour=blue\n":
        raise NotYet("the child has not the settings of its own build context in /etc/settings")
    if api.build(f"FROM {_BASE}\n", context={}, check=False).image is not None:
        raise NotYet("a child that brings no settings is built all the same")


def _each_generation(answer: str) -> None:
    api.build("17-onbuild/Dockerfile.fires")
    try:
        child = api.build(answer, tag=_BASE)
    except DockerfileError as error:
        raise NotYet("Docker refuses a trigger that leaves a trigger: the child has to write its own") from error
    fired = api.run(child).stdout
    if fired != "fired\n":
        raise NotYet("in the child /fired must have one line, from the base's trigger: yours must not run there yet")
    if api.run(api.build(f"FROM {_BASE}\n")).stdout != "fired\nfired\n":
        raise NotYet("the grandchild inherits the file and not the trigger, so it has one line and not two")


_CHILD = "FROM course/17-onbuild:fires\n"
EXERCISES = (
    Exercise(
        "17-onbuild/1",
        "Write the Dockerfile of a base image, from busybox:1.37. Each image built on it must bring a file `settings` "
        "in its build context, and has it as /etc/settings. The base itself has none.",
        stub="FROM busybox:1.37\n",
        hint="Which instruction takes a file from the build context, and how do you postpone it?",
        solution="FROM busybox:1.37\nONBUILD COPY settings /etc/settings\n",
        judge=_settings,
        wrong=(
            ("FROM busybox:1.37\nCOPY settings /etc/settings\n", "must wait for the child's build"),
            ("FROM busybox:1.37\nONBUILD RUN cp settings /etc/settings\n", "COPY does"),
        ),
    ),
    Exercise(
        "17-onbuild/2",
        "course/17-onbuild:fires has one trigger, ONBUILD RUN echo fired >> /fired. Write the Dockerfile of its child "
        "such that the same fires in the grandchild, too: /fired has one line in the child, two in the grandchild.",
        stub=_CHILD,
        hint="Triggers are not inherited, but a child may have triggers of its own.",
        solution=_CHILD + "ONBUILD RUN echo fired >> /fired\n",
        judge=_each_generation,
        wrong=(
            (_CHILD + "ONBUILD ONBUILD RUN echo fired >> /fired\n", "refuses a trigger"),
            (_CHILD + "RUN echo fired >> /fired\n", "must not run there yet"),
        ),
    ),
)

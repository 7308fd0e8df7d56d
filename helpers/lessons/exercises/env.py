"""Exercises of 08-env."""

from helpers import api, dockerfile
from helpers.errors import CourseError
from helpers.lessons.exercise import Exercise, NotYet


def _path(answer: str) -> None:
    built = api.build(answer)
    try:
        greeted = api.run(built, "greet")
    except CourseError as error:
        raise NotYet("greet is not found: /opt/tools has to be in the PATH of the image, not of one RUN") from error
    if greeted.stdout != "hello\n":
        raise NotYet("greet must still say hello")
    try:
        others = api.run(built, "ls /")
    except CourseError as error:
        raise NotYet("now greet is found and ls is not: PATH has lost what it held before") from error
    if others.exit_code:
        raise NotYet("ls must still work")
    if any(i.keyword.upper() in ("CMD", "ENTRYPOINT") for i in dockerfile.parse(answer)):
        raise NotYet("neither CMD nor ENTRYPOINT is needed: the variable is enough")


def _only_here(answer: str) -> None:
    built = api.build(answer)
    made = api.run(built, "cat /made").stdout
    seen = api.run(built, ["sh", "-c", 'echo "${MODE-not set}"']).stdout.strip()
    if seen == "":
        raise NotYet("MODE is still set, to nothing: a program that only asks whether it is there finds it")
    if seen != "not set":
        raise NotYet(f"the container still has MODE, it says {seen}: an ENV stays for good")
    if made != "made in mode quiet\n":
        raise NotYet(f"/made says {made.strip()!r}: each RUN has a shell of its own, and what it exports ends with it")


_GREET = (
    "FROM busybox:1.37\nRUN mkdir -p /opt/tools && printf '#!/bin/sh\\necho hello\\n' > /opt/tools/greet"
    " && chmod 755 /opt/tools/greet\n"
)
_MAKE = 'RUN echo "made in mode $MODE" > /made\n'
EXERCISES = (
    Exercise(
        "08-env/1",
        "Add an instruction such that `docker run IMAGE greet` says hello, and all other programs are found as before.",
        stub=_GREET,
        hint="A value may refer to the variable's old value.",
        solution=_GREET + "ENV PATH=/opt/tools:$PATH\n",
        judge=_path,
        wrong=(
            (_GREET + "RUN export PATH=/opt/tools:$PATH\n", "not of one RUN"),
            (_GREET + "ENV PATH=/opt/tools\n", "lost what it held"),
            (_GREET + "ENV PATH='/opt/tools:$PATH'\n", "lost what it held"),
        ),
    ),
    Exercise(
        "08-env/2",
        "MODE is needed by one RUN only. Change the Dockerfile so that /made is the same, and the container has no "
        "variable MODE.",
        stub=f"FROM busybox:1.37\nENV MODE=quiet\n{_MAKE}RUN unset MODE\n",
        hint="A shell can set a variable, too, for as long as it runs.",
        solution=f"FROM busybox:1.37\nRUN MODE=quiet; {_MAKE[4:]}",
        judge=_only_here,
        wrong=(
            (f"FROM busybox:1.37\nRUN export MODE=quiet\n{_MAKE}", "a shell of its own"),
            (f"FROM busybox:1.37\nENV MODE=quiet\n{_MAKE}ENV MODE=\n", "to nothing"),
        ),
    ),
)

"""Exercises of 28-multi-stage."""

from helpers import api
from helpers.errors import BuildError, CourseError
from helpers.lessons.exercise import Exercise, NotYet
from helpers.sources import DOCKERFILES

_FOLDER = "28-multi-stage"
_GREETING = "hello from one file\n"
_SMALL = 1 << 20  # bytes; busybox alone is larger


def _text(name: str) -> str:
    return (DOCKERFILES / _FOLDER / name).read_text()


def _size(image) -> int:
    return sum(layer.size for layer in api.layers(image))


def _said(image, command=None) -> str:
    try:
        return api.run(image, command).output
    except CourseError as error:
        return error.why


def _one_file(answer: str) -> None:
    built = api.build(answer, context=_FOLDER)
    if _size(built) > _SMALL:
        raise NotYet("the image still holds a base image: its last stage must start from scratch")
    said = _said(built)
    if "/bin/sh" in said:
        raise NotYet("the shell form of CMD asks for /bin/sh, and scratch has none: write CMD as a list")
    if said != _GREETING:
        raise NotYet("the container does not greet: does the last stage copy /hello from the one that compiled it?")


def _debug(answer: str) -> None:
    final = api.build(answer, context=_FOLDER)
    if _size(final) > _SMALL:
        raise NotYet("the last stage is the image, and now it holds a shell: debug must come before it")
    if _said(final) != _GREETING:
        raise NotYet("the image that is built without --target no longer greets")
    try:
        debug = api.build(answer, context=_FOLDER, target="debug")
    except BuildError as error:
        if error.build.failed:
            raise
        raise NotYet("there is no stage of the name debug to be had with --target debug") from error
    if api.run(debug, "test -e /src/compile.sh").exit_code == 0:
        raise NotYet("that is the whole workshop: start debug from busybox:1.37, and copy the program alone")
    if _said(debug, "sh -c /hello") != _GREETING:
        raise NotYet("in the stage debug, a shell does not find a /hello that greets")


def _built_stages(answer: dict) -> None:
    for target, named in answer.items():
        built = api.build(f"{_FOLDER}/Dockerfile.site", target=target)
        really = {step.stage for step in built.steps}
        if extra := sorted(set(named) - really):
            raise NotYet(f"for {target}, nothing asks for {extra[0]}: follow FROM and from= backwards from the target")
        if missing := sorted(really - set(named)):
            raise NotYet(f"for {target}, {missing[0]} is needed: follow what a stage starts, copies and mounts from")


_PASSWD = _text("Dockerfile.passwd")
_LAST = "FROM scratch\nCOPY --from=busybox"
_DEBUG = "FROM busybox:1.37 AS debug\nCOPY --from=compile /hello /hello\n"
_COMPILE = """FROM debian:trixie-slim AS compile
WORKDIR /src
COPY compile.sh hello.txt ./
RUN sh compile.sh hello.txt /hello

"""
EXERCISES = (
    Exercise(
        "28-multi-stage/1",
        "Change this Dockerfile so that its image holds the program and nothing else, and still greets.",
        stub=_text("Dockerfile.single"),
        hint="Name the stage that compiles, and let a second one begin with FROM scratch.",
        solution=_COMPILE + 'FROM scratch\nCOPY --from=compile /hello /hello\nCMD ["/hello"]\n',
        judge=_one_file,
        wrong=(
            (_COMPILE + 'FROM busybox:1.37\nCOPY --from=compile /hello /hello\nCMD ["/hello"]\n', "start from scratch"),
            (_COMPILE + "FROM scratch\nCOPY --from=compile /hello /hello\nCMD /hello\n", "write CMD as a list"),
        ),
    ),
    Exercise(
        "28-multi-stage/2",
        "The image has no shell to look around with. Add a stage called debug, from busybox:1.37, in which the same "
        "/hello lies beside a shell. What is built without --target must stay as it is.",
        stub=_PASSWD,
        hint="The last stage is the image. BuildKit skips debug when nobody asks for it.",
        solution=_PASSWD.replace(_LAST, f"{_DEBUG}\n{_LAST}"),
        judge=_debug,
        wrong=(
            (f"{_PASSWD}\n{_DEBUG}", "debug must come before it"),
            (_PASSWD.replace(_LAST, f"FROM compile AS debug\n\n{_LAST}"), "copy the program alone"),
        ),
    ),
    Exercise(
        "28-multi-stage/3",
        "Look at dockerfiles/28-multi-stage/Dockerfile.site. For each of these targets, name the stages that BuildKit "
        "builds, the target among them.",
        stub={"program": [], "checked": [], "site": []},
        hint="Begin at the target. RUN --mount may name a stage, and COPY may count them.",
        solution={
            "program": ["tools", "program"],
            "checked": ["tools", "program", "checked"],
            "site": ["tools", "docs", "program", "site"],
        },
        judge=_built_stages,
        wrong=(
            (
                {
                    "program": ["tools", "docs", "program"],
                    "checked": ["tools", "docs", "program", "checked"],
                    "site": ["tools", "docs", "program", "checked", "site"],
                },
                "nothing asks for docs",
            ),
            ({"program": ["program"], "checked": ["program", "checked"], "site": ["docs", "site"]}, "tools is needed"),
        ),
    ),
)

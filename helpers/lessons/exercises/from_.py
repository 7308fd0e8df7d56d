"""Exercises of 04-from."""

from helpers import api, dockerfile
from helpers.lessons.exercise import Exercise, NotYet


def _two_stages(answer: str) -> None:
    instructions = [i for i in dockerfile.parse(answer)]
    froms = [number for number, i in enumerate(instructions) if i.keyword.upper() == "FROM"]
    if len(froms) < 2:
        raise NotYet("there is one stage: a second FROM begins another, from a clean start")
    last = instructions[froms[-1] :]
    if any(i.keyword.upper() == "RUN" for i in last):
        raise NotYet("the last stage must not RUN anything: it only copies")
    copies = [i for i in last if i.keyword.upper() == "COPY"]
    if not any(flag.startswith("--from=") for i in copies for flag in i.flags):
        raise NotYet("COPY takes from the build context unless --from names a stage")
    run = api.run(api.build(answer), "cat /greeting")
    if run.stdout != "hello\n":
        raise NotYet("the image has no file /greeting that says hello")


def _tag(answer: str) -> None:
    instructions = list(dockerfile.parse(answer))
    first = next(n for n, i in enumerate(instructions) if i.keyword.upper() == "FROM")
    if any("1.37" in i.original for i in instructions[first:]):
        raise NotYet("the tag is written out: it must come from the ARG at the top, so that --build-arg changes both")
    run = api.run(api.build(answer), "cat /tag")
    if run.stdout != "1.37\n":
        said = run.stdout.strip()
        raise NotYet(f"/tag says {said!r}: an ARG before FROM is outside the stage until ARG names it there")


_STUB = "ARG TAG=1.37\nFROM busybox:${TAG}\nRUN echo ${TAG} > /tag\n"
EXERCISES = (
    Exercise(
        "04-from/1",
        "Write a Dockerfile with two stages of busybox:1.37. The first makes the file /greeting that says hello; "
        "the last takes it over without a RUN of its own.",
        stub="FROM busybox:1.37\n",
        hint="Name the first stage with AS, and copy --from it.",
        solution="FROM busybox:1.37 AS maker\nRUN echo hello > /greeting\n\n"
        "FROM busybox:1.37\nCOPY --from=maker /greeting /greeting\n",
        judge=_two_stages,
        wrong=(
            ("FROM busybox:1.37\nRUN echo hello > /greeting\n", "a second FROM"),
            (
                "FROM busybox:1.37 AS maker\nRUN echo hello > /greeting\nFROM busybox:1.37\nCOPY /greeting /greeting\n",
                "unless --from names a stage",
            ),
        ),
    ),
    Exercise(
        "04-from/2",
        "Add one line so that /tag holds the tag that FROM used.",
        stub=_STUB,
        hint="An ARG without a value, inside the stage, brings back the one before FROM.",
        solution="ARG TAG=1.37\nFROM busybox:${TAG}\nARG TAG\nRUN echo ${TAG} > /tag\n",
        judge=_tag,
        wrong=(
            ("ARG TAG=1.37\nFROM busybox:${TAG}\nENV TAG=${TAG}\nRUN echo ${TAG} > /tag\n", "outside the stage"),
            ("ARG TAG=1.37\nFROM busybox:${TAG}\nARG TAG=1.37\nRUN echo ${TAG} > /tag\n", "written out"),
        ),
    ),
)

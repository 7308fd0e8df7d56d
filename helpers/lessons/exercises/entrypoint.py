"""Exercises of 07-entrypoint."""

from helpers import api, dockerfile
from helpers.errors import CourseError
from helpers.lessons.exercise import Exercise, NotYet


def _greet(answer: str) -> None:
    built = api.build(answer)
    try:
        named = api.run(built, "Docker")
    except CourseError as error:
        raise NotYet("Docker was taken as the program: the run's words replace CMD, never ENTRYPOINT") from error
    if named.exit_code == 127:
        raise NotYet("Docker was taken as the program: the run's words replace CMD, never ENTRYPOINT")
    if named.stdout != "Hello Docker\n":
        raise NotYet("the word that the run gives does not arrive: a shell form of ENTRYPOINT swallows it")
    if api.run(built).stdout != "Hello World\n":
        raise NotYet("without a word it must say Hello World: CMD gives the default argument")


def _first_process(answer: str) -> None:
    bases = [i.value.split()[0] for i in dockerfile.parse(answer) if i.keyword.upper() == "FROM"]
    if bases[-1:] != ["debian:trixie-slim"]:
        raise NotYet("keep debian:trixie-slim: its shell is dash, which stays unless it is told to go")
    built = api.build(answer)
    if api.run(built, env={"SECONDS_TO_SLEEP": "0"}).exit_code:
        raise NotYet("it ended at once: without a shell nobody replaces $SECONDS_TO_SLEEP")
    with api.run(built, detach=True, env={"SECONDS_TO_SLEEP": "1000"}) as container:
        try:
            # Until the runtime has handed over, its own name is there.
            api.until(lambda: "sleep" in _command_line(container))
            first = _command_line(container)
        except CourseError as error:
            raise NotYet("it ended at once: without a shell nobody replaces $SECONDS_TO_SLEEP") from error
    if not first.startswith("sleep"):
        raise NotYet("the first process is still the shell: there is a word that has a program take its place")
    if first != "sleep 1000":
        raise NotYet("it does not sleep as long as SECONDS_TO_SLEEP says")


def _command_line(container) -> str:
    return container.exec("cat /proc/1/cmdline").stdout.replace("\0", " ").strip()


_BASE = "FROM debian:trixie-slim\nENV SECONDS_TO_SLEEP=60\n"
EXERCISES = (
    Exercise(
        "07-entrypoint/1",
        "Write a Dockerfile from busybox:1.37 such that `docker run IMAGE` prints Hello World, and "
        "`docker run IMAGE Docker` prints Hello Docker.",
        stub="FROM busybox:1.37\n",
        hint="What never changes is the ENTRYPOINT, what may is CMD.",
        solution='FROM busybox:1.37\nENTRYPOINT ["echo", "Hello"]\nCMD ["World"]\n',
        judge=_greet,
        wrong=(
            ('FROM busybox:1.37\nENTRYPOINT echo Hello\nCMD ["World"]\n', "swallows it"),
            ('FROM busybox:1.37\nCMD ["echo", "Hello", "World"]\n', "replace CMD"),
        ),
    ),
    Exercise(
        "07-entrypoint/2",
        "Change the ENTRYPOINT so that sleep itself is the container's first process, and still sleeps as long as "
        "the variable says.",
        stub=_BASE + "ENTRYPOINT sleep $SECONDS_TO_SLEEP\n",
        hint="A shell can start a program beside itself, or in its own place.",
        solution=_BASE + "ENTRYPOINT exec sleep $SECONDS_TO_SLEEP\n",
        judge=_first_process,
        wrong=(
            (_BASE + 'ENTRYPOINT ["sleep", "$SECONDS_TO_SLEEP"]\n', "nobody replaces"),
            (_BASE + "ENTRYPOINT sh -c 'sleep $SECONDS_TO_SLEEP; true'\n", "still the shell"),
        ),
    ),
)

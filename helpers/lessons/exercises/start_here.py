"""Exercises of 00-start-here."""

from helpers import api
from helpers.errors import CourseError
from helpers.lessons.exercise import Exercise, NotYet

IMAGE = "busybox:1.37"


def _run(answer: str, no_program: str):
    try:
        run = api.run(IMAGE, answer)
    except CourseError as error:
        raise NotYet(no_program) from error
    if run.exit_code == 127:
        raise NotYet(no_program)
    return run


def _hello(answer: str) -> None:
    run = _run(answer, "the first word must be a program that the image has; which one prints its arguments?")
    if run.stdout != "hello\n":
        raise NotYet(f"it printed {run.stdout!r}; exactly the word hello, in small letters, is asked for")


def _three(answer: str) -> None:
    run = _run(answer, "there is no such program: exit is a word of the shell, so a shell must read it")
    if run.exit_code != 3:
        raise NotYet(f"it ended with {run.exit_code}; sh -c takes one word as its script, so quote all of it")


EXERCISES = (
    Exercise(
        "00-start-here/1",
        "Give the command that makes a container of busybox:1.37 print the word hello.",
        stub="",
        hint="A command is a program and its arguments, as you would type it in a terminal.",
        solution="echo hello",
        judge=_hello,
        wrong=(("hello", "a program that the image has"), ("echo Hello", "small letters")),
    ),
    Exercise(
        "00-start-here/2",
        "Give a command whose container ends with exit code 3.",
        stub="",
        hint="A shell ends with the number that you give to its word exit.",
        solution="sh -c 'exit 3'",
        judge=_three,
        wrong=(("exit 3", "a word of the shell"), ("sh -c exit 3", "quote all of it")),
    ),
)

"""Exercises of 06-cmd."""

from helpers import api, dockerfile
from helpers.lessons.exercise import Exercise, NotYet


def _cmds(answer: str) -> list:
    found = [i for i in dockerfile.parse(answer) if i.keyword.upper() == "CMD"]
    if not found:
        raise NotYet("a CMD is asked for")
    return found


def _home(answer: str) -> None:
    form = _cmds(answer)[-1].form
    printed = api.run(api.build(answer)).stdout
    if printed == "$HOME\n":
        raise NotYet("it printed $HOME itself: the exec form starts no shell, and only a shell replaces a variable")
    if printed != "/root\n":
        more = "; sh -c takes one word as its script" if form == "exec" else ""
        raise NotYet(f"it printed {printed!r}{more}")
    if any("/root" in i.value for i in _cmds(answer)):
        raise NotYet("the folder is written out: let the variable say it")


def _both(answer: str) -> None:
    _cmds(answer)
    printed = api.run(api.build(answer)).stdout
    if printed == "first\nsecond\n":
        return
    if len(printed.splitlines()) == 1 and len(printed.split()) == 2:
        raise NotYet("it printed one line: two are asked for")
    raise NotYet("it printed only one of them: of several CMD the last one counts, so one CMD must do both")


EXERCISES = (
    Exercise(
        "06-cmd/1",
        "Write a Dockerfile from busybox:1.37 whose default command prints the value of the variable HOME.",
        stub="FROM busybox:1.37\n",
        hint="Who replaces $HOME by its value?",
        solution="FROM busybox:1.37\nCMD echo $HOME\n",
        judge=_home,
        wrong=(
            ('FROM busybox:1.37\nCMD ["echo", "$HOME"]\n', "starts no shell"),
            ('FROM busybox:1.37\nCMD ["sh", "-c", "echo", "$HOME"]\n', "one word"),
        ),
    ),
    Exercise(
        "06-cmd/2",
        "A container of this image prints second. Make it print first, and then second on a line of its own.",
        stub="FROM busybox:1.37\nCMD echo first\nCMD echo second\n",
        hint="A shell can run one command after another.",
        solution="FROM busybox:1.37\nCMD echo first && echo second\n",
        judge=_both,
        wrong=(
            ("FROM busybox:1.37\nCMD echo second\nCMD echo first\n", "the last one counts"),
            ("FROM busybox:1.37\nCMD echo first second\n", "one line"),
        ),
    ),
)

"""Exercises of 20-shell."""

from helpers import api, dockerfile
from helpers.lessons.exercise import Exercise, NotYet

_PIPE = "RUN cat /in/names | sort > /sorted"
_CMD = "CMD echo {1..3}"


def _strict(answer: str) -> None:
    if _PIPE not in answer:
        raise NotYet(f"leave the line as it is: {_PIPE}")
    there = api.build(answer, context={"names": "b\na\n"})
    if api.run(there, "cat /sorted").stdout != "a\nb\n":
        raise NotYet("with the file there, /sorted must hold its lines in order")
    if api.build(answer, context={"others": "b\n"}, check=False).image is None:
        return
    keywords = [one.keyword for one in dockerfile.parse(answer)]
    if "SHELL" in keywords and keywords.index("SHELL") > keywords.index("RUN"):
        raise NotYet("without the file it is built all the same: SHELL reaches only the lines behind it")
    raise NotYet("without the file it is built all the same: -e sees only how the pipe's last program ends")


def _bash_for_cmd(answer: str) -> None:
    if _CMD not in answer:
        raise NotYet(f"leave the line as it is: {_CMD}")
    built = api.build(answer, tag="course/20-shell:answer")
    if api.run(built).stdout != "1 2 3\n":
        raise NotYet("the braces are still read by /bin/sh: SHELL does not reach back to a CMD before it")
    child = api.build("FROM course/20-shell:answer\nCMD echo $0\n")
    if api.run(child).stdout != "/bin/sh\n":
        raise NotYet("an image built on yours gets bash, too: Shell is inherited, until another SHELL is set")


_IN = "FROM debian:trixie-slim\nCOPY . /in\n"
_BASH = 'SHELL ["/bin/bash", "-c"]\n'
EXERCISES = (
    Exercise(
        "20-shell/1",
        "Without the file names in the build context, this image is built with an empty list. Have the build fail "
        "then. The RUN stays as it is.",
        stub=f"{_IN}{_PIPE}\n",
        hint="An option of the shell makes a pipe fail when any of its programs does.",
        solution=f'{_IN}SHELL ["/bin/bash", "-o", "pipefail", "-c"]\n{_PIPE}\n',
        judge=_strict,
        wrong=(
            (f'{_IN}SHELL ["/bin/bash", "-e", "-c"]\n{_PIPE}\n', "-e sees only"),
            (f'{_IN}{_PIPE}\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\n', "only the lines behind it"),
        ),
    ),
    Exercise(
        "20-shell/2",
        "bash makes 1 2 3 of {1..3}, /bin/sh does not. Have the container print 1 2 3 without a change of the CMD, and "
        "in such a way that the shell forms of images built on this one are read by /bin/sh as before.",
        stub=f"FROM debian:trixie-slim\n{_CMD}\n",
        hint="What is inherited is the Shell that the image ends with.",
        solution=f'FROM debian:trixie-slim\n{_BASH}{_CMD}\nSHELL ["/bin/sh", "-c"]\n',
        judge=_bash_for_cmd,
        wrong=(
            (f"FROM debian:trixie-slim\n{_BASH}{_CMD}\n", "Shell is inherited"),
            (f"FROM debian:trixie-slim\n{_CMD}\n{_BASH}", "does not reach back"),
        ),
    ),
)

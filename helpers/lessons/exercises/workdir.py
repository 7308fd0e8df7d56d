"""Exercises of 15-workdir."""

import re

from helpers import api, dockerfile
from helpers.lessons.exercise import Exercise, NotYet


def _stays(answer: str) -> None:
    built = api.build(answer)
    if api.run(built, "test -f /project/note").exit_code:
        raise NotYet("the note is not in /project: WORKDIR holds for what comes behind it, cd for its own RUN")
    if not api.run(built).stdout.startswith("/project\n"):
        raise NotYet("the note is right, but the container does not begin in /project")
    if any(i.keyword in ("RUN", "CMD") and re.search(r"\bcd\b", i.value) for i in dockerfile.parse(answer)):
        raise NotYet("it works, and it still has a cd: one instruction does for all lines what cd does for one")


def _both_builders(answer: str) -> None:
    for builder in ("buildkit", "classic"):
        built = api.build(answer, builder=builder, tag=f"course/15-workdir:{builder}-try")
        if api.run(built, ["sh", "-c", "id -un; pwd"]).stdout != "nobody\n/app\n":
            raise NotYet("the container must begin in /app, as nobody")
        if api.run(built).stdout != "file\n":
            raise NotYet(f"built by {builder}, nobody may not write in /app: say whose it is before USER")
        if api.run(built, "touch /app/other", user="2000:2000").exit_code == 0:
            raise NotYet("now anybody may write there: let it belong to nobody")


_RUN = "CMD touch file && ls\n"
EXERCISES = (
    Exercise(
        "15-workdir/1",
        "Change this Dockerfile so that the note is in /project, and the container begins there and prints it. There "
        "is to be no cd in it.",
        stub="FROM busybox:1.37\nRUN mkdir /project\nRUN cd /project\nRUN echo hello > note\nCMD pwd; cat note\n",
        hint="One instruction also makes the directory.",
        solution="FROM busybox:1.37\nWORKDIR /project\nRUN echo hello > note\nCMD pwd; cat note\n",
        judge=_stays,
        wrong=(
            (
                "FROM busybox:1.37\nRUN mkdir /project\nRUN cd /project && echo hello > note\nCMD pwd; cat note\n",
                "does not begin",
            ),
            ("FROM busybox:1.37\nRUN echo hello > note\nWORKDIR /project\nCMD pwd; cat note\n", "comes behind it"),
            (
                "FROM busybox:1.37\nRUN mkdir /project && cd /project && echo hello > note\n"
                "CMD cd /project; pwd; cat note\n",
                "still has a cd",
            ),
        ),
    ),
    Exercise(
        "15-workdir/2",
        "The container runs as nobody and makes a file in /app. Built with BuildKit it can, built with the classic "
        "builder it cannot. Change that, for nobody only.",
        stub=f"FROM busybox:1.37\nUSER nobody\nWORKDIR /app\n{_RUN}",
        hint="A directory that is there keeps its owner with both.",
        solution=f"FROM busybox:1.37\nRUN mkdir /app && chown nobody /app\nUSER nobody\nWORKDIR /app\n{_RUN}",
        judge=_both_builders,
        wrong=(
            (f"FROM busybox:1.37\nWORKDIR /app\nUSER nobody\n{_RUN}", "whose it is"),
            (f"FROM busybox:1.37\nWORKDIR /app\nRUN chmod 777 .\nUSER nobody\n{_RUN}", "anybody"),
            (f"FROM busybox:1.37\nWORKDIR /app\n{_RUN}", "as nobody"),
        ),
    ),
)

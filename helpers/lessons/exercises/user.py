"""Exercises of 14-user."""

from helpers import api
from helpers.errors import CourseError
from helpers.lessons.exercise import Exercise, NotYet


def _writable(answer: str) -> None:
    built = api.build(answer, context={"note.txt": "a note\n"})
    if api.run(built, "id -u").stdout != "1000\n":
        raise NotYet("the container must run as user 1000, whatever it is about to do")
    ran = api.run(built)
    if ran.stdout != "a note\nmore\n":
        raise NotYet("user 1000 cannot write the note: what COPY brings is root's unless it says whose")
    if api.run(built, ["sh", "-c", "echo x >> /data/note.txt"], user="2000:2000").exit_code == 0:
        raise NotYet("now anybody may write it, user 2000 too: give it to user 1000 instead")


def _last(answer: str) -> None:
    built = api.build(answer)
    try:
        ran = api.run(built)
    except CourseError as error:
        raise NotYet("the container does not start: does the image know that user?") from error
    if "a tool\n" not in ran.stdout:
        raise NotYet("the tool is not there, or does not run")
    if "nobody\n" not in ran.stdout:
        raise NotYet("the container runs as root: whoever installs is not whoever runs, and the last USER counts")
    if api.run(built, ["sh", "-c", "echo x >> /bin/tool"]).exit_code == 0:
        raise NotYet("nobody can change the tool: let it be root's")


_CMD = "CMD echo more >> /data/note.txt && cat /data/note.txt\n"
_INSTALL = "RUN echo 'echo a tool' > /bin/tool && chmod +x /bin/tool\n"
_RUN = 'CMD ["sh", "-c", "tool && id -un"]\n'
EXERCISES = (
    Exercise(
        "14-user/1",
        "The context has note.txt. The container runs as user 1000 and adds a line to its copy of the note, but it may "
        "not. Change that, for this user only.",
        stub=f"FROM busybox:1.37\nCOPY note.txt /data/\nUSER 1000\n{_CMD}",
        hint="COPY has an option for the owner, and numbers need no entry in /etc/passwd.",
        solution=f"FROM busybox:1.37\nCOPY --chown=1000 note.txt /data/\nUSER 1000\n{_CMD}",
        judge=_writable,
        wrong=(
            (f"FROM busybox:1.37\nCOPY note.txt /data/\n{_CMD}", "run as user 1000"),
            (f"FROM busybox:1.37\nCOPY note.txt /data/\nRUN chmod 666 /data/note.txt\nUSER 1000\n{_CMD}", "anybody"),
            (f"FROM busybox:1.37\nUSER 1000\nCOPY note.txt /data/\n{_CMD}", "unless it says whose"),
        ),
    ),
    Exercise(
        "14-user/2",
        "This does not build: nobody may not install anything in /bin. Change it so that the tool is installed, and "
        "the container still runs as nobody.",
        stub=f"FROM busybox:1.37\nUSER nobody\n{_INSTALL}{_RUN}",
        hint="USER holds from its line on.",
        solution=f"FROM busybox:1.37\n{_INSTALL}USER nobody\n{_RUN}",
        judge=_last,
        wrong=(
            (f"FROM busybox:1.37\nUSER nobody\nUSER root\n{_INSTALL}{_RUN}", "last USER counts"),
            (f"FROM busybox:1.37\n{_INSTALL}RUN chown nobody /bin/tool\nUSER nobody\n{_RUN}", "let it be root's"),
            (f"FROM busybox:1.37\n{_INSTALL}USER noone\n{_RUN}", "does the image know"),
        ),
    ),
)

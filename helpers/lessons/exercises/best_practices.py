"""Exercises of 21-best-practices."""

from uuid import uuid4

from helpers import api
from helpers.errors import CourseError
from helpers.lessons.exercise import Exercise, NotYet

_TOOLS = "sed\nawk\n"
_WORKER = "#!/bin/sh\ntrap 'echo saved; exit 0' TERM\necho ready\nwhile true; do sleep 1 & wait; done\n"
_SCRIPTED = (
    "FROM busybox:1.37\nCOPY entrypoint.sh worker.sh /\nRUN chmod +x /entrypoint.sh /worker.sh\n"
    'ENTRYPOINT ["/entrypoint.sh"]\nCMD ["/worker.sh"]\n'
)


def _cached_install(answer: str) -> None:
    def built(program: str, tools: str = _TOOLS):
        return api.build(answer, context={"tools.txt": tools, "app.sh": program})

    built(f"echo {uuid4()}")
    program = f"echo {uuid4()}"
    second = built(program)
    if api.run(second, "cat /app/app.sh /installed").stdout != program + "awk\nsed\n":
        raise NotYet("the image needs /app/app.sh, as it is in the context, and /installed")
    if not any(step.instruction.startswith("RUN") for step in second.cached):
        raise NotYet("another app.sh runs the RUN again: app.sh is copied before it")
    other = built(program, "vi\n")
    if api.run(other, "cat /installed").stdout != "vi\n":
        raise NotYet("another tools.txt must arrive in /installed: RUN has to read the file")


def _entrypoint(answer: str) -> None:
    image = api.build(_SCRIPTED, context={"entrypoint.sh": answer, "worker.sh": _WORKER})
    try:
        shown = api.run(image, "cat /config", env={"PORT": "9000"}, timeout=10)
    except CourseError as error:
        raise NotYet('with another command it does not end: start what the run names, "$@"') from error
    if shown.stdout != "port=9000\n":
        raise NotYet("`docker run -e PORT=9000 IMAGE cat /config` must print port=9000")
    with api.run(image, detach=True, env={"PORT": "9000"}) as container:
        container.wait_for("ready")
        code = container.stop(timeout=3)
    if code != 0:
        raise NotYet(f"docker stop ended it with {code}: the script is still first, and swallows SIGTERM")


def _ignored(answer: str) -> None:
    files = {"app.sh": "", "site.key": "", "docs/old.key": "", "docs/draft.md": "", "docs/guide.md": ""}
    image = api.build("FROM busybox:1.37\nCOPY . /app\n", context={**files, ".dockerignore": answer})
    found = {path.removeprefix("/app/") for path in api.run(image, "find /app -type f").stdout.split()}
    if "docs/old.key" in found:
        raise NotYet("docs/old.key is in the image: a pattern without **/ counts from the context's root")
    if "docs/guide.md" not in found:
        raise NotYet("docs/guide.md is missing: the last line that fits a file decides")
    if left := sorted(found - {"app.sh", "docs/guide.md", ".dockerignore"}):
        raise NotYet(f"still in the image: {', '.join(left)}")
    if "app.sh" not in found:
        raise NotYet("app.sh is missing")


_COPY_ALL = "COPY . /app\n"
_RUN = "RUN sort /app/tools.txt > /installed\n"
_CONFIG = '#!/bin/sh\necho "port=$PORT" > /config\n'
EXERCISES = (
    Exercise(
        "21-best-practices/1",
        "The RUN stands for a long installation of what tools.txt names. Order the Dockerfile such that a change in "
        "app.sh does not run it again. The whole context is to be in /app.",
        stub=f"FROM busybox:1.37\n{_COPY_ALL}{_RUN}",
        hint="A file may be copied twice: alone, and with all the others.",
        solution=f"FROM busybox:1.37\nCOPY tools.txt /app/\n{_RUN}{_COPY_ALL}",
        judge=_cached_install,
        wrong=(
            (f"FROM busybox:1.37\nCOPY app.sh /app/\nCOPY tools.txt /app/\n{_RUN}", "copied before it"),
            (f"FROM busybox:1.37\nCOPY tools.txt /app/\n{_RUN}", "needs /app/app.sh"),
        ),
    ),
    Exercise(
        "21-best-practices/2",
        "Write the entrypoint script of an image whose CMD is a worker. It writes port= and the variable PORT to "
        "/config, then starts the command, whichever it is, such that docker stop reaches it.",
        stub='#!/bin/sh\n"$@"\n',
        hint="One word has a program take the place of the shell.",
        solution=_CONFIG + 'exec "$@"\n',
        judge=_entrypoint,
        wrong=(
            (_CONFIG + '"$@"\n', "swallows SIGTERM"),
            (_CONFIG + "exec /worker.sh\n", 'start what the run names, "$@"'),
        ),
    ),
    Exercise(
        "21-best-practices/3",
        "The context has app.sh, site.key, docs/old.key, docs/draft.md and docs/guide.md. Write a .dockerignore such "
        "that only app.sh and docs/guide.md come into the image.",
        stub="*.key\n",
        hint="** stands for any folders, and ! brings back what a line before took out.",
        solution="**/*.key\ndocs/*\n!docs/guide.md\n",
        judge=_ignored,
        wrong=(
            ("*.key\ndocs/draft.md\n", "from the context's root"),
            ("**/*.key\n!docs/guide.md\ndocs/*\n", "the last line that fits"),
        ),
    ),
)

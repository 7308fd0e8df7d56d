"""Exercises of 31-debugging."""

import shlex
import uuid

from helpers import api
from helpers.errors import CourseError
from helpers.lessons.exercise import Exercise, NotYet
from helpers.sources import DOCKERFILES

_FOLDER = "31-debugging"
_START = (DOCKERFILES / _FOLDER / "Dockerfile.start").read_text()
_SHOP = "debugging-shop"
_FETCH = f"docker run --rm --network container:{_SHOP} busybox:1.37 wget -qO- http://127.0.0.1:8080/"
_SERVER = """FROM busybox:1.37 AS tools
RUN mkdir -p /out/srv && cp /bin/busybox /out/httpd
RUN for folder in /lib /lib64; do [ ! -e $folder ] || cp -a $folder /out/; done

FROM busybox:1.37 AS page
ARG PAGE
RUN echo "$PAGE" > /index.html

FROM scratch
COPY --from=tools /out/ /
COPY --from=page /index.html /srv/
CMD ["/httpd", "-f", "-p", "127.0.0.1:8080", "-h", "/srv"]
"""


def _ready(answer: str) -> None:
    built = api.build(answer, context=_FOLDER)
    try:
        ran = api.run(built, "to go")
    except CourseError as error:
        raise NotYet(_interpreter()) from error
    if "o such file" in ran.stderr or "not found" in ran.stderr:
        raise NotYet(_interpreter())
    if ran.stdout == "ready\n":
        raise NotYet("the words of the run do not arrive: a shell form of ENTRYPOINT swallows them")
    if ran.stdout != "ready to go\n":
        raise NotYet(f"with the words to go it must print: ready to go. It prints: {ran.output.strip()}")


def _interpreter() -> str:
    return "/start.sh is there; what is missing is the program that its first line names"


def _fetch(answer: str) -> None:
    page = uuid.uuid4().hex
    server = api.build(_SERVER, args={"PAGE": page}, tag="course/31-debugging:shop")
    with api.run(server, detach=True, name=_SHOP):
        api.until(lambda: api.docker(_FETCH).exit_code == 0)
        asked = api.docker(answer)
    if asked.stdout == f"{page}\n":
        return
    words = shlex.split(answer)
    if "exec" in words:
        raise NotYet("the container has no wget, and no shell either: bring the program in a second container")
    if "--network" not in answer and "--net" not in answer:
        raise NotYet("127.0.0.1 is the second container's own loopback: have it use the network of debugging-shop")
    raise NotYet(f"that does not print the page; it ends with exit code {asked.exit_code}")


_CODES = {"exit 300": None, "no program": None, "killed": None, "stopped, with --init": None}


def _codes(answer: dict) -> None:
    for what in _CODES:
        given = answer.get(what)
        if given is None:
            raise NotYet(f"what does {what!r} give?")
        if given != _code(what):
            raise NotYet(_HINTS[what])


def _code(what: str) -> int:
    shell = {"exit 300": "exit 300", "no program": "nosuch"}
    if what in shell:
        return api.run("busybox:1.37", ["sh", "-c", shell[what]]).exit_code
    with api.run("busybox:1.37", "sleep 1000", detach=True, init=what.startswith("stopped")) as container:
        if what == "killed":
            container.kill()
            return container.wait()
        return container.stop()


_HINTS = {
    "exit 300": "for 'exit 300': an exit code is one byte, so what is left of 300?",
    "no program": "for 'no program': the shell has a code of its own for a command that it does not find",
    "killed": "for 'killed': 128 and the number of SIGKILL",
    "stopped, with --init": "for 'stopped, with --init': sleep got SIGTERM, and did not ignore it",
}
EXERCISES = (
    Exercise(
        "31-debugging/1",
        "Containers of this image end at once and say that there is no such file. Change the Dockerfile, not start.sh, "
        "so that `docker run IMAGE to go` prints: ready to go.",
        stub=_START,
        hint="Look at the first line of dockerfiles/31-debugging/start.sh. busybox has another shell.",
        solution=_START.replace('["/start.sh"]', '["sh", "/start.sh"]'),
        judge=_ready,
        wrong=(
            (_START.replace("755", "777"), "its first line names"),
            (_START.replace('["/start.sh"]', "sh /start.sh"), "swallows them"),
        ),
    ),
    Exercise(
        "31-debugging/2",
        "A container called debugging-shop runs. Its image has no shell, its server listens on 127.0.0.1:8080. Give "
        "the docker command that prints the page http://127.0.0.1:8080/ from a container of busybox:1.37.",
        stub="",
        hint="`docker run --network container:NAME`, and wget -qO- URL.",
        solution=_FETCH,
        judge=_fetch,
        wrong=(
            ("docker exec debugging-shop wget -qO- http://127.0.0.1:8080/", "in a second container"),
            (
                "docker run --rm --pid container:debugging-shop busybox:1.37 wget -qO- http://127.0.0.1:8080/",
                "own loopback",
            ),
        ),
    ),
    Exercise(
        "31-debugging/3",
        "Give the exit codes of these containers of busybox:1.37. exit 300: sh -c 'exit 300'. no program: "
        "sh -c nosuch. killed: sleep, ended by docker kill. stopped, with --init: sleep, ended by docker stop.",
        stub=_CODES,
        hint="Run them. 128 + N is signal N.",
        solution={"exit 300": 44, "no program": 127, "killed": 137, "stopped, with --init": 143},
        judge=_codes,
        wrong=(
            ({"exit 300": 300, "no program": 127, "killed": 137, "stopped, with --init": 143}, "one byte"),
            ({"exit 300": 44, "no program": 127, "killed": 137, "stopped, with --init": 137}, "got SIGTERM"),
        ),
    ),
)

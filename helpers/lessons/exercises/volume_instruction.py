"""Exercises of 13-volume-instruction."""

from helpers import api
from helpers.lessons.exercise import Exercise, NotYet

_BUILDERS = {"buildkit": "BuildKit", "classic": "the classic builder"}


def _built(answer: str, builder: str):
    built = api.build(answer, builder=builder, tag=f"course/volume-task:{builder}")
    if "/data" not in (api.config(built).get("Volumes") or {}):
        raise NotYet("the image does not have the mount point /data")
    return built


def _kept(answer: str) -> None:
    for builder, name in _BUILDERS.items():
        built = _built(answer, builder)
        if api.run(built, "cat /data/note").stdout != "hello\n":
            raise NotYet(f"built by {name}, /data/note does not say hello: what does a RUN after VOLUME leave?")


def _owned(answer: str) -> None:
    for builder, name in _BUILDERS.items():
        built = _built(answer, builder)
        if api.run(built, "id -u").stdout != "1000\n":
            raise NotYet("the container does not run as user 1000")
        if api.run(built, "touch /data/file").exit_code:
            raise NotYet(f"built by {name}, user 1000 cannot write: a new volume takes the directory's owner")
        if api.run(built, "stat -c %u%A /data").stdout != "1000drwxr-xr-x\n":
            raise NotYet("anybody may write there: let the directory belong to user 1000")


_FROM = "FROM busybox:1.37\n"
EXERCISES = (
    Exercise(
        "13-volume-instruction/1",
        "Change this Dockerfile so that a container finds hello in /data/note whichever builder built it, the classic "
        "one or BuildKit. /data must stay a VOLUME.",
        stub=f"{_FROM}VOLUME /data\nRUN mkdir -p /data && echo hello > /data/note\n",
        hint="The classic builder throws away what RUN writes into a path that is a volume by then.",
        solution=f"{_FROM}RUN mkdir /data && echo hello > /data/note\nVOLUME /data\n",
        judge=_kept,
        wrong=(
            (f'{_FROM}VOLUME ["/data"]\nRUN mkdir -p /data && echo hello > /data/note\n', "a RUN after VOLUME"),
            (f"{_FROM}RUN mkdir /data && echo hello > /data/note\n", "the mount point"),
        ),
    ),
    Exercise(
        "13-volume-instruction/2",
        "The container runs as user 1000 and cannot write into its volume. Change the Dockerfile so that it can, and "
        "nobody else but root. It must work with both builders.",
        stub=f"{_FROM}VOLUME /data\nUSER 1000\n",
        hint="An empty volume is filled from the image's directory, and takes over its owner and mode.",
        solution=f"{_FROM}RUN mkdir /data && chown 1000 /data\nVOLUME /data\nUSER 1000\n",
        judge=_owned,
        wrong=(
            (f"{_FROM}VOLUME /data\nRUN mkdir -p /data && chown 1000 /data\nUSER 1000\n", "by the classic builder"),
            (f"{_FROM}RUN mkdir -m 777 /data\nVOLUME /data\nUSER 1000\n", "anybody"),
        ),
    ),
)

"""Exercises of 16-arg."""

import hashlib

from helpers import api
from helpers.lessons.exercise import Exercise, NotYet

TOKEN = "letmein-16"


def _version(answer: str) -> None:
    default, given = api.build(answer), api.build(answer, args={"VERSION": "2.0"})
    show = ["sh", "-c", 'echo "$VERSION"']
    seen = [api.run(built, show).stdout.strip() for built in (default, given)]
    if seen == ["", ""]:
        raise NotYet("the container has no VERSION: an ARG ends with the build")
    if seen[1] != "2.0":
        raise NotYet(f"with --build-arg VERSION=2.0 the container says {seen[1]!r}: the value given does not reach ENV")
    if seen[0] != "1.0":
        raise NotYet(f"without --build-arg the container says {seen[0]!r}: ARG can have a default")


def _secret(answer: str) -> None:
    built = api.build(answer, secrets={"token": TOKEN}, check=False)
    if built.image is None:
        raise NotYet("the build failed: a RUN has the secret's file only with --mount=type=secret and the secret's id")
    if TOKEN in "".join(entry.instruction for entry in api.history(built)):
        raise NotYet("the token is in the image's history")
    files = [change.path for change in api.diff("busybox:1.37", built).files]
    leaking = [path for path in files if TOKEN in api.run(built, ["cat", path]).stdout]
    if leaking:
        raise NotYet(f"the token is in {leaking[0]}: what a RUN writes stays in the image")
    if api.run(built, "cat /digest").stdout.split(" ")[0] != hashlib.sha256(TOKEN.encode()).hexdigest():
        raise NotYet("/digest is not the token's: the build gives it as a secret, not as a build argument")


_STUB = 'FROM busybox:1.37\nARG token\nRUN printf "%s" "$token" | sha256sum > /digest\n'
EXERCISES = (
    Exercise(
        "16-arg/1",
        "Have the container's variable VERSION say 1.0, or what the build is given with `--build-arg VERSION=…`.",
        stub="FROM busybox:1.37\nENV VERSION=1.0\n",
        hint="ARG takes a value from the build, ENV keeps one for the container. One can refer to the other.",
        solution="FROM busybox:1.37\nARG VERSION=1.0\nENV VERSION=$VERSION\n",
        judge=_version,
        wrong=(
            ("FROM busybox:1.37\nARG VERSION=1.0\n", "ends with the build"),
            ("FROM busybox:1.37\nARG VERSION\nENV VERSION=1.0\n", "does not reach ENV"),
            ("FROM busybox:1.37\nARG VERSION\nENV VERSION=$VERSION\n", "can have a default"),
        ),
    ),
    Exercise(
        "16-arg/2",
        "This build makes /digest out of a token, which everybody can read in the image's history. The build is now "
        "called with the secret `token` in place of the argument. Change the Dockerfile: the same /digest, and the "
        "token nowhere in the image.",
        stub=_STUB,
        hint="RUN --mount=type=secret,id=… has the secret as a file below /run/secrets.",
        solution="FROM busybox:1.37\nRUN --mount=type=secret,id=token sha256sum < /run/secrets/token > /digest\n",
        judge=_secret,
        wrong=(
            ("FROM busybox:1.37\nRUN sha256sum < /run/secrets/token > /digest\n", "only with --mount"),
            (
                "FROM busybox:1.37\nRUN --mount=type=secret,id=token cp /run/secrets/token /token"
                " && sha256sum < /token > /digest\n",
                "the token is in /token",
            ),
            (
                "FROM busybox:1.37\nARG token\nRUN --mount=type=secret,id=token"
                ' printf "%s" "$token" | sha256sum > /digest\n',
                "not as a build argument",
            ),
        ),
    ),
)

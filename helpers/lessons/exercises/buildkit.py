"""Exercises of 27-buildkit."""

import hashlib
import os
import tempfile
import uuid
from pathlib import Path

from helpers import api
from helpers.lessons.exercise import Exercise, NotYet
from helpers.sources import DOCKERFILES


def _text(name: str) -> str:
    return (DOCKERFILES / "27-buildkit" / name).read_text()


def _secret(answer: str) -> None:
    token = uuid.uuid4().hex
    built = api.build(answer, args={"TOKEN": token}, secrets={"token": token}, no_cache=True)
    if any(token in entry.instruction for entry in api.history(built)):
        raise NotYet("docker history tells the token: an ARG is written down with every RUN behind it")
    if api.run(built, f"grep -rq {token} /etc /home /root /tmp /usr /var").exit_code == 0 or _in_root(built, token):
        raise NotYet("a file of the image holds the token: read it where it is mounted, and do not copy it")
    wanted = {hashlib.sha256(f"{token}{end}".encode()).hexdigest() for end in ("", "\n")}
    if not wanted & set(api.run(built, "cat /proof").stdout.split()):
        raise NotYet("/proof is not the token's checksum: a secret with the id token is in /run/secrets/token")


def _in_root(built, token: str) -> bool:
    found = api.run(built, ["sh", "-c", f"for file in /*; do [ -f $file ] && grep -l {token} $file; done; true"])
    return bool(found.stdout)


_CHANGES = ("touch", "notes", "version", "token")


def _predicted(answer: dict) -> None:
    with tempfile.TemporaryDirectory() as name:
        for change in _CHANGES:
            really = _executed(Path(name), change)
            given = answer.get(change)
            if given is None or sorted(given) != really:
                raise NotYet(_HINTS[change] if given is not None else f"what does {change!r} make run again?")


def _executed(folder: Path, change: str) -> list[int]:
    (folder / "deps.txt").write_text(uuid.uuid4().hex)
    (folder / "notes.txt").unlink(missing_ok=True)
    args, secrets = {"VERSION": "1"}, {"token": "old"}
    _numbers(folder, args, secrets)
    if change == "touch":
        os.utime(folder / "deps.txt", (0, 0))
    elif change == "notes":
        (folder / "notes.txt").write_text("notes")
    elif change == "version":
        args = {"VERSION": "2"}
    else:
        secrets = {"token": "new"}
    return _numbers(folder, args, secrets)


def _numbers(folder: Path, args: dict, secrets: dict) -> list[int]:
    built = api.build(_text("Dockerfile.predict"), context=folder, args=args, secrets=secrets)
    return [step.number for step in built.built]


_HINTS = {
    "touch": "for 'touch': COPY compares what is in the files, not their times",
    "notes": "for 'notes': which COPY takes the new file along, and what comes behind it?",
    "version": "for 'version': an ARG counts for every RUN behind it, whether it uses it or not",
    "token": "for 'token': a secret's value is not part of what the cache compares",
}
EXERCISES = (
    Exercise(
        "27-buildkit/1",
        "The build is given the token as a build argument, and as a secret with the id token. Change the Dockerfile so "
        "that /proof still holds the token's checksum, and the image tells the token to nobody.",
        stub=_text("Dockerfile.leak"),
        hint="RUN --mount=type=secret makes a file. Without the ARG there is nothing to write down.",
        solution="FROM busybox:1.37\nRUN --mount=type=secret,id=token sha256sum < /run/secrets/token > /proof\n",
        judge=_secret,
        wrong=(
            (
                "FROM busybox:1.37\nARG TOKEN\n"
                "RUN --mount=type=secret,id=token sha256sum < /run/secrets/token > /proof\n",
                "docker history tells",
            ),
            (
                "FROM busybox:1.37\nRUN --mount=type=secret,id=token cp /run/secrets/token /token"
                " && sha256sum < /token > /proof\n",
                "a file of the image",
            ),
        ),
    ),
    Exercise(
        "27-buildkit/2",
        "dockerfiles/27-buildkit/Dockerfile.predict was built. Which steps run again after each of these changes? Give "
        "lists of their numbers, FROM being 1; an empty list where none does.\n"
        "touch: deps.txt has a new time. notes: a file notes.txt is added to the context. "
        "version: --build-arg VERSION=2. token: the secret has another value.",
        stub=dict.fromkeys(_CHANGES),
        hint="Find the first step for which what is compared differs. Those behind it follow.",
        solution={"touch": [], "notes": [4, 5], "version": [3, 4, 5], "token": []},
        judge=_predicted,
        wrong=(
            ({"touch": [2, 3, 4, 5], "notes": [4, 5], "version": [3, 4, 5], "token": []}, "not their times"),
            ({"touch": [], "notes": [4, 5], "version": [5], "token": []}, "whether it uses it or not"),
            ({"touch": [], "notes": [4, 5], "version": [3, 4, 5], "token": [3, 4, 5]}, "a secret's value"),
        ),
    ),
)

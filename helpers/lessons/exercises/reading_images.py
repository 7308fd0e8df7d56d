"""Exercises of 32-reading-images."""

import json
import tarfile
import tempfile
import uuid

from helpers import api
from helpers.lessons.exercise import Exercise, NotYet


def _given(archive):
    return []


def _solution(archive):
    found = []
    with tarfile.open(archive) as saved:
        for layer in json.load(saved.extractfile("manifest.json"))[0]["Layers"]:
            with tarfile.open(fileobj=saved.extractfile(layer)) as content:
                found += [name.replace("/.wh.", "/") for name in content.getnames() if "/.wh." in name]
    return found


def _whiteouts(archive):
    found = []
    with tarfile.open(archive) as saved:
        for layer in json.load(saved.extractfile("manifest.json"))[0]["Layers"]:
            with tarfile.open(fileobj=saved.extractfile(layer)) as content:
                found += [name for name in content.getnames() if "/.wh." in name]
    return found


def _last_layer_only(archive):
    with tarfile.open(archive) as saved:
        layer = json.load(saved.extractfile("manifest.json"))[0]["Layers"][-1]
        with tarfile.open(fileobj=saved.extractfile(layer)) as content:
            return [name.replace("/.wh.", "/") for name in content.getnames() if "/.wh." in name]


def _deleted(answer) -> None:
    names = [f"data/{uuid.uuid4().hex[:8]}" for _ in range(2)]
    built = api.build(
        f"FROM busybox:1.37\nRUN mkdir /data && touch /{names[0]} /{names[1]} /data/kept\n"
        f"RUN rm /{names[0]}\nRUN rm /{names[1]}\n",
        tag="course/32-reading-images:task",
    )
    with tempfile.TemporaryDirectory() as folder:
        api.docker(["save", "--output", f"{folder}/image.tar", built.tag])
        try:
            found = sorted(answer(f"{folder}/image.tar"))
        except Exception as error:
            raise NotYet(f"your function raises {type(error).__name__}: {error}") from error
    if any(".wh." in path for path in found):
        raise NotYet("those are the whiteouts' own names: without .wh. they are the names of what was deleted")
    if not found:
        raise NotYet("it finds nothing: a layer that deletes a file has one whose name begins with .wh.")
    if set(found) < set(names):
        raise NotYet("one is missing: every layer may delete, not only the last one")
    if found != sorted(names):
        raise NotYet(f"deleted were two files in /data, and it returns {len(found)} paths, not those two")


def _same(answer: str) -> None:
    puzzle = api.build("32-reading-images/Dockerfile.puzzle")
    difference = api.diff(puzzle, api.build(answer))
    for change in difference.config:
        raise NotYet(_HINTS.get(change.key, f"{change.key} differs: compare config() of both images"))
    for change in difference.files:
        raise NotYet(f"the file {change.path} differs: history() tells how it was made")


_HINTS = {
    "Cmd": "Cmd differs: as a list it is executed as it stands, as a line it gets /bin/sh -c in front",
    "Env": "Env differs: the image sets a variable, and its value has a space",
    "User": "User differs: the image's containers do not run as root",
    "WorkingDir": "WorkingDir differs: config() says in which directory its containers start",
}
_FILES = 'FROM busybox:1.37\nENV GREETING="good morning"\nWORKDIR /app\nRUN echo one > list && echo two >> list\n'
_CMD = 'CMD ["sh", "-c", "echo $GREETING; cat list"]\n'
EXERCISES = (
    Exercise(
        "32-reading-images/1",
        "Write a function that is given the path of an archive that docker save wrote, and returns the paths that any "
        "layer of the image deleted, such as weather/model.",
        stub=_given,
        hint="manifest.json lists the layers in order. tarfile opens a layer, compressed or not, with fileobj=.",
        solution=_solution,
        judge=_deleted,
        wrong=((_last_layer_only, "every layer may delete"), (_whiteouts, "whiteouts' own names")),
    ),
    Exercise(
        "32-reading-images/2",
        "Write a Dockerfile whose image does not differ from course/32-reading-images:puzzle, in files and in "
        "configuration. Look at the image only.",
        stub="FROM busybox:1.37\n",
        hint="config() and history() of the image tell all that is needed; diff() compares.",
        solution=f"{_FILES}USER nobody\n{_CMD}",
        judge=_same,
        wrong=(
            (f"{_FILES}USER nobody\nCMD echo $GREETING; cat list\n", "as a list it is executed"),
            (f"{_FILES}{_CMD}", "do not run as root"),
        ),
    ),
)

"""Work that is done without an engine: an image is the text it was built from."""

import dataclasses
import time

from helpers.errors import BuildError, RunError
from helpers.model import Build, BuildStep, ConfigChange, Difference, Image, Layer, Run
from helpers.widgets.work import Work


def on_lines(text):
    """Instructions that are on, which these texts have one a line."""
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def build(state, cancel=None):
    """Each line is a step; RUN false fails. state: a State, or its text."""
    text = getattr(state, "text", state)
    steps = []
    for number, line in enumerate(on_lines(text), 1):
        bad = line == "RUN false"
        steps.append(
            BuildStep("", number, len(on_lines(text)), line, "failed" if bad else "built", line=number,
                      exit_code=1 if bad else None, output="it is false\n" if bad else "")
        )  # fmt: skip
        if bad:
            failed = Build("docker build .", "buildkit", tuple(steps), None, "course/toggle")
            raise BuildError(f"The build failed at {line}", why="its last output:\nit is false", build=failed)
    return Build("docker build .", "buildkit", tuple(steps), text, "course/toggle")


def run(image, command, options, cancel=None):
    """Prints the last CMD and the arguments; the argument late never ends."""
    line = " ".join(["docker run --rm", image.tag, *command])
    if "late" in command:
        raise RunError("The run did not end", why="it printed nothing", do="wait", run=Run(line, "so far\n", "", 137))
    cmd = [one for one in on_lines(image.image) if one.startswith("CMD")]
    return Run(line, " ".join([*cmd[-1:], *command]) + "\n", "", 0)


def compare(before, after):
    """One key, where the texts differ."""
    changes = (ConfigChange("Cmd", before.image, after.image),) if before.image != after.image else ()
    return Difference((), changes, before.tag, after.tag)


def image(built):
    """A layer for each line; the base is of two."""
    base, *own = on_lines(built.image)
    stack = (Layer("base 1", 1, base), Layer("base 2", 1, base + "2"), *(Layer(line, 1, line) for line in own))
    return Image(built.image, (), {}, stack, base=base.removeprefix("FROM "), base_layers=2)


WORK = Work(build, run, compare, image)


def work(**other):
    """WORK with other functions in places."""
    return dataclasses.replace(WORK, **other)


def eventually(holds):
    deadline = time.monotonic() + 20
    while not (value := holds()):
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.01)
    return value

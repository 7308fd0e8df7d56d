"""Exercises of 34-playground."""

import uuid

from helpers import api
from helpers.errors import BuildError
from helpers.lessons.exercise import Exercise, NotYet

_TOOLS = "RUN echo tools > /tools"


def _order(answer: str) -> None:
    if _TOOLS not in answer:
        raise NotYet(f"leave the line as it is: {_TOOLS}")
    for _ in range(2):  # the second build is after a change of a file
        word = str(uuid.uuid4())
        built = api.build(answer, context={"a.txt": "first\n", "b.txt": f"{word}\n"})
    steps = {step.instruction: step.state for step in built.steps}
    if steps.get(_TOOLS) != "cached":
        raise NotYet("a text file changed, and the tools were made again; what stands above them?")
    if api.run(built, "cat /all").stdout != f"first\n{word}\n":
        raise NotYet("/all must hold all text files, as they are now")


def _sorted(answer: str) -> None:
    files = {"a.txt": "pear\nfig\n", "b.txt": "date\n"}
    try:
        built = api.build(answer, context=files)
    except BuildError as error:
        raise NotYet("it fails; stand before the line that does, and look where the files are") from error
    seen = api.run(built, [], entrypoint=["cat", "/report/sorted"])
    if seen.exit_code != 0:
        raise NotYet("there is no /report/sorted")
    if seen.stdout != "date\nfig\npear\n":
        raise NotYet("it builds, but /report/sorted does not hold the lines of all text files in order")


_STUB = f"FROM busybox:1.37\nCOPY *.txt /src/\n{_TOOLS}\nRUN cat /src/*.txt > /all\n"
_BROKEN = "FROM busybox:1.37\nWORKDIR /data\nCOPY *.txt ./\nWORKDIR /report\nRUN sort *.txt > sorted\n"
EXERCISES = (
    Exercise(
        "34-playground/1",
        "RUN echo stands for minutes of work. Put the instructions in an order in which a changed text file leaves it "
        "in the cache; /all is to hold all text files as before.",
        stub=_STUB,
        hint="A step is built again when one above it was.",
        solution=f"FROM busybox:1.37\n{_TOOLS}\nCOPY *.txt /src/\nRUN cat /src/*.txt > /all\n",
        judge=_order,
        wrong=(
            (_STUB.replace("COPY *.txt", "COPY a.txt b.txt"), "what stands above them"),
            (f"FROM busybox:1.37\n{_TOOLS}\nCOPY a.txt /src/\nRUN cat /src/*.txt > /all\n", "all text files"),
        ),
    ),
    Exercise(
        "34-playground/2",
        "This build fails. Open it in a playground, stand before the line that fails, and mend that line, so that "
        "/report/sorted holds the lines of all text files in order.",
        stub=_BROKEN,
        hint="playground(answer, context={\"a.txt\": \"pear\\n\"}), then peek(\"WORKDIR 2\", \"ls -R / | grep txt\").",
        solution=_BROKEN.replace("sort *.txt", "sort /data/*.txt"),
        judge=_sorted,
        wrong=(
            (_BROKEN.replace("WORKDIR /report\n", ""), "no /report/sorted"),
            (_BROKEN.replace("sort *.txt > sorted", "sort *.txt > sorted || true"), "does not hold the lines"),
        ),
    ),
)

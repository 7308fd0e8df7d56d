"""Exercises of 33-linting."""

from helpers import api
from helpers.errors import BuildError
from helpers.lessons.exercise import Exercise, NotYet

_FILES = {"greet.sh": "echo Hello $1\n", "names": "b\na\n"}
_CD = "RUN cd /tmp && pwd > /there"


def _clean(answer: str) -> None:
    if "hadolint" in answer:
        raise NotYet("a comment hides the finding; here the cause is to go")
    try:
        built = api.build(answer, context=_FILES)
    except BuildError as error:
        raise NotYet("the linter may be content, but it does not build: the pipe had hidden a failure") from error
    if found := api.lint(answer):
        raise NotYet(f"still found: {', '.join(f'{f.code} in line {f.line}' for f in found)}")
    if api.run(built, "Ada").stdout != "Hello Ada\n":
        raise NotYet("`docker run IMAGE Ada` must print Hello Ada")
    if api.run(built, [], entrypoint=["cat", "/sorted"]).stdout != "a\nb\n":
        raise NotYet("/sorted must hold the lines of names, in order")


def _exception(answer: str) -> None:
    if _CD not in answer:
        raise NotYet(f"leave the line as it is: {_CD}")
    lines = [line.strip() for line in answer.splitlines()]
    api.build(answer)
    if found := api.lint(answer):
        raise NotYet(f"still found: {', '.join(found.codes)}; the comment stands right above the instruction")
    if "DL3003" not in api.lint(answer.rstrip("\n") + "\nRUN cd /etc && pwd > /here\n").codes:
        raise NotYet("the rule is off for the whole file; a second cd would not be found")
    at = next(number for number, line in enumerate(lines) if line.startswith("# hadolint"))
    above = lines[at - 1] if at else ""
    if not above.startswith("# ") or len(above) < 12:
        raise NotYet("the line above the exception must say why, as a comment")


_STUB = "FROM busybox:1.37\nADD greet.sh /greet.sh\nRUN cat /names | sort > /sorted\nENTRYPOINT sh /greet.sh\n"
_FIXED = 'FROM busybox:1.37\nCOPY greet.sh names /\nRUN sort /names > /sorted\nENTRYPOINT ["sh", "/greet.sh"]\n'
EXERCISES = (
    Exercise(
        "33-linting/1",
        "Have hadolint find nothing in this Dockerfile, without an ignore. The context has greet.sh and names. "
        "The image greets whom the run names, and /sorted has the lines of names in order.",
        stub=_STUB,
        hint="Three findings, and behind one of them a file that was never copied.",
        solution=_FIXED,
        judge=_clean,
        wrong=(
            (_FIXED.replace(" names /\n", " /greet.sh\n"), "had hidden a failure"),
            (_STUB.replace("ADD", "# hadolint ignore=DL3020\nADD"), "the cause is to go"),
        ),
    ),
    Exercise(
        "33-linting/2",
        "The RUN with cd is meant as it is. State the exception in the file, for this line alone, with its reason in a "
        "comment above.",
        stub=f"FROM busybox:1.37\n{_CD}\n",
        hint="A comment for hadolint right above the RUN, and one for readers above that.",
        solution=f"FROM busybox:1.37\n# To show that cd ends with its RUN.\n# hadolint ignore=DL3003\n{_CD}\n",
        judge=_exception,
        wrong=(
            (f"# hadolint global ignore=DL3003\nFROM busybox:1.37\n{_CD}\n", "off for the whole file"),
            (f"FROM busybox:1.37\n# hadolint ignore=DL3003\n{_CD}\n", "must say why"),
        ),
    ),
)

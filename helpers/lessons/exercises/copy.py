"""Exercises of 09-copy."""

from helpers import api, dockerfile
from helpers.lessons.exercise import Exercise, NotYet

_LIST = ["sh", "-c", "cd /got 2>/dev/null && find . -type f | sort"]


def _directory(answer: str) -> None:
    if any(i.keyword == "RUN" for i in dockerfile.parse(answer)):
        raise NotYet("no RUN is needed: COPY makes what is missing of its destination")
    copies = [i for i in dockerfile.parse(answer) if i.keyword == "COPY"]
    if len(copies) != 1:
        raise NotYet("one COPY is asked for, of the directory")
    built = api.build(answer, context="09-copy")
    found = set(api.run(built, ["sh", "-c", "find /srv -type f"]).stdout.split())
    if "/srv/index.html" in found:
        raise NotYet("index.html lies in /srv: of a directory COPY takes what is in it, not the directory itself")
    if "/srv/site/style.css" in found:
        raise NotYet("the tree is flat: the pattern made css and js sources of their own")
    if found != {"/srv/site/index.html", "/srv/site/css/style.css", "/srv/site/js/app.js"}:
        raise NotYet("/srv/site does not hold the page, css/style.css and js/app.js, and nothing else")


def _pattern(answer: str) -> None:
    if len(answer.split()) != 1:
        raise NotYet("one pattern is asked for, one word")
    files = {f"report-{year}.csv": "" for year in (2019, 2023, 2024, 2025, 2026)}
    built = api.build(f"FROM busybox:1.37\nCOPY {answer} /got/\n", context=files, check=False)
    if built.image is None:
        raise NotYet("nothing is found: braces are a shell's, filepath.Match has none")
    found = set(api.run(built, _LIST).stdout.split())
    if not found:
        raise NotYet("nothing matches, and BuildKit says nothing about it")
    if found & {"./report-2023.csv", "./report-2026.csv"}:
        raise NotYet("a report of another year is there: compare with [^ ] and [!a] above")
    if found != {"./report-2024.csv", "./report-2025.csv"}:
        raise NotYet("it must match the reports of 2024 and 2025, and no other")


def _ignore(answer: str) -> None:
    files = {"app.py": "", "app.log": "", "logs/today.log": "", "logs/keep.log": "", "logs/old/last.log": ""}
    built = api.build("FROM busybox:1.37\nCOPY . /got/\n", context={**files, ".dockerignore": answer}, check=False)
    found = set(api.run(built, _LIST).stdout.split()) - {"./.dockerignore"} if built.image else set()
    if "./app.py" not in found:
        raise NotYet("app.py is gone as well: ignore only what ends with .log")
    if "./logs/today.log" in found or "./logs/old/last.log" in found:
        raise NotYet("a log below logs is still sent: * does not cross a slash, ** does")
    if "./logs/keep.log" not in found:
        raise NotYet("logs/keep.log must be sent: a later line with ! takes back, by the path from the context")
    if found != {"./app.py", "./logs/keep.log"}:
        raise NotYet("app.log is still sent")


EXERCISES = (
    Exercise(
        "09-copy/1",
        "The context is dockerfiles/09-copy. With one COPY, put the directory site itself into /srv of an image of "
        "busybox:1.37: /srv/site/index.html, /srv/site/css/style.css and so on.",
        stub="FROM busybox:1.37\nCOPY site /srv/\n",
        hint="What the directory is to be called is a matter of the destination.",
        solution="FROM busybox:1.37\nCOPY site /srv/site/\n",
        judge=_directory,
        wrong=(
            ("FROM busybox:1.37\nCOPY site/ /srv\n", "not the directory itself"),
            ("FROM busybox:1.37\nCOPY site/* /srv/site/\n", "the tree is flat"),
        ),
    ),
    Exercise(
        "09-copy/2",
        "The context has a report for each of some years: report-2019.csv, report-2023.csv to report-2026.csv. Give "
        "the pattern that matches those of 2024 and 2025, and no other.",
        stub="report-2025.csv",
        hint="Square brackets hold the characters that may stand in one place.",
        solution="report-202[45].csv",
        judge=_pattern,
        wrong=(
            ("report-202{4,5}.csv", "braces are a shell's"),
            ("report-202[!36].csv", "of another year"),
            ("report-202[4,5].txt", "nothing matches"),
        ),
    ),
    Exercise(
        "09-copy/3",
        "The context has app.py, app.log, logs/today.log, logs/keep.log and logs/old/last.log. Write the .dockerignore "
        "with which `COPY . /got/` copies app.py and logs/keep.log, and no other log.",
        stub="*.log\n",
        hint="One line for the logs at any depth, and one that takes a file back.",
        solution="**/*.log\n!logs/keep.log\n",
        judge=_ignore,
        wrong=(
            ("*.log\n*/*.log\n!logs/keep.log\n", "does not cross a slash"),
            ("**/*.log\n!keep.log\n", "must be sent"),
        ),
    ),
)

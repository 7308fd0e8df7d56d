"""Every Dockerfile: the linter finds nothing but stated exceptions, and it builds, or fails as its first line says."""

import re

import pytest

from helpers import api, dockerfile, session, sources
from helpers.errors import CourseError
from helpers.lessons.lint import COURSE, lint

NAMES = sources.available()
FAILS = "# This build fails: "  # the first line of one that is to fail
PRAGMA = re.compile(r"^# hadolint ignore=(\S+)$")
# What stands in one -> the capability without which it cannot be built.
NEEDED = {r"^(RUN|COPY|ADD) .*<<": "heredocs"}
# Dockerfiles that only their notebook can build -> what it gives them.
BY_NOTEBOOK = {
    "09-copy/Dockerfile.owner": "the context",
    "10-add/Dockerfile.chain": "a server",
    "10-add/Dockerfile.news": "a server",
    "10-add/Dockerfile.stages": "a server",
    "10-add/Dockerfile.steps": "a server",
    "10-add/Dockerfile.url": "a server",
    "16-arg/Dockerfile.secret": "a secret",
    "27-buildkit/Dockerfile.predict": "the context",
    "27-buildkit/Dockerfile.secret": "a secret",
}


def text(name):
    return (sources.DOCKERFILES / name).read_text()


def readable(given):
    """The same for hadolint, which knows neither 500ms nor an instruction right behind a here-document, and ends with
    an error of its own at WORKDIR and a single letter."""
    whole = re.sub(r"(--(?:interval|timeout|start-period|start-interval)=)[\d.]+m?s\b", r"\g<1>1s", given)
    whole = re.sub(r"^(WORKDIR \w)$", r"\1_", whole, flags=re.M)
    ends = {re.escape(found) for found in re.findall(r"<<-?[\"']?(\w+)", whole)}
    return re.sub(rf"^({'|'.join(ends)})$", r"\1\n", whole, flags=re.M) if ends else whole


def codes(given):
    return set(lint(readable(given), config=COURSE).codes)


def pragmas(given):
    """(line's index, rules) of each exception."""
    lines = given.splitlines()
    return [(at, found[1].split(",")) for at, line in enumerate(lines) if (found := PRAGMA.match(line))]


@pytest.mark.parametrize("name", NAMES)
def test_the_linter_finds_nothing_that_is_not_stated(name):
    assert not codes(text(name))


@pytest.mark.parametrize("name", [name for name in NAMES if "hadolint" in text(name)])
def test_an_exception_is_for_one_line_is_needed_and_says_why(name):
    given = text(name)
    lines = given.splitlines()
    assert len(pragmas(given)) == given.count("hadolint"), "an exception looks like this: # hadolint ignore=DL3003"
    for at, rules in pragmas(given):
        assert re.match(r"# (?!hadolint)\S.{8,}", lines[at - 1]), f"line {at} must say why"
        without = "\n".join([*lines[:at], *lines[at + 1 :], ""])
        assert set(rules) <= codes(without), f"line {at + 1} is not needed"


def test_the_courses_configuration_gives_a_reason_for_each_rule():
    lines = COURSE.read_text().splitlines()
    rules = [at for at, line in enumerate(lines) if line.startswith("  - ")]
    assert rules and all(lines[at - 1].startswith("  # ") for at in rules)


@pytest.mark.parametrize("rule", re.findall(r"- (DL\d+)", COURSE.read_text()))
def test_a_rule_that_the_course_does_not_follow_would_be_met_somewhere(rule):
    assert any(rule in lint(readable(text(name))).codes for name in NAMES)


def test_the_linter_reads_what_is_made_readable():
    for unread in ("HEALTHCHECK --interval=500ms --timeout=0.5s CMD true\n", "RUN <<END\ntrue\nEND\nUSER 1\n"):
        given = "FROM busybox:1.37\n" + unread
        assert lint(given).codes[0] == "DL1000" and "DL1000" not in lint(readable(given)).codes
    with pytest.raises(CourseError, match="gave no answer"):
        lint("FROM busybox:1.37\nWORKDIR a\n")
    assert lint(readable("FROM busybox:1.37\nWORKDIR a\n")).codes == ("DL3000",)


def build(name, **options):
    """Build a Dockerfile, and before it those of the course that it starts from."""
    for base in dockerfile.base_images(text(name)):
        if found := re.fullmatch(r"course/(\d\d-[a-z-]+):(.+)", base):
            build(f"{found[1]}/Dockerfile.{found[2]}")
    return api.build(name, check=False, **options)


@pytest.mark.engine
@pytest.mark.parametrize("name", [name for name in NAMES if name not in BY_NOTEBOOK])
def test_it_builds_or_fails_as_its_first_line_says(name):
    wanted = {word for pattern, word in NEEDED.items() if re.search(pattern, text(name), re.M)}
    if not wanted <= session.client().capabilities:
        pytest.skip(f"this engine lacks {', '.join(wanted - session.client().capabilities)}")
    built = build(name)
    assert (built.image is None) == text(name).startswith(FAILS), built.error


@pytest.mark.engine
@pytest.mark.parametrize("name", BY_NOTEBOOK)
def test_one_that_its_notebook_builds_needs_it(name):
    topic, _, variant = name.partition("/Dockerfile.")
    assert re.search(rf"\b{variant}\b", (sources.ROOT / f"notebooks/{topic}.ipynb").read_text())
    assert build(name, no_cache=True).image is None  # the cache holds what the notebook built

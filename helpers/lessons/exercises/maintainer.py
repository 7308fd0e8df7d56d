"""Exercises of 11-maintainer."""

import re

from helpers import api, dockerfile
from helpers.errors import DockerfileError
from helpers.lessons.exercise import Exercise, NotYet

_ADA = "Ada Lovelace <ada@example.org>"
_AUTHORS = "org.opencontainers.image.authors"


def _labels(answer: str, args: dict[str, str] | None = None) -> dict:
    return api.config(api.build(answer, args=args)).get("Labels", {})


def _successor(answer: str) -> None:
    try:
        instructions = dockerfile.parse(answer)
    except DockerfileError as error:
        raise NotYet(f"a value with spaces needs quotes: {error.why}") from error
    if any(i.keyword == "MAINTAINER" for i in instructions):
        raise NotYet("MAINTAINER is still there")
    labels = _labels(answer)
    if _AUTHORS not in labels:
        raise NotYet(f"there is no label {_AUTHORS}: that is the key agreed on, others are not looked for")
    if labels[_AUTHORS] != _ADA:
        raise NotYet(f"the label says {labels[_AUTHORS]!r}, not {_ADA!r}")


_PARENT = (
    "FROM busybox:1.37 AS parent\nLABEL org.opencontainers.image.title=parent org.opencontainers.image.version=1.0 "
    "org.opencontainers.image.vendor=ACME\n\nFROM parent\n"
)


def _own(answer: str) -> None:
    last = [i for i in dockerfile.parse(answer) if i.stage > 0]
    if not last or last[0].base != "parent":
        raise NotYet("keep the two stages: the last one starts from parent")
    labels = _labels(answer, {"VERSION": "2.5"})
    key = "org.opencontainers.image."
    if labels.get(key + "version") == "1.0":
        raise NotYet("the version is still the parent's 1.0: it came down through FROM")
    if labels.get(key + "version") == "$VERSION":
        raise NotYet("the version says $VERSION: in single quotes the builder replaces nothing")
    if not labels.get(key + "version"):
        raise NotYet("the version is empty: ARG VERSION must be in the same stage, before the LABEL")
    if labels.get(key + "version") != "2.5":
        raise NotYet("the version is not what --build-arg VERSION gave")
    if labels.get(key + "title") != "shop":
        raise NotYet("the title is not shop")
    if labels.get(key + "vendor") != "ACME":
        raise NotYet("the vendor was right as the parent had it; leave it")


def _find(answer: str) -> None:
    text = "FROM busybox:1.37\nLABEL org.example.stage={}\n"
    for name in ("test", "production"):
        api.build(text.format(name), tag=f"course/11-maintainer:{name}")
    ran = api.docker(answer)
    if ran.exit_code:
        raise NotYet(f"the command failed: {(ran.stderr.strip().splitlines() or ['?'])[0]}")
    # Docker 29 writes NAME:TAG where others have two columns.
    listed = re.findall(r"course/11-maintainer[:\s]+(\S+)", ran.stdout)
    if "production" not in listed:
        raise NotYet("course/11-maintainer:production is not listed: key and value go behind label=")
    if "test" in listed:
        raise NotYet("the image of stage test is listed as well: a key alone takes every value")
    if any(word in ran.stdout for word in ("debian", "nginx", "busybox")):
        raise NotYet("images without the label are listed as well: there is --filter")


EXERCISES = (
    Exercise(
        "11-maintainer/1",
        "Say the same without MAINTAINER, under the key that is agreed on.",
        stub=f"FROM busybox:1.37\nMAINTAINER {_ADA}\n",
        hint="The key is in the table of this notebook; a value with spaces stands in quotes.",
        solution=f'FROM busybox:1.37\nLABEL {_AUTHORS}="{_ADA}"\n',
        judge=_successor,
        wrong=(
            (f'FROM busybox:1.37\nLABEL maintainer="{_ADA}"\n', "agreed on"),
            (f"FROM busybox:1.37\nLABEL {_AUTHORS}={_ADA}\n", "needs quotes"),
        ),
    ),
    Exercise(
        "11-maintainer/2",
        "The last stage of this Dockerfile inherits three labels. Give it the title shop, and as its version what "
        "`--build-arg VERSION=…` says; the vendor is right.\n\n" + _PARENT,
        stub="",
        hint="A later value of a key wins. A variable is replaced in double quotes, or without any.",
        solution=_PARENT + "ARG VERSION\n"
        'LABEL org.opencontainers.image.title=shop org.opencontainers.image.version="$VERSION"\n',
        judge=_own,
        wrong=(
            (_PARENT + "LABEL org.opencontainers.image.title=shop\n", "parent's 1.0"),
            (
                _PARENT + "ARG VERSION\n"
                "LABEL org.opencontainers.image.title=shop org.opencontainers.image.version='$VERSION'\n",
                "single quotes",
            ),
            (
                "ARG VERSION\n"
                + _PARENT
                + 'LABEL org.opencontainers.image.title=shop org.opencontainers.image.version="$VERSION"\n',
                "same stage",
            ),
        ),
    ),
    Exercise(
        "11-maintainer/3",
        "Two images were just built, with the labels org.example.stage=test and org.example.stage=production. Give the "
        "docker command that lists those of production, and no others.",
        stub="docker image ls",
        hint="--filter label=KEY=VALUE",
        solution="docker image ls --filter label=org.example.stage=production",
        judge=_find,
        wrong=(
            ("docker image ls --filter label=org.example.stage", "takes every value"),
            ("docker image ls --filter label=production", "behind label="),
            ("docker image ls --all", "of stage test"),
        ),
    ),
)

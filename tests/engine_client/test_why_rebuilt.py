"""The reasons name what the builder really rebuilt for; what is no difference for it is taken from the cache."""

import uuid

import pytest

from helpers import api
from helpers.client import sources
from helpers.client.reasons import Made, reasons

pytestmark = pytest.mark.usefixtures("client")
FILE = """FROM busybox:1.37
ARG V=1
ENV E=1
COPY a /a
RUN echo {mark} one
LABEL l=1
RUN echo two
"""


@pytest.fixture
def made():
    """Build in a context; return what reasons() wants. Each test has steps of its own."""
    mark = uuid.uuid4().hex

    def make(text=FILE, args=None, files=None, builder="buildkit"):
        files = {"a": mark, "b": "1"} | {name: content + mark for name, content in (files or {}).items()}
        text = text.replace("{mark}", mark)
        build = api.build(text, context=files, args=args, builder=builder, tag="course/test:reasons")
        return Made(text, build, args or {}, sources.digests(files))

    return make


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"args": {"V": "2"}}, ["argument", "argument"]),
        ({"args": {"OTHER": "2"}}, []),
        ({"files": {"a": "other"}}, ["files", "earlier", "earlier"]),
        ({"files": {"b": "other"}}, []),
        ({"text": FILE.replace("LABEL l=1", "LABEL l=2")}, []),
        ({"text": FILE.replace("E=1", "E=2")}, ["environment", "environment"]),
        ({"text": FILE.replace("RUN echo two", "USER 7\nRUN echo two")}, ["environment"]),
        ({"text": FILE.replace("echo {mark} one", "echo {mark} 1")}, ["text", "earlier"]),
        ({"text": FILE.replace("RUN echo {mark} one\n", "")}, ["gone"]),
    ],
)
def test_what_buildkit_rebuilds(made, change, expected):
    before, now = made(), made(**change)
    assert [reason.cause for reason in reasons(now, before)] == expected
    assert len(now.build.built) == len(expected)


def test_the_classic_builder_rebuilds_after_every_instruction(made):
    before = made(builder="classic")
    now = made(FILE.replace("LABEL l=1", "LABEL l=2"), builder="classic")
    assert [(r.cause, r.detail) for r in reasons(now, before)] == [
        ("text", "its text changed; it was LABEL l=1"), ("earlier", "LABEL l=2 (line 6) was rebuilt before it"),
    ]  # fmt: skip

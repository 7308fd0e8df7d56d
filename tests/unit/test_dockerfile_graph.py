import pytest

from helpers.dockerfile import stages
from helpers.errors import NotFoundError

TEXT = """ARG TAG=1.37
FROM busybox:${TAG} AS deps
FROM deps AS Build
RUN --mount=type=bind,from=0,target=/d true
FROM build AS test
FROM scratch
COPY --from=BUILD /a /a
COPY --from=nginx:1.26 /b /b
COPY --from=build /c /c
"""


def taken(stage):
    return [(source.how, source.name, source.stage) for source in stage.sources]


def test_what_each_stage_takes():
    deps, build, test, last = stages(TEXT)
    assert taken(deps) == [("FROM", "busybox:1.37", None)]
    assert taken(build) == [("FROM", "deps", 0), ("RUN --mount", "deps", 0)]
    assert taken(test) == [("FROM", "Build", 1)]
    assert taken(last) == [
        ("FROM", "scratch", None), ("COPY --from", "Build", 1), ("COPY --from", "nginx:1.26", None)
    ]  # fmt: skip
    assert last.name == "stage-3"


def test_what_a_target_needs():
    assert [stage.needed for stage in stages(TEXT)] == [True, True, False, True]
    assert [stage.needed for stage in stages(TEXT, "TEST")] == [True, True, True, False]
    assert [stage.target for stage in stages(TEXT, "0")] == [True, False, False, False]


def test_arguments_choose_the_base():
    assert stages(TEXT, args={"TAG": "2"})[0].sources[0].name == "busybox:2"


def test_a_stage_is_found_before_it_only():
    text = "FROM busybox AS a\nCOPY --from=b /x /\nFROM busybox AS b\nCOPY --from=7 /x /\n"
    first, second = stages(text)
    assert taken(first)[1] == ("COPY --from", "b", None)
    assert taken(second)[1] == ("COPY --from", "7", None)


def test_an_unknown_target():
    with pytest.raises(NotFoundError, match="no stage biuld") as caught:
        stages(TEXT, "biuld")
    assert "Build" in caught.value.do
    with pytest.raises(NotFoundError):
        stages("FROM busybox", "3")

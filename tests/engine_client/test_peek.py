"""One can stand behind any instruction, and there is what it left, and what came before it."""

import threading

import pytest

from helpers import api
from helpers.client.buildkit import Cancelled
from helpers.errors import BuildError, CourseError, RunError

pytestmark = pytest.mark.usefixtures("client", "nothing_left")
FILE = """# syntax is the engine's own
ARG BASE=busybox:1.37
FROM $BASE AS one
ARG V=1
ENV E=e W=env
ARG W=arg
RUN mkdir /d && echo $V > /d/f
WORKDIR /w
RUN <<END
echo "in a heredoc, $V" > here
END
FROM busybox:1.37
USER nobody
COPY --from=one /d /e
COPY own /own
RUN false
CMD ["x"]
"""


def look(after, run=None, **options):
    return api.peek(FILE, after, run=run, context={"own": "12345"}, **options)


def test_before_the_first_from_there_are_build_arguments_and_nothing_else():
    peek = look("ARG 1", args={"BASE": "other"})
    assert (peek.image, peek.files, peek.args) == (None, (), {"BASE": "other"})


def test_behind_a_from_there_is_the_base():
    peek = look(3, run="pwd")
    assert peek.changes == () and {"/bin", "/bin/sh"} <= {file.path for file in peek.files}
    assert (peek.stage, peek.run.stdout, peek.facts.user, peek.facts.directory) == ("one", "/\n", "root", "/")


def test_a_command_sees_what_a_run_would_see():
    peek = look("ARG 3", run="echo $V $E $W", args={"V": "2"})
    assert peek.run.stdout == "2 e env\n" and peek.args == {"V": "2", "W": "arg"} and peek.facts.env["E"] == "e"
    assert look("RUN 1", run="cat /d/f", args={"V": "2"}).run.stdout == "2\n"


def test_what_each_instruction_changed():
    changes = {which: [(c.path, c.kind) for c in look(which).changes] for which in ("RUN 1", "RUN 2", "ENV", "COPY 2")}
    assert changes == {
        "RUN 1": [("/d", "added"), ("/d/f", "added")], "RUN 2": [("/w/here", "added")], "ENV": [],
        "COPY 2": [("/own", "added")],
    }  # fmt: skip
    own = next(file for file in look("COPY 2").under("/") if file.path == "/own")
    assert (own.kind, own.size, own.mode, own.owner) == ("file", 5, 0o644, (0, 0))


def test_a_stage_that_nothing_else_has_begun_and_a_heredoc():
    peek = look("RUN 2", run="cat here; pwd")
    assert peek.run.stdout == "in a heredoc, 1\n/w\n" and peek.facts.directory == "/w"


def test_behind_the_last_that_works_and_at_the_one_that_fails():
    peek = look("COPY 2", run="id -un; ls /e")
    assert peek.run.stdout == "nobody\nf\n" and (peek.facts.user, peek.facts.uid) == ("nobody", 65534)
    assert peek.config["User"] == "nobody"
    for after in ("RUN 3", "CMD", None):
        with pytest.raises(BuildError, match="is not reached.*RUN false") as caught:
            look(after)
        assert caught.value.do == "stand before that: after=15"


def test_onbuild_of_the_base():
    api.build("FROM busybox:1.37\nONBUILD RUN echo x > /on\n", tag="course/test:on-build")
    peek = api.peek("FROM course/test:on-build\nRUN true\n", 1, run=["cat", "/on"])
    assert [(c.path, c.kind) for c in peek.changes] == [("/on", "added")] and peek.run.stdout == "x\n"
    assert api.peek("FROM busybox:1.37\nONBUILD RUN false\n").config["OnBuild"] == ["RUN false"]


def test_the_shell_that_is_set_there_and_an_image_without_one():
    text = 'FROM busybox:1.37\nSHELL ["/bin/echo", "told:"]\nFROM scratch\nCMD ["x"]\n'
    assert api.peek(text, 2, run="hello").run.stdout == "told: hello\n"
    assert api.peek(text, 3).files == () and api.peek(text, 3).facts.user == ""
    with pytest.raises(RunError) as caught:
        api.peek(text, 3, run="ls")
    assert "give the command as a list" in caught.value.do


def test_the_classic_builder():
    text = "FROM busybox:1.37\nRUN echo 1 > /a\nENV E=1\nRUN echo 2 > /b\nRUN false\n"
    assert [c.path for c in api.peek(text, 4, builder="classic").changes] == ["/b"]
    assert api.peek(text, 3, builder="classic").changes == ()


def test_an_instruction_that_is_not_there_and_one_that_takes_too_long():
    with pytest.raises(CourseError, match="no instruction 'RUN 9'"):
        look("RUN 9")
    with pytest.raises(RunError, match="did not end within 1 s"):
        look("ENV", run="sleep 1000", timeout=1)
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        look("ENV", run="sleep 1000", cancel=cancel)

"""Every instruction of every Dockerfile of the course, switched off once: a result, or a clear explanation."""

import re

import pytest

from helpers import api, dockerfile, sources
from helpers.errors import BuildError, CourseError, DockerfileError, RunError
from helpers.widgets.controller import Controller
from helpers.widgets.panels import panels
from helpers.widgets.state import make
from helpers.widgets.work import engine_work

pytestmark = pytest.mark.usefixtures("client")
NAMES = sources.available()
SECONDS = 1  # that a container may run here: a server's would not end by itself


def bases(name):
    """Build those Dockerfiles of the course that this one starts from."""
    for base in dockerfile.base_images((sources.DOCKERFILES / name).read_text()):
        if found := re.fullmatch(r"course/(\d\d-[a-z-]+):(.+)", base):
            needed = f"{found[1]}/Dockerfile.{found[2]}"
            bases(needed)
            api.build(needed)


def clear(error):
    """Whether a person can do something with it: what failed, and why or what to do, or the output of what failed."""
    assert isinstance(error, CourseError), repr(error)
    said = [error.why, error.do]
    if isinstance(error, BuildError) and error.build and error.build.failed:
        said.append(error.build.failed.output)
    if isinstance(error, DockerfileError):
        assert error.line
    assert error.what.strip() and any(part.strip() for part in said), repr(str(error))
    assert "Traceback" not in str(error)
    return True


def judged(p, result):
    """A result of the present state, with an image or the reason for none, that can be shown."""
    assert result.state == p.state and result is p.result
    made = result.build is not None and result.build.image is not None
    if made and result.run is not None and not isinstance(result.error, RunError):
        assert result.error is None, result.error
    else:
        assert clear(result.error)
    drawn = panels(p.state, result, p.last)
    assert drawn and all(panel.html and panel.text for panel in drawn)


@pytest.mark.parametrize("name", NAMES)
def test_each_instruction_switched_off_once(name):
    bases(name)
    source = sources.find(name)
    p = Controller(make(source.text, {"timeout": SECONDS}), engine_work(source))
    judged(p, p.again())
    switched = 0
    for row in p.state.rows:
        if row.locked:
            with pytest.raises(CourseError, match="stays on"):
                p.set(row.id, False)
            continue
        judged(p, p.set(row.id, False))
        assert not p.state.row(row.id).on
        p.history = p.history.undo()  # on again, without building that once more
        switched += 1
    assert p.text == source.text and switched == len(p.state.rows) - 1

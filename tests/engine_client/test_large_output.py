"""Output of 100 MB neither fills the memory nor the page: it is cut as it is read."""

import tracemalloc

import pytest

from helpers import api, render
from helpers.client.bounded import KEPT
from helpers.errors import RunError
from helpers.render import ansi

pytestmark = pytest.mark.usefixtures("client", "nothing_left")
SIZE = 100 << 20
# Lines as programs print them. With lines of two bytes, as yes alone has them, the engine's own log takes a minute.
LINE = "x" * 79
MANY = f"yes {LINE} | head -c {SIZE}; echo the end"


@pytest.fixture
def peak():
    """How many bytes Python had more at once than at the beginning."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


def test_a_run_is_cut_as_it_is_read(peak):
    run = api.run("busybox:1.37", ["sh", "-c", MANY])
    assert peak() < 10 * KEPT
    left_out = SIZE + len("the end\n") - KEPT
    assert run.stdout.startswith(f"{LINE}\n{LINE}\n") and run.stdout.endswith("\nthe end\n")
    assert f"\n… {left_out} bytes left out …\n" in run.stdout and len(run.stdout) < KEPT + 100
    for shown in (render.html(run), render.text(run)):
        assert "left out" in shown and "the end" in shown and len(shown) < 2 * ansi.LIMIT


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_a_build_is_cut_as_it_is_read(builder, peak):
    text = f"FROM busybox:1.37\nRUN {MANY}\nRUN false\n"
    build = api.build(text, builder=builder, check=False, no_cache=True)
    assert peak() < 20 * KEPT
    step = build.steps[1]
    assert build.failed.line == 3 and step.line == 2 and step.output.startswith(f"{LINE}\n{LINE}\n")
    assert len(step.output) < KEPT + 100
    assert "left out" in step.output or "clipped" in step.output  # BuildKit cuts by itself, at 2 MiB
    assert len(render.html(step)) < 2 * ansi.LIMIT


def test_lines_of_two_bytes_that_the_engine_is_too_slow_for(peak):
    with pytest.raises(RunError, match="did not end within 2 s") as caught:
        api.run("busybox:1.37", ["sh", "-c", f"yes | head -c {SIZE}"], timeout=2)
    assert caught.value.run.stdout.startswith("y\ny\n") and len(caught.value.run.stdout) < KEPT + 100
    assert peak() < 10 * KEPT and len(str(caught.value)) < 3000

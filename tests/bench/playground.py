"""A playground's clicks against the same build and run by the docker command, in turns."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable

from tests.bench.measure import Row, seconds, side_by_side, table

BASES = {"busybox": "busybox:1.37", "debian": "debian:trixie-slim"}
MIDDLE = "".join(f'RUN echo "{n}" > /{n} && \\\n    cat /{n}\n' for n in range(28))
LONG = f"FROM busybox:1.37\n{MIDDLE}CMD cat /3\n"
_count = itertools.count()


def text(base: str, number: int) -> str:
    """A Dockerfile that was never built before."""
    return f"FROM {base}\nENV N={time.time_ns()}.{number}\nRUN echo $N > /n\nCOPY given /\nCMD cat /n /given\n"


def rows(docker: Callable, base: str, name: str) -> list[Row]:
    """A click, all of it and until the run's output is shown; docker(*words, stdin) is the docker command."""
    from helpers import api

    context = {"given": "x\n"}
    p = api.playground(text(name, 0), context=context)
    shown: list[float] = []

    def click() -> None:
        began, shown[:] = time.perf_counter(), []

        def told() -> None:
            if not shown and p.controller.result.run is not None and p.controller.result.state is p.state:
                shown.append(time.perf_counter() - began)

        end = p.controller.subscribe(told)
        p.edit("ENV", f"ENV N={time.time_ns()}")
        end()
        assert p.result.run.stdout.endswith("x\n")
        until_shown.append(shown[0])

    until_shown: list[float] = []
    title = f"a click, {base}: docker build and run"
    all_of_it = side_by_side(title, click, lambda: docker(text(name, next(_count))), 1.1)
    until = Row(f"  until its output is shown, {base}", statistics.median(until_shown[1:]), all_of_it.theirs, 1.1)
    p.controller.close()
    return [all_of_it, until]


def ahead(docker: Callable) -> tuple[float, Row]:
    """Clicks on states that were built ahead: the median in seconds, and against the bare build and run."""
    from helpers import api

    taken: list[float] = []
    for _ in range(3):
        p = api.playground(text(BASES["busybox"], next(_count)), context={"given": "x\n"})
        p.controller.watch()
        assert p.controller.ahead.wait(120)
        p.controller.set_ahead(False)
        for row, on in itertools.product(("ENV", "RUN", "COPY", "CMD"), (False, True)):
            taken.append(seconds(lambda p=p, row=row, on=on: p.set(row, on)))
            assert p.result.remembered
        p.controller.close()
    bare = statistics.median(seconds(lambda: docker(text(BASES["busybox"], next(_count)))) for _ in range(3))
    ours = statistics.median(taken)
    return ours, Row("a click on what was built ahead: docker build and run", ours, bare)


def drawing() -> tuple[float, float]:
    """Seconds to change a state of 30 instructions and to compute all that its page is told, without an engine."""
    from helpers.model import Build, BuildStep, Image, Layer, Run
    from helpers.widgets import page
    from helpers.widgets.panels import panels
    from helpers.widgets.result import Result
    from helpers.widgets.state import make

    state = make(LONG, "")
    steps = tuple(
        BuildStep("", n, 30, row.label, "built", 0.1, "said\n" * 20, state.lines[row.id][0])
        for n, row in enumerate(state.rows, 1)
    )
    layers = tuple(Layer(row.label, 1000, row.id) for row in state.rows)
    image = Image("sha256:1", (), {"Env": ["PATH=/bin"]}, layers)

    def tell(on: bool) -> None:
        now = state.set("RUN 9", on)
        result = Result(Build("docker build .", "buildkit", steps, "sha256:1"), Run("docker run", "x\n" * 50, "", 0),
                        image=image, state=now)  # fmt: skip
        page.view(now, page.Face(marks=page.marks(now, result)))
        panels(now, result, None)

    taken = [seconds(lambda n=n: tell(n % 2 == 0)) for n in range(20)]
    return statistics.median(taken), taken[0]


def report(docker: Callable) -> None:
    """Print all of it. docker(text): build this Dockerfile with the docker command, and run its image."""
    found = [row for base, name in BASES.items() for row in rows(docker, base, name)]
    ours, row = ahead(docker)
    print(table([*found, row]))
    median, first = drawing()
    print(f"{'a click on what was built ahead, median':58}{ours * 1000:8.0f}ms  aim 150")
    print(f"{'what the page of 30 instructions is told, median':58}{median * 1000:8.0f}ms")
    print(f"{'  the first time':58}{first * 1000:8.0f}ms  aim 300, the drawing of it included")

"""make bench: ratios of two things measured side by side. It asserts nothing: speed is no test.

python -m tests.bench [verbs] [playground] [engines] [kernels] [fresh] [course]     default: all
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import engines, kernels, playground
from tests.bench.measure import Row, memory, seconds, side_by_side, table

ROOT = Path(__file__).resolve().parents[2]
BOX = engines.BOX
STEPS = "".join(f"RUN echo {number} > /{number}\n" for number in range(4))
BUILD = f"FROM {BOX}\n{STEPS}"


def verbs() -> None:
    """The course's verbs against the docker command and bare docker-py, on the learner's engine."""
    from helpers import api, session

    client = session.client()
    api.run(BOX, "true")
    real = client.aliases.get(BOX, BOX)
    with docker_command(client) as docker:
        rows = [
            side_by_side("run(): docker run", lambda: api.run(BOX, "true"),
                         lambda: docker("run", "--rm", real, "true"), 1.0),
            side_by_side("run(): bare docker-py", lambda: api.run(BOX, "true"),
                         lambda: client.docker.containers.run(real, "true", remove=True)),
            side_by_side("build(), cached: docker buildx build", lambda: api.build(BUILD),
                         lambda: docker("buildx", "build", "--load", "-", stdin=BUILD), 0.8),
            side_by_side("build(), not cached: docker buildx build", lambda: api.build(BUILD, no_cache=True),
                         lambda: docker("buildx", "build", "--load", "--no-cache", "-", stdin=BUILD), times=3),
        ]  # fmt: skip
    print(table(rows))


@contextmanager
def docker_command(client) -> Iterator[Callable]:
    """The docker command against the client's engine, with its plugin, as when installed: command(*words, stdin)."""
    with tempfile.TemporaryDirectory(prefix="dc-bench-") as name:
        (Path(name) / "cli-plugins").mkdir()
        (Path(name) / "cli-plugins/docker-buildx").symlink_to(client.buildx_path)
        environment = {k: v for k, v in client.tool_env().items() if k != "DOCKER_CONTEXT"}
        environment |= client.env | {"DOCKER_CONFIG": name}

        def command(*words, stdin=""):
            words = (str(client.docker_path), *words)
            subprocess.run(words, env=environment, input=stdin, text=True, check=True, capture_output=True)

        yield command


def clicks() -> None:
    """A playground's clicks against the same build and run by the docker command, on the learner's engine."""
    from helpers import api, session  # noqa: F401  api tells the session how to find an engine

    client = session.client()
    session.bases(client, playground.BASES.values())
    with docker_command(client) as docker, tempfile.TemporaryDirectory(prefix="dc-bench-") as context:
        Path(context, "given").write_text("x\n")

        def build_and_run(text: str) -> None:
            for base in playground.BASES.values():
                text = text.replace(f"FROM {base}\n", f"FROM {client.aliases.get(base, base)}\n")
            docker("buildx", "build", "--load", "-t", "course/bench", "-f", "-", context, stdin=text)
            docker("run", "--rm", "course/bench")

        playground.report(build_and_run)


def booted() -> None:
    """The embedded engines against a bare dockerd and against each other. Namespaces need root."""
    scratch = Path(tempfile.mkdtemp(prefix="dc-bare-"))
    rows, used = [], []
    with engines.engine("uml") as uml:
        if os.geteuid() == 0:
            with engines.engine("namespaces") as native:
                rows += _ready(native, scratch, 1.3)
                rows.append(side_by_side("run: uml, namespaces", uml.run, native.run, times=5))
                rows.append(side_by_side("build: uml, namespaces", _build(uml), _build(native), times=3))
                used.append(Row("idle: uml, namespaces", memory(uml.pid), memory(native.pid)))
            rows += _ready(uml, scratch, None)
        else:
            rows.append(Row("ready again: uml (no dockerd to compare with)", uml.ready[-1], uml.ready[-1]))
    print(table(rows))
    if used:
        print(table(used, "M"))
    shutil.rmtree(scratch, ignore_errors=True)


def _ready(engine: engines.Engine, scratch: Path, aim: float | None) -> list[Row]:
    """Warm starts, in turns with a bare dockerd that has run before as well."""
    bare = []
    for _ in range(4):
        engine.stop()
        engine.start()
        bare.append(engines.bare_dockerd(scratch))
    ours = sorted(engine.ready[-3:])[1]
    return [Row(f"ready, warm: {engine.name}, bare dockerd", ours, sorted(bare[-3:])[1], aim)]


def _build(engine: engines.Engine):
    def work():
        subprocess.run(
            [engine.client.buildx_path, "build", "--load", "--no-cache", "-"], env=engine.client.tool_env(),
            input=BUILD, text=True, check=True, capture_output=True,
        )  # fmt: skip

    return work


def fresh() -> None:
    """From a clone to the first container, with nothing cached but what pip and apt keep, and once more, warm."""
    with tempfile.TemporaryDirectory(prefix="dc-fresh-") as name:
        folder, environment = Path(name), dict(os.environ)
        environment |= {"COURSE_CACHE": f"{name}/cache", "COURSE_STATE_DIR": f"{name}/s"}
        script = "from helpers import run; run('busybox:1.37', 'true')"

        def step(*words, cwd=None):
            subprocess.run(words, cwd=cwd, env=environment, check=True, capture_output=True)

        def first():
            step("git", "clone", "-q", str(ROOT), str(folder / "course"))
            step("make", "-s", ".venv/.learn", cwd=folder / "course")
            step(".venv/bin/python", "-c", script, cwd=folder / "course")

        def again():
            step(".venv/bin/python", "-c", script, cwd=folder / "course")

        print(f"{'a fresh clone to the first container':58}{seconds(first):8.1f}s   aim 60")
        for driver, aim in (("namespaces", 4), ("uml", 10)):
            if driver == "namespaces" and os.geteuid() != 0:
                continue
            environment["COURSE_ENGINE"] = driver
            again()
            step(".venv/bin/python", "-m", "helpers", "engine", "stop", cwd=folder / "course")
            print(f"{f'a warm start to the first container, {driver}':58}{seconds(again):8.1f}s   aim {aim}")
            step(".venv/bin/python", "-m", "helpers", "engine", "stop", cwd=folder / "course")


def course() -> None:
    """The whole course under nbval, and how soon a notebook's first cell has run on a warm engine."""
    import nbformat
    from nbclient import NotebookClient

    from helpers import session
    from helpers.lessons.notebook import all_notebooks

    session.client()
    setup = nbformat.read(all_notebooks()[0], as_version=4)
    setup.cells = [cell for cell in setup.cells if cell.cell_type == "code"][:2]
    where = {"metadata": {"path": str(ROOT / "notebooks")}}
    first = min(seconds(lambda: NotebookClient(setup, resources=where).execute()) for _ in range(3))
    print(f"{'a kernel and the first cells of a notebook':58}{first:8.1f}s   aim 5")
    done = seconds(lambda: subprocess.run(["make", "-s", "nbval"], cwd=ROOT, check=True, capture_output=True))
    print(f"{'every notebook under nbval':58}{done:8.1f}s   aim 480")


def kernels_table() -> None:
    """Every way to have an engine, as multiples of a bare dockerd; needs root, and `make kernel`."""
    bare = kernels.bare()  # first: where it does not run, the rest would be in vain
    lines = [kernels.measure(name, *kind) for name, kind in kernels.kinds().items()]
    print(kernels.table(bare, lines))
    print(f"after MB: the notebooks {', '.join(kernels.wanted())} have run on it")


PARTS = {
    "verbs": verbs, "playground": clicks, "engines": booted, "kernels": kernels_table, "fresh": fresh,
    "course": course,
}  # fmt: skip

if __name__ == "__main__":
    unknown = [name for name in sys.argv[1:] if name not in PARTS]
    if unknown:
        raise SystemExit(f"there is no part {unknown[0]}; the parts are {', '.join(PARTS)}")
    for part in sys.argv[1:] or PARTS:
        print(f"\n{part}: {PARTS[part].__doc__.splitlines()[0]}")
        PARTS[part]()

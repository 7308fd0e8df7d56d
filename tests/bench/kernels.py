"""The engine's table: nothing but dockerd, the namespaces, and User-Mode Linux on each kernel in each mode."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from helpers import images
from helpers.client.engine import Client
from helpers.engine import rootfs
from helpers.engine.uml import kernel
from helpers.packages import cache_dir
from tests.bench import engines
from tests.bench.measure import memory, seconds

ROOT = Path(__file__).resolve().parents[2]
BUILD = f"FROM {engines.BOX}\n" + "".join(f"RUN echo {number} > /{number}\n" for number in range(5))
# What is run before memory is measured again; COURSE_BENCH_NOTEBOOKS names others, or "all".
SOME = "03-layers 05-run 06-cmd 09-copy 28-multi-stage"
COLUMNS = ("ready", "run", "exec", "build")


@dataclass
class Line:
    """An engine's row: seconds for each of COLUMNS, and MB when idle and after the notebooks (0: not measured)."""

    name: str
    times: dict[str, float] = field(default_factory=dict)
    idle: float = 0.0
    after: float = 0.0


def kinds() -> dict[str, tuple[str, dict[str, str]]]:
    """The engines to measure, by name: driver and environment. The own kernel has to be there: `make kernel`."""
    if not kernel.own(cache_dir()):
        raise SystemExit("there is no own kernel to measure: make kernel")
    packaged = {"COURSE_ENGINE_KERNEL": "debian"}
    every = {
        "namespaces": ("namespaces", {}),
        "uml, Debian's kernel, ptrace": ("uml", packaged),
        "uml, own kernel, ptrace": ("uml", {"COURSE_ENGINE_SECCOMP": "0"}),
        "uml, own kernel, seccomp": ("uml", {}),
    }
    return {name: kind for name, kind in every.items() if kind[0] == "uml" or os.geteuid() == 0}


@contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def measure(name: str, driver: str, values: dict[str, str]) -> Line:
    """Boot an engine of its own, time it, and end it."""
    line = Line(name)
    with environment(values | {"COURSE_ENGINE_FREEZE": "0", "COURSE_ENGINE": driver}), engines.engine(driver) as one:
        for _ in range(3):
            one.stop()
            one.start()
        line.times["ready"] = statistics.median(one.ready[-3:])
        line.idle = memory(one.pid)
        line.times |= used(one.client)
        notebooks(one)
        line.after = memory(one.pid)
    return line


def bare() -> Line:
    """The same of nothing but a dockerd on the same programs, which root can have."""
    line, folder = Line("bare dockerd"), Path(tempfile.mkdtemp(prefix="dc-bare-"))
    taken = []
    try:
        for _ in range(3):
            with engines.bare(folder) as (ready, _, _):
                taken.append(ready)
        with engines.bare(folder) as (_, address, pid):
            line.idle = memory(pid)
            docker, buildx = rootfs.tools(rootfs.ensure())
            client = Client({"DOCKER_HOST": address}, docker, buildx, frozenset(), owned=True)
            images.ensure(client.docker, [engines.BOX], owned=True)
            line.times |= used(client)
        line.times["ready"] = statistics.median(taken)
        return line
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def used(client) -> dict[str, float]:
    """Seconds for a container, a program in a container, and a build of five steps."""
    docker = client.docker
    container = docker.containers.run(engines.BOX, "sleep 1000", detach=True)
    build_words = [str(client.buildx_path), "build", "--load", "--no-cache", "-"]
    work: dict[str, tuple[int, Callable]] = {
        "run": (7, lambda: docker.containers.run(engines.BOX, "true", remove=True)),
        "exec": (7, lambda: container.exec_run("true")),
        "build": (3, lambda: subprocess.run(build_words, input=BUILD, text=True, check=True, capture_output=True,
                                            env=client.tool_env())),
    }  # fmt: skip
    try:
        return {name: _median(times, what) for name, (times, what) in work.items()}
    finally:
        container.remove(force=True)


def _median(times: int, work: Callable) -> float:
    """The first time is thrown away."""
    return statistics.median([seconds(work) for _ in range(times + 1)][1:])


def wanted() -> list[str]:
    """The notebooks to run, by name."""
    return (os.environ.get("COURSE_BENCH_NOTEBOOKS") or SOME).split()


def notebooks(one) -> None:
    """Run the notebooks on the engine, one after the other."""
    every, named = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")), wanted()
    wanted_paths = [path for path in every if named == ["all"] or path.stem in named]
    words = [sys.executable, "-m", "helpers", "preflight", "--jobs", "1", *map(str, wanted_paths)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"COURSE_PROGRESS": "0"})
    if done.returncode:
        print(f"{one.name}: {done.stdout[-600:]}{done.stderr[-600:]}")


def table(bare: Line, lines: list[Line]) -> str:
    """Bare dockerd in seconds, the others as multiples of it; memory in MB. Pure."""
    head = "".join(f"{name:>9}" for name in COLUMNS)
    rows = [f"{'':32}{head}{'idle MB':>10}{'after MB':>10}"]
    rows.append(f"{bare.name:32}" + "".join(f"{bare.times[name]:8.2f}s" for name in COLUMNS) + _megabytes(bare))
    for line in lines:
        ratios = "".join(f"{line.times[name] / bare.times[name]:8.1f}x" for name in COLUMNS)
        rows.append(f"{line.name:32}{ratios}{_megabytes(line)}")
    return "\n".join(rows)


def _megabytes(line: Line) -> str:
    return "".join(f"{value:10.0f}" if value else f"{'':>10}" for value in (line.idle, line.after))

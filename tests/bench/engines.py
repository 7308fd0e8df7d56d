"""Engines of the benchmark's own, in folders of their own: started, used, measured, stopped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers import images
from helpers.client.engine import Client
from helpers.engine import choose, machine, rootfs

BOX = "busybox:1.37"
_HERE = Path(__file__).parent
_LAUNCH = _HERE.parents[1] / "helpers/engine/namespaces/launch.py"


class Engine:
    """An embedded engine of one driver. ready: seconds from nothing running to an answer, for each start."""

    def __init__(self, name: str, folder: Path):
        self.name, self.folder, self.ready = name, folder, []
        self.driver = choose.driver(name)

    def start(self) -> None:
        os.environ["COURSE_STATE_DIR"] = str(self.folder)
        began = time.perf_counter()
        found = self.driver.start(self.folder)
        self.client = Client(found.env(), found.docker, found.buildx, found.capabilities, owned=True)
        self.client.api.ping()
        self.ready.append(time.perf_counter() - began)

    def stop(self) -> None:
        os.environ["COURSE_STATE_DIR"] = str(self.folder)
        self.driver.stop()

    @property
    def pid(self) -> int:
        """The keeper, whose descendants the engine is."""
        folders = (file.parent for file in self.folder.glob("*/engine.json"))
        return next(state.pid for state in map(machine.running, folders) if state)

    def run(self) -> None:
        self.client.docker.containers.run(BOX, "true", remove=True)


@contextmanager
def engine(name: str) -> Iterator[Engine]:
    """An engine with the image that is run, stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="dc-"))
    made = Engine(name, folder)
    before = os.environ.get("COURSE_STATE_DIR")
    try:
        made.start()
        images.ensure(made.client.docker, [BOX], owned=True)
        yield made
    finally:
        made.stop()
        os.environ.pop("COURSE_STATE_DIR", None)
        if before is not None:
            os.environ["COURSE_STATE_DIR"] = before
        shutil.rmtree(folder, ignore_errors=True)


def bare_dockerd(folder: Path) -> float:
    """Seconds from the start of a plain dockerd on the same programs to its first answer."""
    with bare(folder) as (ready, _, _):
        return ready


@contextmanager
def bare(folder: Path) -> Iterator[tuple[float, str, int]]:
    """A plain dockerd on the same programs: the seconds to its first answer, its address, its process."""
    import docker

    folder.mkdir(parents=True, exist_ok=True)
    root = rootfs.ensure()
    command = [sys.executable, "-I", "-S", _LAUNCH, root / "usr/bin/busybox", "sh", _HERE / "bare.sh", root, folder]
    # What runs in the namespaces speaks on the error stream; the other has its process number only.
    guard = subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        while (line := guard.stderr.readline()) != "go\n":
            if not line:
                raise SystemExit(f"dockerd did not start; see {folder}/run/log")
        began = time.perf_counter()
        address = f"unix://{folder}/run/docker.sock"
        while True:
            try:
                docker.APIClient(base_url=address, timeout=5).ping()
                break
            except Exception:
                if guard.poll() is not None or time.perf_counter() - began > 60:
                    raise
                time.sleep(0.02)
        yield time.perf_counter() - began, address, guard.pid
    finally:
        guard.terminate()
        guard.wait()

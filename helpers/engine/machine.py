"""What the two embedded drivers share: one keeper process for an engine, its state on disk, its start and its end."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

from helpers import packages
from helpers.engine import capabilities, paths, rootfs, tls, variants
from helpers.engine.base import Endpoint, Probe, Progress, silent
from helpers.engine.variants import Variant
from helpers.errors import EngineError

START_SECONDS = 180  # a slow machine's first boot; a dead keeper is noticed at once
STOP_SECONDS = 40
_LONG_LOG = 5 << 20


@dataclass(frozen=True)
class Machine:
    """What a driver needs to boot a guest.

    state_dir: this engine's own folder, kept between boots. run_dir: for sockets. token: short, the engine's own.
    shared: host folders to appear under the same path. variant: which engine it is to be.
    """

    rootfs: Path
    state_dir: Path
    run_dir: Path
    log: Path
    token: str
    shared: tuple[Path, ...]
    variant: Variant = Variant()


class Guest(Protocol):
    """A booted guest: its main process, the ports it can be reached by, how to reach its engine, and its end."""

    host: str
    cert_dir: Path | None

    def halt(self) -> bool: ...
    def kill(self) -> None: ...


@dataclass(frozen=True)
class State:
    """What is known of a running engine, in engine.json. The file's time of change is when it was last used.

    notes: what `engine status` is to say of it besides.
    """

    pid: int
    driver: str
    host: str
    cert_dir: str | None
    version: str
    capabilities: list[str]
    notes: list[str] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Put it in place, complete or not at all."""
        fresh = folder / ".engine.json"
        fresh.write_text(json.dumps(asdict(self), indent=1))
        os.replace(fresh, folder / "engine.json")


class Embedded:
    """start() and stop() of the drivers that boot an engine of ours; see Driver in base.py. They add probe, boot.

    variant: None for the one that the environment names.
    """

    name = ""

    def __init__(self, variant: Variant | None = None):
        self._variant = variant

    @property
    def variant(self) -> Variant:
        """Which engine it boots."""
        return self._variant or variants.current()

    def folder(self, state_dir: Path | None = None) -> Path:
        """The state folder of its engine."""
        return (state_dir or paths.state_dir()) / f"{self.name}-{self.variant.label}"

    def root(self) -> Path:
        """The root file system's folder, or what stands for it: programs for this machine are in there, too."""
        return rootfs.folder(self.variant)

    def ensure_root(self, progress: Progress) -> None:
        """Make it, when it is not there. Raises EngineError or PackagesError."""
        rootfs.ensure(progress, self.variant)

    def too_old(self) -> Probe | None:
        """The suite's engine can store images that way."""
        suite, since = self.variant.of_suite, self.variant.of_storage.since
        if suite.docker >= since:
            return None
        told = f"Docker Engine {suite.docker[0]}.{suite.docker[1]} cannot store images that way"
        return Probe(False, told, f"take a suite with Docker Engine {since[0]}.{since[1]} or later")

    def start(self, state_dir: Path, progress: Progress = silent) -> Endpoint:
        """Return the ready engine, booted if need be; callers at the same time get the same one."""
        folder = self.folder(paths.private(state_dir))
        paths.private(folder)
        root = self.root()
        with packages.locked(folder / "start.lock"):
            state = running(folder)
            if state is None or not root.is_dir():
                self.ensure_root(progress)
                state = running(folder) or self._launch(folder, progress)
        docker, buildx = rootfs.tools(root)
        used(folder)
        cert_dir = Path(state.cert_dir) if state.cert_dir else None
        return Endpoint(state.host, cert_dir, True, _capable(state), docker, buildx, folder / "engine.json")

    def stop(self) -> None:
        """Stop the engine cleanly, if it runs. Raises EngineError."""
        stop(self.folder())

    def _launch(self, folder: Path, progress: Progress) -> State:
        """Start the keeper and wait for its engine."""
        progress("starting the engine", 0, 0)
        if not _until(lambda: _free(folder), STOP_SECONDS):  # one that is just stopping
            raise EngineError("An engine that is stopping does not end.", do="try again", log=folder / "log")
        for stale in ("failure.json", "engine.json"):  # of a keeper that was killed
            (folder / stale).unlink(missing_ok=True)
        log = folder / "log"
        if log.exists() and log.stat().st_size > _LONG_LOG:
            os.replace(log, folder / "log.1")
        path = os.pathsep.join(filter(None, (str(paths.COURSE), os.environ.get("PYTHONPATH", ""))))
        with log.open("ab") as out:
            keeper = subprocess.Popen(
                [sys.executable, "-m", "helpers.engine.keeper", self.name, str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=os.environ | {"PYTHONPATH": path} | self.variant.environment(),
                cwd="/",
                start_new_session=True,  # it outlives the notebook or terminal that started it
            )
        ended = lambda: keeper.poll() is not None  # noqa: E731
        _until(lambda: ended() or (folder / "engine.json").exists(), START_SECONDS)
        state = running(folder)
        if state is None:
            if not ended():
                keeper.terminate()
            raise _failure(folder)
        return state


def stop(folder: Path) -> None:
    """Stop the engine whose state is in `folder`, if one runs. Raises EngineError."""
    if not folder.is_dir() or _free(folder):
        return
    pid = int((folder / "keeper.pid").read_text())
    for sign, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 10)):
        with suppress(ProcessLookupError):
            os.kill(pid, sign)
        if _until(lambda: _free(folder), seconds):
            return
    raise EngineError("The engine does not stop.", do=f"end the process {pid}", log=folder / "log")


def machine(folder: Path, variant: Variant, root: Path) -> Machine:
    """The machine whose state is in `folder`; its root file system is there already."""
    return Machine(
        rootfs=root,
        state_dir=folder,
        run_dir=paths.run_dir(folder),
        log=folder / "log",
        token=hashlib.sha256(str(folder).encode()).hexdigest()[:8],
        shared=paths.shared(),
        variant=variant,
    )


def running(folder: Path) -> State | None:
    """The state of the engine in `folder`, None unless its keeper lives."""
    if _free(folder):
        return None
    try:
        return State(**json.loads((folder / "engine.json").read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _capable(state: State) -> frozenset[str]:
    """What the engine can do, in today's words: it may have been booted by an older version of the course."""
    try:
        api = tls.connect(state.host, Path(state.cert_dir) if state.cert_dir else None, timeout=5).api
        return capabilities.of(api.version(), api.info())
    except Exception:  # docker-py and requests raise many kinds; what it could when it was booted, it can
        return frozenset(state.capabilities)


def all_running(state_dir: Path) -> dict[Path, State]:
    """The engines that run, by their state folders."""
    found = {file.parent: running(file.parent) for file in sorted(state_dir.glob("*/engine.json"))}
    return {folder: state for folder, state in found.items() if state}


@contextmanager
def users(file: Path) -> Iterator[Callable[[], bool]]:
    """Be one of those who hold the file, for the length of a block; alone() says whether there is nobody else.

    Once alone it keeps others waiting until the block ends.
    """
    with file.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_SH)

        def alone() -> bool:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        yield alone


def used(folder: Path) -> None:
    """Note that somebody uses the engine now."""
    with suppress(OSError):
        os.utime(folder / "engine.json")


def _free(folder: Path) -> bool:
    """Whether no keeper holds the folder."""
    try:
        with (folder / "keeper.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return True
    return True


def _until(true, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _failure(folder: Path) -> EngineError:
    """Why the keeper gave up, in its own words where it had any."""
    log = folder / "log"
    try:
        said = json.loads((folder / "failure.json").read_text())
        return EngineError(said["what"], why=said["why"], do=said["do"], log=log)
    except (OSError, ValueError, KeyError):
        last = log.read_text(errors="replace").strip().splitlines()[-3:] if log.exists() else []
        return EngineError("The engine did not start.", why=" / ".join(last), do="see the log", log=log)

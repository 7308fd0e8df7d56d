"""The process behind an embedded engine: boots it, leads published ports to it, lets it rest when nobody uses it.

    python3 -m helpers.engine.keeper DRIVER FOLDER

It holds FOLDER/keeper.lock while it lives. Whatever ends it ends the guest, too.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

from helpers.engine import capabilities, choose, machine, rest, tls
from helpers.engine.ports import Ports
from helpers.errors import CourseError, EngineError

IDLE = 2 * 3600  # seconds
READY_SECONDS = 120
_ANSWER_SECONDS = 5
_LOOK = 0.5  # seconds between two looks at the guest


def main(arguments: list[str]) -> int:
    """Keep the engine; 0 after a clean stop."""
    driver, folder = choose.driver(arguments[0]), Path(arguments[1])
    lock = (folder / "keeper.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return 3
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: asked.set())
    (folder / "engine.json").unlink(missing_ok=True)  # of a keeper that was killed
    (folder / "keeper.pid").write_text(str(os.getpid()))
    try:
        return _keep(driver, folder, asked)
    except CourseError as error:
        (folder / "failure.json").write_text(json.dumps({"what": error.what, "why": error.why, "do": error.do}))
        print(error, file=sys.stderr)
        return 1
    finally:
        (folder / "engine.json").unlink(missing_ok=True)


def _keep(driver, folder: Path, asked: threading.Event) -> int:
    log = folder / "log"
    before = log.stat().st_size if log.exists() else 0
    guest = driver.boot(machine.machine(folder, driver.variant, driver.root()))
    try:
        client = _ready(guest, log, before, asked)
        ports = Ports(tls.connect(guest.host, guest.cert_dir, timeout=None).api, guest.forwards)
        threading.Thread(target=ports.follow, daemon=True).start()
        version, info = client.version(), client.info()
        state = machine.State(
            os.getpid(),
            driver.name,
            guest.host,
            str(guest.cert_dir) if guest.cert_dir else None,
            version["Version"],
            sorted(capabilities.of(version, info)),
            notes(guest, info),
        )
        state.write(folder)
        resting = rest.Rest(
            guest, folder / "engine.json", port_of(guest.host), ports.numbers, rest.busy(client), rest.after()
        )
        idle = float(os.environ.get("COURSE_ENGINE_IDLE") or IDLE)
        while not asked.wait(rest.LOOK_FROZEN if resting.frozen else _LOOK):
            resting.look()
            if guest.process.poll() is not None:
                raise EngineError("The engine ended by itself.", do="see the log", log=log)
            if time.time() - (folder / "engine.json").stat().st_mtime > idle:
                print(f"course: nobody used the engine for {idle:.0f} s", flush=True)
                break
        (folder / "engine.json").unlink(missing_ok=True)  # nobody is to find it while it stops
        resting.wake()
        ports.close()
        return 0 if guest.halt() else 2
    finally:
        guest.kill()
        (folder / "frozen").unlink(missing_ok=True)


def notes(guest, info: dict) -> list[str]:
    """What a guest has to say of itself in `engine status`. info: the engine's answer to /info."""
    return [line.format(kernel=info.get("KernelVersion", "")) for line in getattr(guest, "notes", list)()]


def port_of(host: str) -> int:
    """The port in "tcp://127.0.0.1:4711", 0 where there is none."""
    last = host.rpartition(":")[2]
    return int(last) if last.isdigit() else 0


def _ready(guest, log: Path, before: int, asked: threading.Event):
    """A client of the engine, as soon as it answers. before: the log's length at its start. Raises EngineError."""
    deadline, failed = time.monotonic() + READY_SECONDS, "The engine did not start."
    while True:
        try:
            # A forwarded port accepts whoever comes, also for a guest that has ended: to be patient would not help.
            api = tls.connect(guest.host, guest.cert_dir, timeout=_ANSWER_SECONDS).api
            api.timeout = 60
            return api
        except Exception as error:  # docker-py and requests raise many kinds while nobody answers
            if guest.process.poll() is not None:
                why = last_failure(log.read_bytes()[before:].decode(errors="replace"))
                raise EngineError(failed, why=why, do="see the log", log=log) from error
            if asked.is_set() or time.monotonic() > deadline:
                raise EngineError(failed, why=f"no answer: {error}", do="see the log", log=log) from error
        time.sleep(0.02)


def last_failure(log: str) -> str:
    """What ended an engine, by what it logged since its start; dockerd's own words count before init's."""
    lines = [line for line in log.splitlines() if line.strip()]
    own = [line for line in lines if "failed to start daemon" in line or "level=fatal" in line]
    telling = own or [line for line in lines if "FAILED" in line]
    return (telling or lines or ["it ended without a word"])[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

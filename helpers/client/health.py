"""A container's health checks in order, and what each made of its state."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from helpers.client.answers import answering
from helpers.client.engine import Client
from helpers.client.names import container_id, shown_name
from helpers.drawn import Check, Timeline
from helpers.errors import RunError

_KEPT = 5  # the engine forgets all but the last ones
_SECOND = 10**9
_UNITS = ((3600 * _SECOND, "h"), (60 * _SECOND, "m"), (_SECOND, "s"), (10**6, "ms"), (10**3, "us"), (1, "ns"))
_DEFAULTS = {"Interval": 30 * _SECOND, "Timeout": 30 * _SECOND, "StartPeriod": 0, "Retries": 3}


def timeline(client: Client, of: Any, checks: int | None = None, timeout: float = 60) -> Timeline:
    """A container's health checks so far. checks: wait until there were so many, and show these.

    Raises RunError when there is no health check, and when the time is over.
    """
    deadline = time.monotonic() + timeout
    seen: dict[str, Mapping] = {}
    while True:
        with answering("Reading the health checks"):
            raw = client.api.inspect_container(container_id(of))
        health = raw["State"].get("Health")
        if not health:
            raise RunError(f"The container {shown_name(of)} has no health check.", do="give its image a HEALTHCHECK")
        seen |= {one["Start"]: one for one in health.get("Log") or ()}
        if checks is None or len(seen) >= checks:
            break
        if not raw["State"]["Running"] or time.monotonic() > deadline:
            raise RunError(f"The container {shown_name(of)} had {len(seen)} of {checks} health checks.",
                           why="the time is over" if raw["State"]["Running"] else "it ended")  # fmt: skip
        time.sleep(0.05)
    rules = {key: (raw["Config"].get("Healthcheck") or {}).get(key) or value for key, value in _DEFAULTS.items()}
    log = [seen[start] for start in sorted(seen, key=_when)]
    found = _checks(log, rules, raw["State"]["StartedAt"], len(log) < _KEPT or checks is not None)
    command = f"docker inspect --format '{{{{json .State.Health}}}}' {shown_name(of)}"
    return Timeline(tuple(found[:checks]), command, _rules(rules))


def _checks(log: Sequence[Mapping], rules: Mapping, started: str, whole: bool) -> list[Check]:
    """What the engine makes of each check; pure. whole: whether the first of the log is the first of all."""
    state, failures, found = "starting" if whole else "", 0, []
    for number, one in enumerate(log, 1):
        code = one["ExitCode"]
        early = state == "starting" and _when(one["Start"]) - _when(started) < rules["StartPeriod"] / _SECOND
        if code == 0:
            state, failures = "healthy", 0
        elif not early:
            failures += 1
            state = "unhealthy" if failures >= rules["Retries"] else state
        found.append(Check(number, _result(one), None if code == -1 else code, state, code == 0 or not early))
    return found


def _result(one: Mapping) -> str:
    if one["ExitCode"] == 0:
        return "pass"
    if one["ExitCode"] != -1:
        return "fail"
    return "timeout" if "timeout" in (one.get("Output") or "").lower() else "error"


def _when(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _rules(rules: Mapping) -> tuple[str, ...]:
    start = [f"--start-period={duration(rules['StartPeriod'])}"] if rules["StartPeriod"] else []
    times = [f"--interval={duration(rules['Interval'])}", f"--timeout={duration(rules['Timeout'])}"]
    return (*times, *start, f"--retries={rules['Retries']}")


def duration(nanoseconds: int) -> str:
    """As Go writes it, in whole numbers: "1m30s", "500ms"; pure."""
    parts, left = [], nanoseconds
    for size, unit in _UNITS:
        if left >= size:
            parts.append(f"{left // size}{unit}")
            left %= size
    return "".join(parts) or "0s"

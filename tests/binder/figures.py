"""Runs in the pod, on its Python: starts the engine, runs containers, reads memory; prints what it measured as JSON."""

import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

BOX = "busybox:1.37"
GROUPS = (  # control groups of version 2 and 1: folder, highest use, use, kills, the name of anonymous memory
    ("/sys/fs/cgroup", "memory.peak", "memory.current", "memory.events", "anon"),
    ("/sys/fs/cgroup/memory", "memory.max_usage_in_bytes", "memory.usage_in_bytes", "memory.oom_control", "rss"),
)


def seconds(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median(work, times: int = 7) -> float:
    """Of several times, the first thrown away."""
    return statistics.median([seconds(work) for _ in range(times + 1)][1:])


def engine() -> dict:
    """From nothing running to an answer, then what is run on it."""
    from helpers import engine as engines

    found = []
    ready = seconds(lambda: found.append(engines.ensure()))
    again = os.environ | found[0].env()
    docker = str(found[0].docker)

    def call(*words):
        subprocess.run([docker, *words], env=again, check=True, capture_output=True)

    call("run", "--detach", "--name", "figures", BOX, "sleep", "1000")
    try:
        run, execute = median(lambda: call("run", "--rm", BOX, "true")), median(lambda: call("exec", "figures", "true"))
    finally:
        call("rm", "--force", "figures")
    return {"ready": ready, "run": run, "exec": execute, "capabilities": sorted(found[0].capabilities)}


def memory() -> dict:
    """Bytes: the most that was ever used, page cache included; now; of that, anonymous; and processes killed."""
    folder, peak, now, kills, anonymous = next(group for group in GROUPS if Path(group[0], group[1]).exists())
    stat = Path(folder, "memory.stat").read_text()
    return {
        "peak": int(Path(folder, peak).read_text()),
        "now": int(Path(folder, now).read_text()),
        "anonymous": int(re.search(rf"^(?:total_)?{anonymous} (\d+)$", stat, re.M)[1]),
        "killed": int(re.search(r"^oom_kill (\d+)$", Path(folder, kills).read_text(), re.M)[1]),
        "processes": processes(),
    }


def processes() -> dict:
    """Bytes of each program, what is shared counted in shares (PSS)."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/smaps_rollup"):
        try:
            share = int(re.search(r"^Pss:\s+(\d+) kB", status.read_text(), re.M)[1]) << 10
            name = (status.parent / "comm").read_text().strip()
        except (OSError, TypeError):
            continue
        found[name] = found.get(name, 0) + share
    return found


if __name__ == "__main__":
    print(json.dumps({"engine": engine, "memory": memory}[sys.argv[1]]()))

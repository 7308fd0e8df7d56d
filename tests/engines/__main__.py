"""make test-engines: the notebooks under nbval on engines of several versions and storages, each booted for it.

    python -m tests.engines [ENGINE …] -- PYTEST_ARGUMENT …

ENGINE: a suite, or a suite and a storage: bookworm, forky-containerd. Needs root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from helpers.engine import variants
from helpers.engine.variants import Variant
from tests.engines.report import Row, read, table

ROOT = Path(__file__).resolve().parents[2]
EVERY = ("bookworm", "trixie", "forky", "forky-containerd")
_POINTERS = ("DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DOCKER_CONTEXT")


def main(arguments: list[str]) -> int:
    """Run them one after the other; 0 when every cell of every one was as it is stored."""
    split = arguments.index("--") if "--" in arguments else len(arguments)
    wanted = [variants.named(label) for label in arguments[:split] or EVERY]
    if os.geteuid() != 0:
        print("engines in namespaces need root", file=sys.stderr)
        return 2
    rows = []
    for variant in wanted:
        print(f"== {variant.label}", flush=True)
        rows.append(_try(variant, arguments[split + 1 :]))
    print(f"\n{table(rows)}")
    return 0 if all(row.ok for row in rows) else 1


def _try(variant: Variant, pytest: list[str]) -> Row:
    """Boot an engine, run pytest on it, stop it and remove what it stored."""
    folder = Path(tempfile.mkdtemp(prefix="dc-"))  # a short path: sockets are in it
    environment = {name: value for name, value in os.environ.items() if name not in _POINTERS}
    environment |= variant.environment()
    environment |= {"COURSE_STATE_DIR": str(folder), "COURSE_ENGINE": "namespaces", "COURSE_PROGRESS": "0"}
    environment |= {"XDG_CACHE_HOME": environment.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")}
    began = time.monotonic()

    def python(*words: str) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, *words], env=environment, cwd=ROOT, capture_output=True, text=True)

    try:
        ready = python("-m", "helpers", "images")
        asked = python("-c", "from helpers import api; c = api.session.client(); i = c.api.info();"
                             "print(i['ServerVersion'], i['Driver'])")  # fmt: skip
        if ready.returncode or asked.returncode:
            return Row(variant.label, problem=(ready.stderr or asked.stderr).strip())
        version, driver = asked.stdout.split()
        report = folder / "report.xml"
        command = [sys.executable, "-m", "pytest", f"--junitxml={report}", "-q", *pytest]
        code = subprocess.run(command, env=environment, cwd=ROOT).returncode
        cells, failed = read(report.read_text()) if report.is_file() else (0, {})
        problem = f"pytest ended with code {code}" if code and not failed else ""
        return Row(variant.label, version, driver, cells, failed, time.monotonic() - began, problem)
    finally:
        python("-m", "helpers", "engine", "stop")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""Build or download the engine's own User-Mode Linux kernel, twice as fast as Debian's: 10 minutes, once."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from helpers import engine, progress


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when the kernel is there."""
    parser = argparse.ArgumentParser(prog="python3 -m helpers kernel", description=__doc__)
    parser.add_argument("--again", action="store_true", help="build it even if it is there")
    parser.add_argument("--jobs", type=int, default=0, help="compilers at once (default: one a processor)")
    parser.add_argument("--download", metavar="URL", help="take a release's kernel instead of building one")
    parser.add_argument("--sha256", default="", help="its checksum (default: what SHA256SUMS beside it says)")
    chosen = parser.parse_args(arguments)
    with watched() as show:
        if chosen.download:
            built = engine.downloaded_kernel(chosen.download, chosen.sha256, show)
        else:
            built = engine.own_kernel(show, chosen.jobs, chosen.again)
    print(f"{built.file}: Linux {built.release}, source: {built.source}")
    return 0


@contextmanager
def watched() -> Iterator[Callable[[str, int, int], None]]:
    """A function progress(what, done, total): a bar on a terminal, else, as in CI, each step on a line, once."""
    if sys.stderr.isatty():
        with progress.terminal() as show:
            yield show
        return
    said: set[str] = set()

    def show(what: str, done: int, total: int) -> None:
        if what not in said:
            said.add(what)
            print(what, file=sys.stderr, flush=True)

    yield show

"""Make sure that the base images are there, and say where each came from."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from helpers.errors import CourseError

_ORIGINS = {
    "here": "was there already",
    "pulled": "pulled",
    "made": "made here from Debian's packages",
}


def main(arguments: list[str] | None = None) -> int:
    """Run the sub-command; 0 when every image is there."""
    parser = argparse.ArgumentParser(prog="python3 -m helpers images", description=__doc__)
    parser.parse_args(arguments)
    from helpers import engine
    from helpers.client.engine import Client

    try:
        with _progress() as show:
            found = engine.ensure(progress=show)
            client = Client(found.env(), found.docker, found.buildx, found.capabilities, owned=found.owned)
            lines = report(client, show)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def report(client, show: Callable[[str, int, int], None]) -> list[str]:
    """Ensure the base images on a helpers.client.engine.Client's engine; the lines to print. Raises CourseError."""
    from helpers import images

    bases = images.ensure(client.docker, images.PINNED, owned=client.owned, progress=show)
    width = max(map(len, bases.aliases))
    lines = []
    for name, reference in bases.aliases.items():
        alias = f", as {reference}" if reference != name else ""
        lines.append(f"{name:{width}}  {_ORIGINS[bases.origins[name]]}{alias}")
    return lines + list(bases.notices)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal's error stream; nothing anywhere else."""
    from tqdm import tqdm

    layout = "{desc} {percentage:3.0f}% |{bar}|"
    with tqdm(disable=not sys.stderr.isatty(), leave=False, bar_format=layout) as bar:

        def show(what: str, done: int, total: int) -> None:
            bar.bar_format = layout if total else "{desc} …"
            bar.set_description_str(what, refresh=False)
            bar.total, bar.n = total or None, done
            bar.refresh()

        yield show

"""Make sure that the base images are there, and say where each came from."""

from __future__ import annotations

import argparse
from collections.abc import Callable

_ORIGINS = {
    "here": "was there already",
    "pulled": "pulled",
    "made": "made here from Debian's packages",
}


def main(arguments: list[str] | None = None) -> int:
    """Run the sub-command; 0 when every image is there."""
    parser = argparse.ArgumentParser(prog="python3 -m helpers images", description=__doc__)
    parser.parse_args(arguments)
    from helpers import engine, progress
    from helpers.client.engine import Client

    with progress.terminal() as show:
        found = engine.ensure(progress=show)
        client = Client(found.env(), found.docker, found.buildx, found.capabilities, owned=found.owned)
        lines = report(client, show)
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

"""Remove what the course created on the engine: only what carries its label."""

from __future__ import annotations

import argparse


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python3 -m helpers clean", description=__doc__)
    parser.add_argument("--all", action="store_true", help="also what other notebooks that are open made")
    chosen = parser.parse_args(arguments)
    from helpers import api

    print(api.clean(chosen.all))
    return 0

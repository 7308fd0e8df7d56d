"""Make a folder with a ready-made engine for an image that brings the course along (COURSE_PREBUILT)."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when everything is in the folder."""
    parser = argparse.ArgumentParser(prog="python3 -m helpers prebuilt", description=__doc__)
    parser.add_argument("folder", type=Path, help="what is there already is left as it is")
    parser.add_argument("--no-data", action="store_true", help="no data disk, and so no engine is booted")
    chosen = parser.parse_args(arguments)
    from helpers import engine, images
    from helpers.cli.kernel import watched
    from helpers.client.engine import Client

    with watched() as show:

        def load(found) -> None:
            client = Client(found.env(), found.docker, found.buildx, found.capabilities, owned=True)
            images.ensure(client.docker, images.PINNED, owned=True, progress=show)
            kept = chosen.folder / "images"
            kept.mkdir(exist_ok=True)
            for file in images.archives():
                shutil.copy2(file, kept / file.name)

        sizes = engine.make_prebuilt(chosen.folder, None if chosen.no_data else load, show)
    for name, size in sizes.items():
        print(f"{size / 1e6:8.1f} MB  {name}")
    return 0

"""What an image brings along ready-made for this driver, in the read-only folder that COURSE_PREBUILT names.

With it nothing is fetched, unpacked or compiled. `python3 -m helpers prebuilt` makes the folder (see image.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from helpers import packages
from helpers.engine.uml import kernel
from helpers.engine.variants import SUITE, Variant

ROOT, DATA, HOST = "root.squashfs", "data.img", "host"


@dataclass(frozen=True)
class Prebuilt:
    """The folder's parts; its kernel, `linux`, is found by kernel.own()."""

    folder: Path

    @property
    def root(self) -> Path:
        """The guest's root file system."""
        return self.folder / ROOT

    @property
    def host(self) -> Path:
        """Programs for this machine, with their libraries, at their places in a root file system."""
        return self.folder / HOST

    def data_for(self, variant: Variant) -> Path | None:
        """The data disk to begin with, the base images in it; only the engine's own choice of storage finds them."""
        path = self.folder / DATA
        return path if path.is_file() and not variant.storage else None


def find(variant: Variant) -> Prebuilt | None:
    """What is ready-made for an engine, None when nothing is: it has one suite, and needs the own kernel."""
    folder = packages.prebuilt()
    if folder is None or variant.suite != SUITE or not kernel.wanted():
        return None
    found = Prebuilt(folder)
    complete = found.root.is_file() and found.host.is_dir() and (folder / "linux").is_file()
    return found if complete else None

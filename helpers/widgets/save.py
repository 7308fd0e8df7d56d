"""A playground's Dockerfile into a file, and never over one of the course by mistake."""

from __future__ import annotations

from pathlib import Path

from helpers.errors import CourseError, NotFoundError
from helpers.sources import DOCKERFILES


def save(text: str, path: str | Path, overwrite: bool = False) -> Path:
    """Write it; returns the file's path. A folder gets a file named Dockerfile.

    Raises CourseError when there is a file already and overwrite is False, and NotFoundError without the folder.
    """
    given = Path(path).expanduser()
    place = (given / "Dockerfile" if given.is_dir() else given).absolute()
    if not str(path).strip():
        raise CourseError("The file has no name.", do="name one, such as Dockerfile.mine")
    if not place.parent.is_dir():
        raise NotFoundError(f"There is no folder {place.parent}.", do="make it first, or name another")
    if place.exists() and not overwrite:
        ours = place.resolve().is_relative_to(DOCKERFILES)
        why = "it is one of the course's" if ours else "it would be overwritten"
        raise CourseError(f"{path} is there already.", why=why, do="choose another name, or say to overwrite it")
    try:
        place.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise CourseError(f"{path} cannot be written.", why=str(error.strerror or error)) from None
    return place

"""What a learner names in build(): a topic's Dockerfile, a folder, a path or the text itself -> what to build."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from helpers.client.answers import nearest
from helpers.errors import NotFoundError

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILES = ROOT / "dockerfiles"
_INSTRUCTION = re.compile(
    r"\s*(#|(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER"
    r"|VOLUME|WORKDIR)\s)",
    re.I,
)


@dataclass(frozen=True)
class Source:
    """text: of the Dockerfile. context: a folder, files, or None. tag: the default one. file, folder: as they are
    shown in a command, "" for a text."""

    text: str
    context: Path | Mapping[str, str | bytes] | None
    tag: str
    file: str = ""
    folder: str = ""
    is_text: bool = False


def find(source: str | Path, context=None) -> Source:
    """What to build. context: instead of the Dockerfile's own folder. Raises NotFoundError with the nearest names."""
    if isinstance(source, str) and ("\n" in source or _INSTRUCTION.match(source)):
        digest = hashlib.sha256(source.encode()).hexdigest()[:8]
        where = _context(context)
        return Source(source, where, f"course/text:{digest}", folder=_shown_context(context, where), is_text=True)
    path = _path(source)
    where = _context(context) if context is not None else path.parent
    folder = _shown_context(context, where) if context is not None else _shown(path.parent)
    file = "" if context is None and path.name == "Dockerfile" else _shown(path)
    return Source(path.read_text(), where, _tag(path), file, folder)


def _path(source: str | Path) -> Path:
    given = Path(source).expanduser()
    for base in (DOCKERFILES, Path.cwd(), ROOT):
        path = base / given
        path = path / "Dockerfile" if path.is_dir() and (path / "Dockerfile").is_file() else path
        if path.is_file():
            return path.resolve()
    folder = next((base / given for base in (DOCKERFILES, Path.cwd()) if (base / given).is_dir()), None)
    if folder:
        raise NotFoundError(f"{source} holds several Dockerfiles or none.", do=f"name one: {_listed(folder)}")
    raise NotFoundError(f"There is no Dockerfile {source}.", do=nearest(str(source), available()))


def _listed(folder: Path) -> str:
    return ", ".join(f"{folder.name}/{p.name}" for p in sorted(folder.glob("*Dockerfile*"))) or "there is none in it"


def available() -> list[str]:
    """All Dockerfiles of the course, as build() takes them."""
    return sorted(str(path.relative_to(DOCKERFILES)) for path in DOCKERFILES.glob("*/*Dockerfile*"))


def _tag(path: Path) -> str:
    topic = re.sub(r"[^a-z0-9._-]+", "-", path.parent.name.lower()).strip("-._") or "image"
    variant = path.name.removeprefix("Dockerfile").removesuffix("Dockerfile").strip(".")
    variant = re.sub(r"[^A-Za-z0-9._-]+", "-", variant)
    return f"course/{topic}:{variant}" if variant else f"course/{topic}"


def _context(context):
    if context is None or isinstance(context, Mapping):
        return context
    for base in (Path.cwd(), DOCKERFILES, ROOT):
        if (base / Path(context).expanduser()).is_dir():
            return (base / Path(context).expanduser()).resolve()
    raise NotFoundError(f"The build context {context} is not a folder.", do="name a folder, or give a dict of files")


def _shown_context(given, where) -> str:
    if where is None:
        return "-"
    return "." if isinstance(where, Mapping) else _shown(where)


def _shown(path: Path) -> str:
    """A path as seen from the course's folder, where it is below that."""
    try:
        return str(path.resolve().relative_to(ROOT)) or "."
    except ValueError:
        return str(path)

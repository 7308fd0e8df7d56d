"""Everything beside a playground's state that determines what it builds: the context's files, the base images."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path

from helpers.dockerfile import base_images, parse
from helpers.errors import CourseError
from helpers.widgets.state import State

MOST = 2000  # files of a context; to look at more takes longer than to ask the builder


def fingerprint(state: State, context, base: Callable[[str], Hashable]) -> Hashable | None:
    """What a build depends on. base(name): what stands behind a base image's name now.

    None where that cannot be known without building: something is fetched, or the context is too large.
    """
    try:
        if any(_fetches(one) for one in parse(state.text)):
            return None
        bases = tuple((name, base(name)) for name in base_images(state.text, state.args))
    except CourseError:
        return None
    files = of_context(context)
    return None if files is None else (files, bases)


def _fetches(one) -> bool:
    return one.keyword == "ADD" and any("://" in word or word.startswith("git@") for word in one.args)


def of_context(context: Path | Mapping[str, str | bytes] | None) -> str | None:
    """A context's files in 64 characters, None for too many. Of a folder: names, sizes, modes, times of change."""
    told = hashlib.sha256()
    if isinstance(context, Path):
        for count, line in enumerate(_walked(context)):
            if count >= MOST:
                return None
            told.update(line)
        return told.hexdigest()
    for name, content in sorted((context or {}).items()):
        data = content.encode() if isinstance(content, str) else content
        told.update(f"{name}\0{len(data)}\0".encode() + data)
    return told.hexdigest()


def _walked(folder: Path):
    for at, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted([*files, *folders]):
            try:
                found = os.lstat(os.path.join(at, name))
            except OSError:
                yield f"{at}/{name} gone".encode(errors="surrogateescape")
                continue
            size = (found.st_size, found.st_mtime_ns, found.st_ino) if name in files else ()
            yield repr((at, name, found.st_mode, size)).encode(errors="surrogateescape")

"""Which files of a build context an instruction takes, and their digests."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from e2b_dockerfile_utils import PatternMatcher

from helpers.client.context import Context
from helpers.client.scope import Scope

MOST = 2000  # files of a context, and
LARGEST = 64 << 20  # bytes of all of them, that are read for their digests


def matching(scope: Scope, files: Mapping[str, str]) -> dict[str, str]:
    """Those of the context's files that an instruction copies, or shows to its command: path -> digest; pure."""
    words = [scope.expanded(word).strip("/") for word in _sources(scope)]
    if not words:
        return {}
    if "" in words or "." in words:
        return dict(files)
    try:
        matcher = PatternMatcher([word for word in words if not word.startswith("!")])
    except ValueError:  # no pattern: the builder says so
        return {}
    return {path: digest for path, digest in files.items() if matcher.matches(path)}


def _sources(scope: Scope) -> list[str]:
    one = scope.instruction
    if one.keyword in ("COPY", "ADD") and not any(flag.startswith("--from") for flag in one.flags):
        return [word for word in one.args[:-1] if not word.startswith("<<") and "://" not in word]
    found = []
    for flag in one.flags:
        words = dict(part.partition("=")[::2] for part in flag.removeprefix("--mount=").split(","))
        if flag.startswith("--mount=") and words.get("type", "bind") == "bind" and "from" not in words:
            found.append(words.get("source", words.get("src", ".")))
    return found


def digests(context: Context) -> dict[str, str] | None:
    """The files that a build context gives to a builder: path in it -> digest of content, rights and kind.

    None where there are too many, or too much is in them, to read them at each change.
    """
    if not isinstance(context, Path):
        given = {name: content.encode() if isinstance(content, str) else content
                 for name, content in (context or {}).items()}  # fmt: skip
        found = {name: hashlib.sha256(data).hexdigest() for name, data in given.items()}
        return _without(found, given.get(".dockerignore", b"").decode(errors="replace"))
    found, read = {}, 0
    for path in _files(context):
        try:
            told = path.lstat()
            read += told.st_size
            if len(found) >= MOST or read > LARGEST:
                return None
            found[path.relative_to(context).as_posix()] = _digest(path, told.st_mode, told.st_size, told.st_mtime_ns)
        except OSError:
            continue
    ignore = context / ".dockerignore"
    return _without(found, ignore.read_text(errors="replace") if ignore.is_file() else "")


def _files(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders.sort()
        links = [name for name in folders if os.path.islink(os.path.join(at, name))]
        yield from (Path(at, name) for name in sorted([*names, *links]))


@functools.lru_cache(maxsize=2 * MOST)
def _digest(path: Path, mode: int, size: int, changed: int) -> str:
    """A file's digest, read again when its size, rights or time of change are others."""
    told = hashlib.sha256(f"{mode:o}\0".encode())
    if path.is_symlink():
        told.update(os.fsencode(os.readlink(path)))
    elif path.is_file():
        with path.open("rb") as content:
            told.update(hashlib.file_digest(content, "sha256").digest())
    return told.hexdigest()


def _without(found: dict[str, str], ignore: str) -> dict[str, str]:
    """Without what .dockerignore leaves out."""
    lines = (line.strip() for line in ignore.removeprefix("\ufeff").splitlines() if not line.startswith("#"))
    patterns = [f"!{line[1:].strip('/ ')}" if line.startswith("!") else line.strip("/") for line in lines if line]
    try:
        matcher = PatternMatcher(patterns)
    except ValueError:
        return found
    return {path: digest for path, digest in found.items() if not matcher.matches(path)} if patterns else found

"""Build contexts: a folder, files given as a dict, or none; and what a Dockerfile wants of them."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from helpers.errors import NotFoundError

Context = Path | Mapping[str, str | bytes] | None


@contextmanager
def folder(context: Context) -> Iterator[Path]:
    """The context as a folder for as long as it is needed. Raises NotFoundError, or ValueError for a name outside."""
    if isinstance(context, Path):
        if not context.is_dir():
            raise NotFoundError(f"The build context {context} is not a folder.", do="name an existing folder")
        yield context
        return
    with tempfile.TemporaryDirectory(prefix="docker-course-") as made:
        for name, content in (context or {}).items():
            _write(Path(made), name, content)
        yield Path(made)


def _write(root: Path, name: str, content: str | bytes) -> None:
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or parts[0] == "/":
        raise ValueError(f"a file of a context needs a path inside it, not {name!r}")
    path = root.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(0o755 if path.suffix == ".sh" else 0o644)
    os.utime(path, (0, 0))


def missing_sources(instruction, root: Path) -> list[str]:
    """Sources of a COPY or ADD that the context lacks; [] where that cannot be told (variables, URLs, stages)."""
    flags = [str(flag) for flag in getattr(instruction, "flags", None) or ()]
    if any(flag.startswith("--from") for flag in flags) or "<<" in instruction.value:
        return []
    words = _words(instruction.value)
    return [word for word in words[:-1] if _local(word) and not _there(root, word)]


def _words(value: str) -> list[str]:
    text = value.strip()
    if text.startswith("["):
        try:
            return [str(word) for word in json.loads(text)]
        except ValueError:
            pass
    return [word for word in text.split() if not word.startswith("--")]


def _local(word: str) -> bool:
    return "$" not in word and "://" not in word and not word.startswith("git@")


def _there(root: Path, word: str) -> bool:
    path = word.strip("/") or "."
    # A pattern may match nothing; that is no error.
    return any(c in path for c in "*?[") or os.path.lexists(root / path)

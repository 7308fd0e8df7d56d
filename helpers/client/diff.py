"""Differences of file systems and configurations; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from helpers.client.archive import Entry, Layer
from helpers.model import ConfigChange, FileChange

Tree = dict[str, Entry]


def apply(tree: Tree, layer: Layer) -> Tree:
    """The tree after one more layer. Whiteouts take away what lower layers have, never the layer's own."""
    result = dict(tree)
    for entry in layer:
        if entry.kind in ("whiteout", "opaque"):
            inside = [p for p in result if p.startswith(entry.path.rstrip("/") + "/")]
            for path in inside + ([entry.path] if entry.kind == "whiteout" else []):
                result.pop(path, None)
    for entry in layer:
        if entry.kind in ("whiteout", "opaque"):
            continue
        old = result.get(entry.path)
        if old is not None and old.kind == "dir" and entry.kind != "dir":
            for path in [p for p in result if p.startswith(entry.path + "/")]:
                del result[path]
        result[entry.path] = entry
    return _linked(result)


def _linked(tree: Tree) -> Tree:
    """Hard links as the files that they are: which of the names came first is the archive's accident."""
    for path, entry in tree.items():
        target = tree.get(entry.target) if entry.kind == "link" else None
        if target is not None and target.kind == "file":
            tree[path] = Entry(path, "file", target.mode, target.owner, target.size, target.digest)
    return tree


def tree(layers: Iterable[Layer]) -> Tree:
    """All layers, one above the other."""
    result: Tree = {}
    for layer in layers:
        result = apply(result, layer)
    return result


def common(a: Sequence[str], b: Sequence[str]) -> int:
    """How many layers two images share, from the bottom."""
    count = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        count += 1
    return count


def files(before: Tree, after: Tree) -> tuple[FileChange, ...]:
    """Paths that differ, in order of path. Times are no difference."""
    changes = []
    for path in sorted({*before, *after}):
        old, new = before.get(path), after.get(path)
        if old is None:
            changes.append(FileChange(path, "added", new.size))
        elif new is None:
            changes.append(FileChange(path, "removed", old.size))
        elif _differs(old, new):
            changes.append(FileChange(path, "changed", new.size))
    return tuple(changes)


def layer_files(before: Tree, after: Tree, layer: Layer) -> tuple[FileChange, ...]:
    """What one layer does to the files below it; a file that it holds once more, though it is the same, is changed.

    A further name of a file (a hard link) has no size: its content is counted once.
    """
    changes = {change.path: change for change in files(before, after)}
    for entry in layer:
        known = changes.get(entry.path)
        if entry.kind == "file" and entry.path in before and known is None:
            changes[entry.path] = FileChange(entry.path, "changed", entry.size)
        elif entry.kind == "link" and known is not None:
            changes[entry.path] = FileChange(entry.path, known.kind, 0)
    return tuple(sorted(changes.values(), key=lambda change: change.path))


def _differs(old: Entry, new: Entry) -> bool:
    return (old.kind, old.mode, old.owner, old.digest, old.target) != (
        new.kind, new.mode, new.owner, new.digest, new.target,
    )  # fmt: skip


def configs(before: Mapping, after: Mapping) -> tuple[ConfigChange, ...]:
    """Keys of two normalised configurations that differ, in order."""
    keys = sorted({*before, *after})
    return tuple(ConfigChange(k, before.get(k), after.get(k)) for k in keys if before.get(k) != after.get(k))


def container_files(raw: Sequence[Mapping] | None) -> tuple[FileChange, ...]:
    """GET /containers/ID/changes -> changes, without folders that only hold others and mount points."""
    kinds = {0: "changed", 1: "added", 2: "removed"}
    changes = [FileChange(e["Path"], kinds[e["Kind"]]) for e in raw or () if not mounted(e["Path"])]
    paths = {change.path for change in changes}
    holds = {path.rsplit("/", depth)[0] for path in paths for depth in range(1, path.count("/"))}
    return tuple(sorted((c for c in changes if c.kind != "changed" or c.path not in holds), key=lambda c: c.path))


def mounted(path: str) -> bool:
    """Whether a path of a container is the runtime's, made to mount something on."""
    return path in MOUNTED or path.startswith(("/dev/", "/proc/", "/sys/", "/run/secrets/"))


# What runtimes make in every container to mount something on.
MOUNTED = frozenset({
    "/dev", "/proc", "/sys", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/mtab", "/.dockerenv",
    "/run/.containerenv", "/run/secrets",
})  # fmt: skip

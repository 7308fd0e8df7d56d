"""Which stage of a Dockerfile takes from which stage or image, and which ones a target needs; pure."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from helpers.dockerfile.images import copied_from, defaults
from helpers.dockerfile.instructions import Instruction, expanded, parse
from helpers.drawn import Source, Stage, Stages
from helpers.errors import NotFoundError


def stages(text: str, target: str | None = None, args: Mapping[str, str] | None = None, source: str = "") -> Stages:
    """The stages of a Dockerfile. target: a stage's name or index; the last one without. args: build arguments.

    Raises DockerfileError, NotFoundError.
    """
    given = {key: str(value) for key, value in (args or {}).items()}
    env: dict[str, str] = {}
    names: list[str] = []
    sources: list[list[Source]] = []
    for one in parse(text):
        if one.keyword == "ARG" and one.stage < 0:
            env |= defaults(one, given, env)
        elif one.keyword == "FROM":
            sources.append([_source(expanded(one.base, one.escape, env), "FROM", names)])
            names.append(one.name)
        elif one.stage >= 0:
            sources[-1] += _taken(one, names, env)
    chosen = _index(target, names)
    needed = _needed(chosen, sources)
    shown = [name or f"stage-{i}" for i, name in enumerate(names)]
    return Stages(tuple(
        Stage(shown[i], tuple(dict.fromkeys(_named(s, shown) for s in found)), i in needed, i == chosen)
        for i, found in enumerate(sources)
    ), source)  # fmt: skip


def _taken(one: Instruction, names: list[str], env: Mapping[str, str]) -> list[Source]:
    how = "COPY --from" if one.keyword == "COPY" else "RUN --mount"
    earlier = names[:-1]
    return [_source(expanded(name, one.escape, env), how, earlier, numbered=True) for name in copied_from(one)]


def _source(name: str, how: str, earlier: list[str], numbered: bool = False) -> Source:
    """An earlier stage by its name, of several the last, or by its number; else an image."""
    found = [i for i, known in enumerate(earlier) if known and known.lower() == name.lower()]
    if not found and numbered and name.isdigit() and int(name) < len(earlier):
        found = [int(name)]
    return Source(name, how, found[-1] if found else None)


def _named(source: Source, shown: list[str]) -> Source:
    return source if source.stage is None else Source(shown[source.stage], source.how, source.stage)


def _index(target: str | None, names: list[str]) -> int:
    if target is None:
        return len(names) - 1
    if (found := _source(str(target), "", names, numbered=True)).stage is not None:
        return found.stage
    near = difflib.get_close_matches(target, [name for name in names if name], 3)
    there = ", ".join(near or [name for name in names if name]) or "none has a name"
    raise NotFoundError(f"The Dockerfile has no stage {target}.", do=f"its stages: {there}")


def _needed(target: int, sources: list[list[Source]]) -> set[int]:
    found, left = set(), [target]
    while left:
        if (current := left.pop()) not in found:
            found.add(current)
            left += [source.stage for source in sources[current] if source.stage is not None]
    return found

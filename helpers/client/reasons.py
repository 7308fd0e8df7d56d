"""Why a step was built and not taken from the cache: the first difference from the build before; pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpers.client.scope import Scope, scopes
from helpers.client.sources import matching
from helpers.dockerfile import is_counted, parse
from helpers.inside import Reason
from helpers.model import Build, BuildStep

_SHOWN = 40  # characters of a value that a sentence repeats
_NOT_KEPT = "failed", "cancelled"


@dataclass(frozen=True)
class Made:
    """What a build was made from. files: path in the context -> digest; None where that is not known."""

    text: str
    build: Build
    args: Mapping[str, str]
    files: Mapping[str, str] | None = None


def reasons(now: Made, before: Made | None) -> tuple[Reason, ...]:
    """A Reason for each step that was built, or failed. before: the build before, None for the first one.

    Raises DockerfileError where a Dockerfile does not parse.
    """
    return tuple(_Reasons(now, before).all())


class _Stage:
    """The instructions of a stage that are steps for the builder. index: from 0. base: what its FROM names."""

    def __init__(self, index: int, name: str, base: str):
        self.index, self.name, self.base = index, name, base
        self.entries: list[Scope] = []

    @property
    def texts(self) -> list[str]:
        return [scope.text for scope in self.entries]


class _Reasons:
    def __init__(self, now: Made, before: Made | None):
        self._now, self._before = now, before
        self._new = _stages(now)
        self._old = _stages(before) if before else []
        self._built: dict[int, str] = {}  # stage's index -> its first step that was built
        self._places = {one.instruction.line: (stage, i) for stage in self._new for i, one in enumerate(stage.entries)}
        self._met = {step.line: step.state for step in before.build.steps} if before else {}

    def all(self) -> list[Reason]:
        found = []
        for step in self._now.build.steps:
            if step.state == "cached" or step.instruction.upper().startswith("FROM "):  # a base is never built
                continue
            stage, place = self._place(step)
            cause, detail = self._why(stage, place)
            found.append(Reason(step.stage, step.number, cause, detail))
            self._built.setdefault(stage.index, _named(step.instruction, step.line))
        return found

    def _place(self, step: BuildStep) -> tuple[_Stage, int | None]:
        """A step's stage and place in it; None for an ONBUILD of the base, which is in no line."""
        if step.line in self._places:
            return self._places[step.line]
        return next((stage for stage in self._new if stage.name == step.stage.lower()), self._new[-1]), None

    def _why(self, stage: _Stage, place: int | None) -> tuple[str, str]:
        if self._now.build.fresh:
            return "no cache", "nothing was taken from the cache: --no-cache"
        if self._before is None or place is None:
            new = ("new", "nothing like it was in the cache")
            return self._earlier(stage) or (new if place is not None else ("base", "the base image's ONBUILD has it"))
        if self._now.build.builder != self._before.build.builder:
            return "new", f"the builder was {self._before.build.builder} before, and has a cache of its own"
        old = self._like(stage)
        match = _counterpart(stage.texts, old.texts, place) if old else None
        if match is None:
            return "new", "it is new"
        scope, was = stage.entries[place], old.entries[match]
        if scope.text != was.text:
            return "text", f"its text changed; it was {_short(was.text)}"
        return (
            _values(scope, was)
            or self._files(scope, was)
            or self._taken(scope)
            or self._earlier(stage)
            or self._base(stage, old)
            or _order(stage.texts[:place], old.texts[:match])
            or self._unkept(was)
            or ("unknown", "")
        )

    def _like(self, stage: _Stage) -> _Stage | None:
        """The same stage of the build before: by name, else by its place."""
        named = [old for old in self._old if old.name == stage.name]
        return named[0] if named else self._old[stage.index] if stage.index < len(self._old) else None

    def _files(self, scope: Scope, was: Scope) -> tuple[str, str] | None:
        if self._now.files is None or self._before.files is None:
            return None
        new, old = matching(scope, self._now.files), matching(was, self._before.files)
        for path in sorted({*new, *old}):
            if path not in old:
                return "files", f"{path} is new in the build context"
            if path not in new:
                return "files", f"{path} is no longer in the build context"
            if new[path] != old[path]:
                return "files", f"{path} in the build context changed"
        return None

    def _taken(self, scope: Scope) -> tuple[str, str] | None:
        if scope.instruction.keyword == "FROM":
            return None
        return self._rebuilt(scope.stages, "takes from")

    def _earlier(self, stage: _Stage) -> tuple[str, str] | None:
        first = self._built.get(stage.index)
        return ("earlier", f"{first} was rebuilt before it") if first else None

    def _base(self, stage: _Stage, old: _Stage) -> tuple[str, str] | None:
        if stage.base != old.base:
            return "base", f"its stage starts from {_short(stage.base)}; it was {_short(old.base)}"
        return self._rebuilt((stage.base,), "starts from")

    def _rebuilt(self, names: Sequence[str], how: str) -> tuple[str, str] | None:
        for name in names:
            numbered = int(name) if name.isdecimal() and how == "takes from" else None
            for stage in self._new:
                if (stage.index == numbered or stage.name == name.lower()) and stage.index in self._built:
                    return "stage", f"stage {stage.name}, which it {how}, was rebuilt: {self._built[stage.index]}"
        return None

    def _unkept(self, was: Scope) -> tuple[str, str] | None:
        met = self._met.get(was.instruction.line)
        if met in _NOT_KEPT:
            return "new", f"it {'failed' if met == 'failed' else 'was stopped'} in the build before: nothing was kept"
        return ("new", "the build before did not get that far") if met is None else None


def _order(texts: list[str], old: list[str]) -> tuple[str, str] | None:
    """What came before it, and does not any more."""
    gone = [text for text in old if text not in texts]
    if gone:
        return "gone", f"{_short(gone[0])} does not come before it any more"
    return ("earlier", "what comes before it is in another order") if texts != old else None


def _stages(made: Made) -> list[_Stage]:
    """The stages, each with those instructions that are steps for the builder."""
    found: list[_Stage] = []
    for scope in scopes(parse(made.text), made.args):
        one = scope.instruction
        if one.keyword == "FROM":
            found.append(_Stage(one.stage, one.name.lower() or f"stage-{one.stage}", scope.stages[0]))
        if found and (made.build.builder == "classic" or _is_step(scope, found)):
            found[-1].entries.append(scope)
    return found


def _is_step(scope: Scope, stages: Sequence[_Stage]) -> bool:
    if scope.instruction.keyword == "FROM":
        return scope.stages[0].lower() not in {"scratch", *(stage.name for stage in stages[:-1])}
    return is_counted(scope.instruction)


def _counterpart(new: list[str], old: list[str], place: int) -> int | None:
    """The index among the old texts of what was there in place of new[place]; None for what is new."""
    for kind, a1, a2, b1, b2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if b1 <= place < b2:
            if kind == "equal" or (kind == "replace" and place - b1 < a2 - a1):
                return a1 + place - b1
            break
    return old.index(new[place]) if new[place] in old else None


def _values(scope: Scope, was: Scope) -> tuple[str, str] | None:
    """The first value that is another one: of all that a RUN sees, of those in the text of any other."""
    if scope.instruction.keyword != "RUN":
        if scope.expanded(scope.text) == was.expanded(was.text):
            return None
        used = set(re.findall(r"\$\{?(\w+)", scope.text))
        names = [name for name in {**was.values, **scope.values} if name in used]
    else:
        names = list({**was.values, **scope.values})
    for name in names:
        new, old = scope.values.get(name), was.values.get(name)
        if new != old:
            kind = "environment" if name in scope.env or name in was.env else "argument"
            word = "ENV" if kind == "environment" else "ARG"
            return kind, f"{word} {name} is {_value(new)}; it was {_value(old)}"
    if scope.instruction.keyword == "RUN" and scope.user != was.user:
        return "environment", f"USER is {_value(scope.user or None)}; it was {_value(was.user or None)}"
    if scope.instruction.keyword == "RUN" and scope.shell != was.shell:
        return "environment", f"SHELL is {_value(scope.shell or None)}; it was {_value(was.shell or None)}"
    return None


def _value(value: str | None) -> str:
    return "not set" if value is None else "empty" if value == "" else _short(value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def _named(text: str, line: int) -> str:
    return f"{_short(text)} (line {line})" if line else _short(text)

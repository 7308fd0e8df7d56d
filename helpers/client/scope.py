"""What each instruction of a Dockerfile can see: build arguments, environment, user, shell, files; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from helpers.client.plan import text as one_line
from helpers.dockerfile import Instruction
from helpers.dockerfile.images import copied_from, defaults
from helpers.dockerfile.instructions import expanded

# The proxies are given to every RUN, and are no part of the cache.
_PROXIES = frozenset(f"{kind}_PROXY" for kind in ("HTTP", "HTTPS", "FTP", "NO", "ALL"))


@dataclass(frozen=True)
class Scope:
    """An instruction with what it can see.

    text: on one line. args, env: values by name, of those that are set; what a base image sets is not among them.
    user, shell: "" where the Dockerfile sets none. used: names of variables in its own text. stages: what it takes
    from by FROM, COPY --from or RUN --mount, as written and replaced.
    """

    instruction: Instruction
    text: str
    args: Mapping[str, str]
    env: Mapping[str, str]
    user: str = ""
    shell: str = ""
    stages: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, str]:
        """All values by name, as a command sees them: ENV wins over ARG."""
        return {**self.args, **self.env}

    def expanded(self, word: str) -> str:
        """A word of it with its variables replaced."""
        return expanded(word, self.instruction.escape, self.values)


def scopes(instructions: Sequence[Instruction], given: Mapping[str, str]) -> tuple[Scope, ...]:
    """Each instruction of a Dockerfile with what it can see. given: build arguments."""
    return tuple(_scopes(instructions, {key: str(value) for key, value in given.items()}))


def _scopes(instructions: Sequence[Instruction], given: Mapping[str, str]) -> Iterator[Scope]:
    outside: dict[str, str] = {}  # ARG before the first FROM
    ended: dict[str, Scope] = {}  # stage's name -> what its last instruction saw
    args, env, user, shell, name = {}, {}, "", "", ""
    last: Scope | None = None
    for one in instructions:
        if one.keyword == "FROM":
            if last is not None and name:
                ended[name] = last
            base = expanded(one.base, one.escape, outside)
            parent = ended.get(base.lower())
            args, env = {}, dict(parent.env) if parent else {}
            user, shell = (parent.user, parent.shell) if parent else ("", "")
            name, taken = one.name.lower(), (base,)
        else:
            taken = tuple(expanded(word, one.escape, {**args, **env}) for word in copied_from(one))
        if one.keyword == "ARG":
            if one.stage < 0:
                outside |= defaults(one, given, outside)
            else:
                args = {**args, **_declared(one, given, {**args, **env}, outside)}
        elif one.keyword == "ENV":
            env = {**env, **_set(one, {**args, **env})}
        elif one.keyword == "USER":
            user = expanded(one.value.strip(), one.escape, {**args, **env})
        elif one.keyword == "SHELL":
            shell = one.value.strip()
        last = Scope(one, one_line(one), args if one.stage >= 0 else dict(outside), env, user, shell, taken)
        yield last


def _declared(one: Instruction, given, env, outside) -> dict[str, str]:
    """What an ARG in a stage sets: without a default of its own, that from before the first FROM."""
    found = defaults(one, given, env)
    for word in one.args:
        if "=" not in word and word not in found and word in outside:
            found[word] = outside[word]
    return {name: value for name, value in found.items() if name.upper() not in _PROXIES}


def _set(one: Instruction, env: Mapping[str, str]) -> dict[str, str]:
    """What an ENV sets; all of its values see what was set before it."""
    return {
        expanded(name, one.escape, env): expanded(value, one.escape, env)
        for name, value in zip(one.args[::2], one.args[1::2], strict=False)
    }

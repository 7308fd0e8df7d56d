"""What of a Dockerfile are steps, and which images it needs; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from helpers.dockerfile.instructions import Instruction, expanded, parse

_COUNTED = ("RUN", "COPY", "ADD", "WORKDIR")


def is_counted(instruction: Instruction, instructions: Iterable[Instruction] = ()) -> bool:
    """Whether builders count it as a step: RUN, COPY, ADD, WORKDIR, and FROM unless its base is scratch or a stage.

    instructions: the Dockerfile's, to know the stages. Counted on BuildKit 0.11 to 0.21.
    """
    if instruction.keyword != "FROM":
        return instruction.keyword in _COUNTED
    earlier = {one.name.lower() for one in instructions if one.name and one.stage < instruction.stage}
    return instruction.base.lower() not in ({"scratch"} | earlier)


def base_images(text: str, args: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Images that a build of this Dockerfile starts or copies from, stages and scratch left out, each once.

    args: build arguments; without one, an ARG before the first FROM has its default. A name that stays empty is
    left out. Raises DockerfileError.
    """
    given = {key: str(value) for key, value in (args or {}).items()}
    env: dict[str, str] = {}
    names: list[str] = []
    instructions = parse(text)
    stages = [one.name.lower() for one in instructions if one.keyword == "FROM"]
    for one in instructions:
        if one.keyword == "ARG" and one.stage < 0:
            env |= defaults(one, given, env)
        elif one.keyword == "FROM":
            name = expanded(one.base, one.escape, env)
            names += [name] if name.lower() not in {"scratch", *filter(None, stages[: one.stage])} else []
        else:
            copied = [expanded(name, one.escape, env) for name in copied_from(one)]
            names += [n for n in copied if n.lower() not in stages and not n.isdigit()]
    return tuple(dict.fromkeys(name for name in names if name and "$" not in name))


def copied_from(one: Instruction) -> list[str]:
    """Names of stages and images that an instruction takes files from."""
    if one.keyword == "COPY":
        return [flag.removeprefix("--from=") for flag in one.flags if flag.startswith("--from=")]
    if one.keyword == "RUN":
        mounts = [flag.removeprefix("--mount=").split(",") for flag in one.flags if flag.startswith("--mount=")]
        return [part.removeprefix("from=") for parts in mounts for part in parts if part.startswith("from=")]
    return []


def defaults(one: Instruction, given: Mapping[str, str], env: Mapping[str, str]) -> dict[str, str]:
    """What an ARG sets: given values, else its defaults."""
    found = {}
    for word in one.args:
        name, equals, default = word.partition("=")
        if name in given:
            found[name] = given[name]
        elif equals:
            found[name] = expanded(default, one.escape, {**env, **found})
    return found

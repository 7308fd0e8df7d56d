"""peek(): a Dockerfile up to one of its instructions -> what there is at that point, and what a command gives there."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from helpers import session, sources
from helpers.building import build
from helpers.client import containers, diff, facts, files, images
from helpers.client.answers import answering
from helpers.client.archive import Entry
from helpers.client.engine import Client
from helpers.client.labels import INTERNAL
from helpers.client.plan import text as one_line
from helpers.client.scope import Scope, scopes
from helpers.dockerfile import Instruction, parse
from helpers.dockerfile.places import place, up_to
from helpers.errors import BuildError, RunError
from helpers.inside import Facts, File, Peek
from helpers.model import Build, FileChange, Image, Run

TAG = "course/peek"


def peek(
    source: str | Path,
    after: int | str | None = None,
    *,
    run: str | Sequence[str] | None = None,
    context: str | Path | Mapping[str, str | bytes] | None = None,
    args: Mapping[str, str] | None = None,
    builder: str = "buildkit",
    secrets: Mapping[str, str] | None = None,
    timeout: float = 60,
    cancel: threading.Event | None = None,
) -> Peek:
    """Stand behind an instruction of a Dockerfile: what there is before the next one, also where that one fails.

    source, context, args, builder, secrets: as for build(). after: a line, or a name such as "COPY" or "RUN 2"; None
    for the last. run: a command to run there, a text by the shell as in RUN, or a list. timeout: seconds for it.
    Raises BuildError when the instruction itself cannot be built, RunError, CourseError when it is not there.
    """
    found = sources.find(source, context)
    instructions = parse(found.text)
    index = place(instructions, after)
    one = instructions[index]
    scope = scopes(instructions[: index + 1], args or {})[-1]
    told = Peek(one_line(one), one.line, _stage(instructions, one), args=dict(scope.args))
    if one.stage < 0:
        return told
    client = session.client()
    try:
        given = {"args": args, "secrets": secrets, "tag": TAG}
        built = build(client, up_to(instructions, index), found.context or {}, given, builder, True, cancel)
    except BuildError as error:
        raise _not_reached(error, instructions, index) from None
    image = images.image(client, built, session.pinned())
    tree = files.tree(client, built)
    looked = dataclasses.replace(
        told, image=image.id, changes=_changes(client, image, one), files=_files(tree),
        facts=_facts(client, image, tree), config=images.config(client, built),
    )  # fmt: skip
    return looked if run is None else dataclasses.replace(
        looked, run=_run(client, built, scope, run, timeout, cancel)
    )  # fmt: skip


def _stage(instructions: Sequence[Instruction], one: Instruction) -> str:
    """The name of its stage where there are several."""
    starts = [other for other in instructions if other.keyword == "FROM"]
    if len(starts) < 2 or one.stage < 0:
        return ""
    return starts[one.stage].name or f"stage-{one.stage}"


def _not_reached(error: BuildError, instructions: Sequence[Instruction], index: int) -> BuildError:
    failed = error.build.failed if error.build else None
    earlier = [one for one in instructions[:index] if failed and one.line < failed.line and one.stage >= 0]
    what = f"Line {instructions[index].line} is not reached: {error.what[:1].lower()}{error.what[1:]}"
    do = error.do or (f"stand before that: after={earlier[-1].line}" if earlier else "correct it")
    return BuildError(what, why=error.why, do=do, build=error.build)


def _changes(client: Client, image: Image, one: Instruction) -> tuple[FileChange, ...]:
    """What the last instruction did to the files, which is in the last layer where it made one."""
    layers = files.layers_files(client, image)
    if one.keyword == "FROM":  # an ONBUILD of its image did what is on top of that
        own = [layer.changes for layer in layers if not layer.of_base] if image.base else []
        return tuple(change for changes in own for change in changes)
    made = bool(image.history) and not image.history[-1].empty
    return layers[-1].changes if made and len(layers) else ()


def _files(tree: diff.Tree) -> tuple[File, ...]:
    return tuple(
        File(path, entry.kind, entry.size, entry.mode, entry.owner, entry.target)
        for path, entry in sorted(tree.items())
    )


def _facts(client: Client, image: Image, tree: diff.Tree) -> Facts:
    """What a command would get here, but for the host name, which is each container's own."""
    passwd, group = (_text(client, image, tree.get(path)) for path in ("/etc/passwd", "/etc/group"))
    found = facts.facts({"Config": image.config}, passwd, group)
    return dataclasses.replace(found, env={name: value for name, value in found.env.items() if name != "HOSTNAME"})


def _text(client: Client, image: Image, entry: Entry | None) -> str:
    """A file's text, read once for each content; from a container that is never started, as an image gives no file."""
    if entry is None or entry.kind != "file":
        return ""
    known = client.memo.setdefault("texts", {})
    if entry.digest not in known:
        with answering("Looking into the image"):
            made = containers.create(client, image.id, ["/"], {"labels": {INTERNAL: "peek"}, "network": "none"})
            try:
                known[entry.digest] = facts.text_file(client, made, entry.path)
            finally:
                containers.remove(client, made)
    return known[entry.digest]


def _run(client: Client, built: Build, scope: Scope, command, timeout: float, cancel) -> Run:
    """A command as RUN would run it here: a text by the shell that is set here, a list as it is."""
    config = images.config(client, built)
    shell = config.get("Shell") or ["/bin/sh", "-c"]
    words = [*shell, command] if isinstance(command, str) else [str(word) for word in command]
    told = {entry.partition("=")[0] for entry in config.get("Env") or ()}  # ENV wins over ARG
    env = {name: value for name, value in scope.args.items() if name not in told}
    options = {"entrypoint": words[:1], "env": env, "cancel": cancel}
    try:
        return containers.run(client, built.image, words[1:], options, timeout, shown=TAG)
    except RunError as error:
        if isinstance(command, str) and "has no program" in error.why:
            error.do = 'the image has no shell at this point: give the command as a list, ["/program", "argument"]'
        raise

"""build(): a learner's source -> an image or a clear error; with live progress."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers import progress, session, sources
from helpers.client import buildkit, classic, context, images
from helpers.client.command import build_command
from helpers.client.engine import Client
from helpers.dockerfile import base_images, parse
from helpers.errors import BuildError
from helpers.model import Build
from helpers.render.html import box
from helpers.render.page import inner

_LAST = 20  # lines of a failed step's output that the error repeats


def build(
    client: Client, source: str | Path, where: Any, options: Mapping, builder: str, check: bool,
    cancel: threading.Event | None,
) -> Build:  # fmt: skip
    """See helpers.api.build."""
    if builder not in ("buildkit", "classic"):
        raise ValueError(f'builder is "buildkit" or "classic", not {builder!r}')
    found = sources.find(source, where)
    instructions = parse(found.text)
    args = {str(key): str(value) for key, value in (options.get("args") or {}).items()}
    session.bases(client, base_images(found.text, args))
    tag, secrets = options.get("tag") or found.tag, dict(options.get("secrets") or {})
    shown = {"tag": tag, "args": args, "target": options.get("target"), "no_cache": options.get("no_cache"),
             "secrets": secrets, "classic": builder == "classic"}  # fmt: skip
    command = build_command(shown, found.folder or "-", found.file or None, stdin=found.is_text)
    with context.folder(found.context) as folder, progress.area() as area:
        request = buildkit.Request(
            found.text, folder, command, tag, args, options.get("target"), bool(options.get("no_cache")), secrets,
            instructions,
        )  # fmt: skip
        work = classic.build if builder == "classic" else buildkit.build

        def on_steps(steps):
            area.show(lambda: box(*inner(Build(command, builder, steps, None, tag, error="…"))[:2]))

        result = work(client, request, on_steps if progress.wanted() else None, cancel)
        if result.image is not None:
            images.keep(client, result.image)
        elif check:
            raise _error(result, instructions, folder, found)
    return result


def _error(result: Build, instructions, folder: Path, found: sources.Source) -> Exception:
    step = result.failed
    if step is None:
        return BuildError(f"The build failed: {result.command}", why=result.error, build=result)
    line = f"line {step.line}: " if step.line else ""
    instruction = next((i for i in instructions if i.line == step.line), None)
    if instruction is not None and step.exit_code is None:
        if missing := context.missing_sources(instruction, folder):
            return _missing(missing, line, step, result, folder)
        if step.instruction.upper().startswith("FROM"):
            return BuildError(
                f"The build failed at {line}{step.instruction}",
                why="the base image is not here and cannot be fetched",
                do="correct its name, or build on a network that reaches a registry",
                build=result,
            )
    code = f" with exit code {step.exit_code}" if step.exit_code is not None else ""
    last = "\n".join(step.output.rstrip("\n").split("\n")[-_LAST:])
    return BuildError(
        f"The build failed{code} at {line}{step.instruction}",
        why=f"its last output:\n{last}" if last else result.error,
        build=result,
    )


def _missing(missing: list[str], line: str, step, result: Build, folder: Path) -> BuildError:
    from helpers.client.answers import nearest

    there = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*"))[:500] if path.is_file()]
    return BuildError(
        f"The build failed at {line}{step.instruction}",
        why=f"the build context has no {' and no '.join(missing)}",
        do=nearest(missing[0], there) or "the context is empty: give one, as a folder or as files",
        build=result,
    )

"""What a toggle does on the session's engine, through the learner's verbs."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from helpers.model import Build, Difference, Layers, Run
from helpers.sources import Source
from helpers.widgets.result import Work

TIMEOUT = 10.0  # seconds that a toggle's container may run when nothing else is asked for


def engine_work(source: Source, args: Mapping[str, str] | None = None) -> Work:
    """Builds in the source's context, under a tag beside its own. The engine is found or booted at the first build."""
    from helpers import api

    tag = toggle_tag(source)

    def build(text: str, cancel: threading.Event | None) -> Build:
        return api.build(text, tag=tag, context=source.context, args=args, cancel=cancel)

    def run(image: Build, command: tuple[str, ...], options: Mapping) -> Run:
        return api.run(image, list(command) or None, **{"timeout": TIMEOUT, **options})

    def compare(before: Build, after: Build) -> Difference:
        return api.diff(before, after)

    def layers(image: Build) -> Layers:
        return api.layers(image)

    return Work(build, run, compare, layers)


def toggle_tag(source: Source) -> str:
    """The tag of what is built: the source's own stays what build() made of it."""
    if source.is_text:
        return "course/toggle"
    name, _, variant = source.tag.partition(":")
    return f"{name}:{variant}-toggle" if variant else f"{name}:toggle"

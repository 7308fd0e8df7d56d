"""The learner's verbs. Importing this starts nothing: the first verb finds or boots the engine."""

import importlib
import sys
import types

__all__ = [
    "engine", "build", "run", "docker", "image", "config", "history", "layers", "diff", "network", "volume", "events",
    "processes", "logs", "until", "clean", "toggle", "playground", "expect_error", "exercise", "check", "verdict",
    "peek", "stages", "topology", "timeline", "mounts", "engine_with", "lint",
]  # fmt: skip


class _Engine(types.ModuleType):
    """The package helpers.engine, which is called like the verb of the same name."""

    def __call__(self, name: str | None = None):
        return importlib.import_module("helpers.api").engine(name)


class _Package(types.ModuleType):
    def __setattr__(self, name: str, value: object) -> None:
        if name == "engine" and type(value) is types.ModuleType:
            value.__class__ = _Engine
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str):
    if name == "engine":
        return importlib.import_module("helpers.engine")
    if name in __all__:
        return getattr(importlib.import_module("helpers.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


if "IPython" in sys.modules:
    from helpers.magic import load

    load()

"""The errors a person can meet: what failed, why, what to do next, where the log is."""

from __future__ import annotations

from pathlib import Path


class CourseError(Exception):
    """Something failed that a person can do something about.

    what: one sentence, what failed. why: the cause, as far as it is known. do: what to do next.
    log: the file that holds the details, where there is one.
    """

    def __init__(self, what: str, *, why: str = "", do: str = "", log: Path | str | None = None):
        super().__init__(what)
        self.what, self.why, self.do, self.log = what, why, do, log

    def __str__(self) -> str:
        lines = [self.what]
        lines += [f"  why: {self.why}"] if self.why else []
        lines += [f"  do:  {self.do}"] if self.do else []
        lines += [f"  log: {self.log}"] if self.log else []
        return "\n".join(lines)

    def _render_traceback_(self) -> list[str]:
        # IPython calls this instead of printing a stack that says nothing to a learner.
        return [f"{type(self).__name__}: {self}"]


class EngineError(CourseError):
    """No engine could be found or booted, or it stopped answering."""


class DockerfileError(CourseError):
    """A Dockerfile does not parse; `line` is the number of the line, counted from 1."""

    def __init__(self, what: str, *, line: int | None = None, **rest):
        super().__init__(what, **rest)
        self.line = line


class BuildError(CourseError):
    """A build failed; `build` holds the steps up to the failed one, with its output."""

    def __init__(self, what: str, *, build=None, **rest):
        super().__init__(what, **rest)
        self.build = build


class RunError(CourseError):
    """A container could not be started, or did not end in time; `run` holds what it printed until then."""

    def __init__(self, what: str, *, run=None, **rest):
        super().__init__(what, **rest)
        self.run = run


class NotFoundError(CourseError):
    """A topic, a Dockerfile, a context or an image that was named is not there."""

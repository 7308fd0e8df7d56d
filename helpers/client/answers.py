"""What the engine's refusals and silences mean to a person."""

from __future__ import annotations

import difflib
import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import docker.errors
import requests

from helpers.errors import CourseError, EngineError, NotFoundError

_NO_SPACE = os.strerror(errno.ENOSPC).lower()  # the engine passes the kernel's own words on, and no code


@contextmanager
def answering(doing: str) -> Iterator[None]:
    """Turn an engine that is gone, full or refusing into a CourseError. doing: "Removing the container", …"""
    try:
        yield
    except CourseError:
        raise
    except docker.errors.APIError as error:  # before the next: it is one of requests' as well
        raise refused(doing, error) from error
    except (requests.exceptions.RequestException, ConnectionError, TimeoutError) as error:
        raise gone(doing) from error
    except docker.errors.DockerException as error:
        raise EngineError(f"{doing} failed.", why=str(error)) from error


def gone(doing: str) -> EngineError:
    """The engine does not answer."""
    return EngineError(
        f"{doing} failed: the engine does not answer.",
        why="it was stopped, or it crashed",
        do="python3 -m helpers engine status, then python3 -m helpers engine start; or restart the kernel",
    )


def refused(doing: str, error: docker.errors.APIError) -> CourseError:
    """The engine answered with an error status."""
    why = reason(error)
    if no_space(why):
        return full(doing)
    kind = NotFoundError if error.status_code == 404 else EngineError
    return kind(f"{doing} failed.", why=why)


def reason(error: docker.errors.APIError) -> str:
    """The engine's own sentence, begun with a small letter, as those of newer engines are."""
    said = str(error.explanation or error).strip()
    return said[:1].lower() + said[1:] if said[1:2].islower() or said[1:2] == " " else said


def no_space(text: str) -> bool:
    """Whether these words tell of a full disk."""
    return _NO_SPACE in text.lower()


def full(doing: str) -> EngineError:
    """There is no space left on the engine's disk."""
    return EngineError(
        f"{doing} failed: no space is left on the engine's disk.",
        why="images, containers and the build cache fill it",
        do="python3 -m helpers clean; then, if that is not enough: docker system prune",
    )


def nearest(name: str, names: Iterable[str]) -> str:
    """What to do about a wrong name: the nearest right ones."""
    names = sorted(set(names))
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"there is: {', '.join(names[:12])}" if names else ""

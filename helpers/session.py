"""The one engine and the one client of this process, made at the first verb."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from helpers import tools
from helpers.client.engine import Client

_lock = threading.Lock()
_client: Client | None = None
_ensure: Callable | None = None
_endpoint = None
_published: list[str] = []
_other: ContextVar[Client | None] = ContextVar("other", default=None)


def client() -> Client:
    """The session's client; finds or boots the engine the first time. Raises EngineError.

    Inside a block of using(), that one's.
    """
    global _client
    if other := _other.get():
        return other
    with _lock:
        if _client is None or not _in_use(_endpoint):
            _client = _connect()
        return _client


@contextmanager
def using(other: Client, endpoint) -> Iterator[None]:
    """Have every verb inside the block use another engine than the session's. endpoint: that engine's."""
    _in_use(endpoint)
    token = _other.set(other)
    try:
        yield
    finally:
        _other.reset(token)


def _in_use(endpoint) -> bool:
    """Note that an engine of ours is in use; False when it has stopped since, as it does when nobody uses it."""
    if endpoint.state is None:
        return True
    try:
        os.utime(endpoint.state)
    except OSError:
        return False
    return True


def made_for(endpoint) -> Client:
    """A client of an engine, where what sessions that have ended left there is removed."""
    from helpers.client.cleanup import leftovers

    made = Client(endpoint.env(), endpoint.docker, endpoint.buildx, endpoint.capabilities, owned=endpoint.owned)
    leftovers(made)
    return made


def _connect() -> Client:
    from helpers import progress

    global _endpoint
    # Ours or a former one of ours is not to be found as if it were the learner's.
    for name in _published:
        os.environ.pop(name, None)
    with progress.bar() as show:
        _endpoint = _ensure(show)
    made = made_for(_endpoint)
    _publish(made)
    return made


def find_with(ensure: Callable) -> None:
    """How to have an engine: ensure(progress) -> an Endpoint of helpers.engine."""
    global _ensure
    _ensure = ensure


def _publish(made: Client) -> None:
    """Have `!docker …` cells and everything else that this process starts use the same engine and programs."""
    for name in ("DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DOCKER_CONTEXT"):
        os.environ.pop(name, None)
    os.environ.update(made.env)
    if made.owned:
        _published.extend(made.env)
    folders = [str(tools.SHIMS)]
    if made.docker_path and str(made.docker_path.parent) not in os.environ.get("PATH", "").split(os.pathsep):
        folders.append(str(made.docker_path.parent))
    path = [part for part in os.environ.get("PATH", "").split(os.pathsep) if part not in folders]
    os.environ["PATH"] = os.pathsep.join(folders + path)


def bases(made: Client, names: Iterable[str], *, pull: bool = False) -> None:
    """Make sure that those of these images that the course starts from are there.

    pull: fetch any other image as well, as `docker run` does. Raises CourseError when one cannot be had.
    """
    from helpers import images, progress

    wanted = [name for name in dict.fromkeys(names) if name in images.PINNED or pull]
    if not wanted:
        return
    with progress.bar() as show:
        found = images.ensure(made.docker, wanted, owned=made.owned, progress=show)
    made.aliases.update({name: ref for name, ref in found.aliases.items() if name != ref})
    for notice in found.notices:
        progress.tell(notice)


def pinned() -> tuple[str, ...]:
    """The images that the course's Dockerfiles start from."""
    from helpers import images

    return images.PINNED


def choose(name: str) -> None:
    """Use the engine of this name from the next verb on; the one in use stays when it is that already."""
    if os.environ.get("COURSE_ENGINE") != name:
        os.environ["COURSE_ENGINE"] = name
        forget()


def forget() -> None:
    """Look for an engine anew at the next verb."""
    global _client
    with _lock:
        _client = None


def which() -> str:
    """What kind of engine it is, in the words of whoever found it."""
    return "ours" if client().owned else "existing"


def why() -> str:
    """How it came to be chosen."""
    return "booted by the course" if client().owned else "found on this computer"

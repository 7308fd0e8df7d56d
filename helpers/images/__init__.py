"""The images that the course's Dockerfiles start from: here already, else pulled, else made from Debian's packages."""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import docker
import requests

from helpers.images.make import ImagesError, archives, made
from helpers.images.recipes import MADE_LABEL, RECIPES
from helpers.images.registry import PullError, pull
from helpers.packages import PackagesError, Progress, cache_dir

__all__ = ["MADE_LABEL", "PINNED", "Bases", "ImagesError", "archives", "ensure", "forget"]

PINNED = tuple(RECIPES)  # the names that the course's Dockerfiles use
_OURS = "docker-course/"  # where images made here live in an engine that is not ours

Origin = Literal["here", "pulled", "made"]


@dataclass(frozen=True)
class Bases:
    """Base images that are there now.

    aliases: name as in a Dockerfile -> reference that is really present; they differ only for an image that was made
    here for an engine that is not ours: builds need `--build-context NAME=docker-image://REFERENCE`, runs REFERENCE.
    origins: name -> where it came from. notices: sentences to show to the learner, each only ever returned once.
    """

    aliases: dict[str, str] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


@dataclass
class _Session:
    """What this process knows of one engine."""

    aliases: dict[str, str] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    useless: dict[str, str] = field(default_factory=dict)  # registry -> why it is of no use, once that is known


_sessions: weakref.WeakKeyDictionary[docker.DockerClient, _Session] = weakref.WeakKeyDictionary()


def ensure(
    client: docker.DockerClient, names: Iterable[str], *, owned: bool, progress: Progress | None = None
) -> Bases:
    """Make sure that base images are on an engine.

    names: as Dockerfiles have them. owned: the engine is ours, so an image made here may take the real name.
    Once a name is known to be there, no more is asked of the engine. Raises ImagesError when one cannot be had.
    """
    show = progress or (lambda *_: None)
    names = list(dict.fromkeys(names))
    session = _sessions.setdefault(client, _Session())
    missing = [name for name in names if name not in session.aliases]
    if missing:
        _find(client, missing, session, owned)
    made_now = []
    for name in missing:
        if name not in session.aliases:
            _get(client, name, session, owned, show)
            made_now += [name] if session.origins[name] == "made" else []
    return Bases(
        {name: session.aliases[name] for name in names},
        {name: session.origins[name] for name in names},
        (_notice(made_now),) if made_now else (),
    )


def _find(client: docker.DockerClient, names: list[str], session: _Session, owned: bool) -> None:
    """Note which of them the engine has, under their own name or under ours; one request."""
    wanted = {canonical(name): (name, name) for name in names}
    if not owned:
        wanted |= {_OURS + canonical(name): (name, _OURS + canonical(name)) for name in names}
    there = {
        canonical(tag): image.get("Labels") or {}
        for image in client.api.images(filters={"reference": list(wanted)})
        for tag in (image.get("RepoTags") or []) + (image.get("RepoDigests") or [])
    }
    for reference, (name, alias) in wanted.items():  # real names first, ours after
        if reference in there and name not in session.aliases:
            session.aliases[name] = alias
            session.origins[name] = "made" if there[reference].get(MADE_LABEL) else "here"


def canonical(name: str) -> str:
    """A reference as engines list it: without Docker Hub's prefix, with a tag. Podman lists the prefix."""
    name = name.removeprefix("docker.io/").removeprefix("library/").removeprefix("localhost/")
    return name if ":" in name.rpartition("/")[2] or "@" in name else f"{name}:latest"


def _get(client: docker.DockerClient, name: str, session: _Session, owned: bool, show: Progress) -> None:
    if not (reason := session.useless.get(_registry(name), "")):
        try:
            pull(client, canonical(name), show)
        except PullError as error:
            reason = str(error)
            if error.useless:
                session.useless[_registry(name)] = reason
        else:
            session.aliases[name], session.origins[name] = name, "pulled"
            return
    recipe = RECIPES.get(canonical(name))
    if not recipe:
        raise ImagesError(
            f"The image {name} is not here and cannot be pulled.",
            why=reason,
            do=f"use one of the course's own: {', '.join(PINNED)}; or a network that reaches a registry",
        )
    reference = canonical(name) if owned else _OURS + canonical(name)
    try:
        image = made(client, recipe, show)
        client.api.tag(image, *reference.rsplit(":", 1))
    except PackagesError as error:
        raise ImagesError(
            f"The image {name} is not here, cannot be pulled and cannot be made.",
            why=f"registry: {reason}; Debian's packages: {error.what} {error.why}",
            do=f"docker pull {name} on a network that reaches a registry, or: {error.do}",
        ) from error
    except (docker.errors.DockerException, requests.exceptions.RequestException, OSError) as error:
        raise ImagesError(
            f"The image {name} could not be put on the engine.",
            why=str(error),
            do=f"look whether the engine runs and has space; delete {cache_dir() / 'images'} if that does not help",
        ) from error
    session.aliases[name], session.origins[name] = name if owned else reference, "made"


def _registry(name: str) -> str:
    """The registry that a reference names: its first part, when that has a dot, a port or is localhost."""
    first, slash, _ = name.partition("/")
    return first if slash and ("." in first or ":" in first or first == "localhost") else "docker.io"


def forget(client: docker.DockerClient) -> None:
    """Look at the engine anew next time, for instance after images were removed; also at the registries."""
    _sessions.pop(client, None)


def _notice(names: list[str]) -> str:
    which, verb = (names[0], "was") if len(names) == 1 else (f"{', '.join(names[:-1])} and {names[-1]}", "were")
    return (
        f"{which} {verb} made here from Debian's packages of the same versions, because pulling failed. "
        "The course works the same; layers and sizes differ from the official images."
    )

"""Images as an engine has them -> model."""

from __future__ import annotations

import dataclasses

import docker.errors

from helpers.client import contents, normal
from helpers.client.answers import answering, nearest
from helpers.client.containers import tags
from helpers.client.engine import Client
from helpers.client.labels import KEPT
from helpers.errors import NotFoundError
from helpers.model import Build, Config, Image

_STORE = "containerd-store"  # it counts blocks, directories included, where Docker's own store counts files


def reference(of) -> str:
    """A reference or id that the engine knows, of a Build, an Image or a string. Raises NotFoundError."""
    if isinstance(of, Build):
        if of.image is None:
            raise NotFoundError("This build has no image: it failed.", do="look at its failed step")
        return of.image
    return of.id if isinstance(of, Image) else str(of)


def name(of) -> str:
    """What a person calls it."""
    if isinstance(of, Build):
        return of.tag or "(untagged)"
    if isinstance(of, Image):
        return of.name or (of.tags[0] if of.tags else "(untagged)")
    return str(of)


def real(client: Client, ref: str) -> str:
    """The reference under which a base image is really present."""
    return client.aliases.get(ref, ref)


def inspect(client: Client, of) -> dict:
    """The engine's own words on an image. Raises NotFoundError with the nearest names."""
    ref = real(client, reference(of))
    with answering(f"Looking at the image {name(of)}"):
        try:
            return client.api.inspect_image(ref)
        except docker.errors.NotFound as error:
            raise NotFoundError(
                f"There is no image {name(of)} on the engine.", do=nearest(str(ref), tags(client))
            ) from error


def image(client: Client, of, bases: tuple[str, ...] = ()) -> Image:
    """An image with its configuration, layers and history. bases: names of images it may start from."""
    raw = inspect(client, of)
    known = client.memo.get(raw["Id"])
    if known is None:
        with answering("Reading the image's history"):
            entries = normal.history(client.api.history(raw["Id"]))
        told, layers = normal.layered(entries, (raw.get("RootFS") or {}).get("Layers") or ())
        if _STORE in client.capabilities:
            told, layers = normal.sized(told, layers, contents.layers(client, raw))
        known = Image(raw["Id"], (), normal.config(raw.get("Config")), tuple(layers), tuple(told))
        client.memo[raw["Id"]] = known
    shown = tuple(tag for tag in raw.get("RepoTags") or () if not tag.startswith(f"{KEPT}:"))
    found = dataclasses.replace(known, tags=shown, name=name(of))
    return _with_base(client, found, bases)


def keep(client: Client, ref: str) -> None:
    """Have containerd's image store keep an image when its tag moves on to another, as Docker's own store does."""
    if _STORE in client.capabilities:
        with answering("Keeping the image"):
            client.api.tag(ref, KEPT, tag=ref.rpartition(":")[2][:12])


def name_it(client: Client, ref: str, name: str) -> None:
    """Have a name, with or without a tag, stand for an image. Raises NotFoundError when it is gone."""
    repository, _, tag = name.partition(":")
    with answering("Naming the image"):
        try:
            client.api.tag(ref, repository, tag=tag or "latest")
        except docker.errors.NotFound as error:
            raise NotFoundError(f"The image of {name} is gone.", do="build it again") from error


def _with_base(client: Client, found: Image, bases: tuple[str, ...]) -> Image:
    best: tuple[int, str, Image | None] = (0, "", None)
    ids = [layer.diff_id for layer in found.layers]
    for base in bases:
        try:
            other = image(client, base)
        except NotFoundError:
            continue
        length = len(other.layers)
        if other.id != found.id and length > best[0] and ids[:length] == [layer.diff_id for layer in other.layers]:
            best = (length, base, other)
    length, base, other = best
    if other is None:
        return found
    same = [e.instruction for e in other.history] == [e.instruction for e in found.history[: len(other.history)]]
    return dataclasses.replace(found, base=base, base_layers=length, base_history=len(other.history) if same else 0)


def config(client: Client, of) -> Config:
    """The configuration alone."""
    return Config(normal.config(inspect(client, of).get("Config")), name(of))

"""Base images made from Debian's packages: unpacked here, set up in a container on the engine, kept as an archive."""

from __future__ import annotations

import contextlib
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import docker

from helpers.client.labels import IMAGE_VALUE, INTERNAL, LABEL, ours
from helpers.errors import CourseError
from helpers.images import archive, dpkg, layers
from helpers.images.recipes import MADE_LABEL, RECIPES, SLIM_EXCLUDE, SLIM_INCLUDE, SUITE, Recipe, debian_arch
from helpers.packages import Apt, Progress, cache_dir, locked, mirror, prebuilt

_PATIENCE = 900  # seconds for a container that sets an image up; it takes two natively


class ImagesError(CourseError):
    """A base image is neither there nor to be had."""


def made(client: docker.DockerClient, recipe: Recipe, progress: Progress) -> str:
    """Load an image made here onto the engine, making it unless the cache has it; return its id, without a name.

    Raises ImagesError, and PackagesError where Debian's packages cannot be had.
    """
    version = client.version()
    path = _archive(client, recipe, version["Arch"], progress)
    progress(f"loading {recipe.name}", 0, 0)
    with path.open("rb") as file:
        return _load(client, file)


def _archive(client: docker.DockerClient, recipe: Recipe, arch: str, progress: Progress) -> Path:
    path = cache_dir() / "images" / recipe.key(arch)
    ready = prebuilt()
    for place in (path, *([ready / "images" / path.name] if ready else [])):
        if place.is_file():
            return place
    if not (debian := debian_arch(arch)):
        raise ImagesError(f"{recipe.name} cannot be made here.", why=f"Debian has no packages for {arch}")
    with locked(cache_dir() / "images" / f"{path.name}.lock"):
        if not path.is_file():
            base = archive.read(_archive(client, RECIPES[recipe.base], arch, progress)) if recipe.base else None
            apt = Apt(cache_dir() / "apt" / f"{SUITE}-{debian}", SUITE, debian)
            _make(client, recipe, apt, base, arch, progress).save(path)
    return path


def archives(arch: str = "amd64") -> list[Path]:
    """The archive that other engines are given, where it was made here; the other base images are large."""
    path = cache_dir() / "images" / RECIPES["busybox:1.37"].key(arch)
    return [path] if path.is_file() else []


def _make(client, recipe: Recipe, apt: Apt, base: archive.Archive | None, arch: str, progress) -> archive.Archive:
    below = _files_of(base) if base else {}
    packages = [dpkg.read(deb) for deb in apt.fetch(recipe.packages, progress)]
    version = _version(recipe, packages)
    progress(f"making {recipe.name}", 0, 3)
    files = dict(below)
    if recipe.takes is None:
        _unpack_system(files, packages)
    else:
        _take(files, packages, dict(recipe.takes))
    layers.add(files, *recipe.files().values())
    until = layers.newest(files)
    lower = base.layers if base else ()
    raw = archive.Archive(_config(recipe, base, arch, version, until), (*lower, _layer(below, files, until)))
    progress(f"making {recipe.name}", 1, 3)
    ready = _set_up(client, raw, recipe, until)
    progress(f"making {recipe.name}", 2, 3)
    return archive.Archive(raw.config, (*lower, _layer(below, ready, until)))


def _layer(below: layers.Files, files: layers.Files, until: int) -> bytes:
    return layers.write(layers.difference(below, files), until)


def _files_of(base: archive.Archive) -> layers.Files:
    # Only an image of a single layer is a base here, so there are no white-outs to apply.
    (layer,) = base.layers
    return {entry.info.name: entry for entry in layers.read(io.BytesIO(layer))}


def _version(recipe: Recipe, packages: list[dpkg.Package]) -> str:
    name, start = recipe.version
    found = next(package.version for package in packages if package.name == name)
    if not found.startswith(start):
        raise ImagesError(
            f"{recipe.name} cannot be made here.",
            why=f"Debian's {SUITE} has {name} {found} instead of {start.partition(':')[2] or start}*",
            do="use a network that reaches a registry",
        )
    return re.sub(r"^\d+:|[-+].*$", "", found)


def _unpack_system(files: layers.Files, packages: list[dpkg.Package]) -> None:
    known = files["var/lib/dpkg/status"].data.decode() if "var/lib/dpkg/status" in files else ""
    there = set(re.findall(r"^Package: (.*)$", known, re.M))
    dpkg.unpack(files, [package for package in packages if package.name not in there], SLIM_EXCLUDE, SLIM_INCLUDE)
    address = re.sub(r"//[^/@]*@", "//", mirror())  # a password stays here
    source = f"Types: deb\nURIs: {address}\nSuites: {SUITE}\nComponents: main\n"
    signed = "Signed-By: /usr/share/keyrings/debian-archive-keyring.pgp\n"
    layers.add(files, layers.file("etc/apt/sources.list.d/debian.sources", source + signed))


def _take(files: layers.Files, packages: list[dpkg.Package], takes: dict[str, str]) -> None:
    every: layers.Files = {}
    dpkg.unpack(every, packages)
    for there, here in takes.items():
        entry = every[there]
        entry.info.name = here
        layers.add(files, entry)


def _config(recipe: Recipe, base: archive.Archive | None, arch: str, version: str, until: int) -> dict:
    created = datetime.fromtimestamp(until, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def filled(text: str) -> str:
        return text.replace("{version}", version)

    history = list(base.config["history"]) if base else []
    history.append({"created": created, "created_by": f"# {filled(recipe.comment)}"})
    history += [{"created": created, "created_by": filled(line), "empty_layer": True} for line in recipe.history]
    labels = {"Labels": {MADE_LABEL: "debian packages"}}
    config = json.loads(filled(json.dumps(recipe.config)))
    return {"architecture": arch, "os": "linux", "created": created, "config": config | labels, "history": history}


def _set_up(client: docker.DockerClient, raw: archive.Archive, recipe: Recipe, until: int) -> layers.Files:
    """Run the recipe's scripts in a container of the unpacked image; return the file system that they leave."""
    marked = raw.config | {"config": raw.config["config"] | {"Labels": {LABEL: IMAGE_VALUE}}}
    image = _load(client, io.BytesIO(archive.Archive(marked, raw.layers).pack()))
    container = None
    try:
        container = client.containers.create(
            image,
            ["-ec", recipe.script],
            entrypoint=list(recipe.shell),
            network_mode="none",
            environment={"SOURCE_DATE_EPOCH": str(until)},
            labels=ours() | {INTERNAL: "1"},
        )
        container.start()
        code = container.wait(timeout=_PATIENCE)["StatusCode"]
        if code:
            last = container.logs(tail=8).decode(errors="replace").strip()
            raise ImagesError(
                f"{recipe.name} could not be made from Debian's packages.",
                why=f"exit {code}: {last}",
                do=f"delete the folder {cache_dir() / 'images'} and try again",
            )
        entries = layers.read(io.BufferedReader(layers.Reader(container.export()), 1 << 20))
        return {entry.info.name: entry for entry in entries if entry.info.name not in layers.ENGINE_FILES}
    finally:
        with contextlib.suppress(docker.errors.APIError):
            if container:
                container.remove(force=True, v=True)
            client.images.remove(image, force=True)


def _load(client: docker.DockerClient, data) -> str:
    (image,) = client.images.load(data)
    return image.id

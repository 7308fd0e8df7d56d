"""File systems of images and containers on an engine, and what differs between them."""

from __future__ import annotations

import io

from helpers.client import contents, diff, images, normal
from helpers.client.answers import answering
from helpers.client.archive import read_layer
from helpers.client.engine import Client
from helpers.inside import LayerFiles, LayersFiles
from helpers.model import Difference, FileChange, Image


def tree(client: Client, of) -> diff.Tree:
    """The files of an image."""
    return diff.tree(contents.layers(client, images.inspect(client, of)))


def layers_files(client: Client, image: Image) -> LayersFiles:
    """An image's layers with the files that each adds, changes and removes. What is known of a layer is kept."""
    known: dict[tuple[str, ...], tuple[FileChange, ...]] = client.memo.setdefault("layers' files", {})
    read = contents.layers(client, images.inspect(client, image))
    found, tree, ids = [], {}, tuple(layer.diff_id for layer in image.layers)
    for number, (layer, content) in enumerate(zip(image.layers, read, strict=True)):
        after, chain = diff.apply(tree, content), ids[: number + 1]
        if chain not in known:
            known[chain] = diff.layer_files(tree, after, content)
        size = sum(entry.size for entry in content)
        found.append(LayerFiles(layer.instruction, size, known[chain], layer.diff_id, number < image.base_layers))
        tree = after
    return LayersFiles(tuple(found), image.name, image.base)


def image_difference(client: Client, a, b) -> Difference:
    """What differs from image a to image b: files and configuration."""
    one, other = _fixed(client, a), _fixed(client, b)
    changes: tuple[FileChange, ...] = ()
    if (one.get("RootFS") or {}).get("Layers") != (other.get("RootFS") or {}).get("Layers"):
        changes = diff.files(diff.tree(contents.layers(client, one)), diff.tree(contents.layers(client, other)))
    settings = diff.configs(normal.config(one.get("Config")), normal.config(other.get("Config")))
    return Difference(changes, settings, images.name(a), images.name(b))


def _fixed(client: Client, of) -> dict:
    """An image's inspection, of which layers and configuration are used: what an id names never changes."""
    ref = images.reference(of)
    known = client.memo.setdefault("inspected", {})
    if not ref.startswith("sha256:"):
        return images.inspect(client, of)
    if ref not in known:
        known[ref] = images.inspect(client, of)
    return known[ref]


def container_difference(client: Client, container: str) -> tuple[FileChange, ...]:
    """What a container changed in its image's files."""
    with answering("Comparing the container with its image"):
        return diff.container_files(client.api.diff(container))


def container_tree(client: Client, container: str) -> diff.Tree:
    """The files of a container as they are now."""
    with answering("Reading the container's files"):
        chunks = client.api.export(container, chunk_size=1 << 20)
        entries = read_layer(io.BufferedReader(contents.Stream(chunks), 1 << 20))
    return {e.path: e for e in diff.tree([entries]).values() if not diff.mounted(e.path)}

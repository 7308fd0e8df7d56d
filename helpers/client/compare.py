"""What differs between any two of images and containers."""

from __future__ import annotations

from helpers.client import diff, files, images
from helpers.client.detached import Container
from helpers.client.engine import Client
from helpers.model import Difference


def compare(client: Client, a, b) -> Difference:
    """From a to b, each an image (Build, Image, tag, id) or a Container: files and configuration."""
    if not isinstance(a, Container) and not isinstance(b, Container):
        return files.image_difference(client, a, b)
    one, other = _tree(client, a), _tree(client, b)
    changes = tuple(c for c in diff.files(one, other) if not diff.mounted(c.path))
    settings = diff.configs(_config(client, a), _config(client, b))
    return Difference(changes, settings, _name(a), _name(b))


def _tree(client: Client, of) -> diff.Tree:
    return files.container_tree(client, of.id) if isinstance(of, Container) else files.tree(client, of)


def _config(client: Client, of) -> dict:
    return dict(of.config if isinstance(of, Container) else images.config(client, of))


def _name(of) -> str:
    return f"a container of {of.image}" if isinstance(of, Container) else images.name(of)

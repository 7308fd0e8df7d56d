"""Taking away what we made: a dead session's leftovers, or everything; never anything without our label."""

from __future__ import annotations

import contextlib

import docker.errors

from helpers.client.answers import answering
from helpers.client.engine import Client
from helpers.client.labels import LABEL, is_dead, session
from helpers.model import Cleaned

_FILTER = {"label": LABEL}


def leftovers(client: Client) -> Cleaned:
    """Remove containers, networks and volumes of sessions that have ended; images stay, they are the cache."""
    return _remove(client, is_dead)


def clean(client: Client, everything: bool = False) -> Cleaned:
    """Remove what this session and ended ones made, with the images; everything: other living sessions' too."""
    counts = _remove(client, lambda value: everything or value == session() or is_dead(value))
    with answering("Cleaning up"):
        images = 0
        for image in client.api.images(filters=_FILTER, all=False):
            with contextlib.suppress(docker.errors.APIError):  # another session's container uses it
                client.api.remove_image(image["Id"], force=True)
                images += 1
    client.memo.clear()
    return Cleaned(counts.containers, counts.networks, counts.volumes, images)


def _remove(client: Client, whose) -> Cleaned:
    api, counts = client.api, [0, 0, 0]
    with answering("Cleaning up"):
        kinds = (
            (api.containers(all=True, filters=_FILTER), "Id", lambda i: api.remove_container(i, force=True, v=True)),
            (api.networks(filters=_FILTER), "Id", api.remove_network),
            ((api.volumes(filters=_FILTER) or {}).get("Volumes") or [], "Name", api.remove_volume),
        )
        for place, (found, key, remove) in enumerate(kinds):
            for thing in found:
                if whose((thing.get("Labels") or {}).get(LABEL, "")):
                    with contextlib.suppress(docker.errors.APIError):  # gone already, or in use by another
                        remove(thing[key])
                        counts[place] += 1
    return Cleaned(*counts)

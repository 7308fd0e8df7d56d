"""Networks, this session's running containers in them, and the ports that the host publishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import docker.errors

from helpers.client.answers import answering, nearest
from helpers.client.engine import Client
from helpers.client.labels import LABEL, session
from helpers.client.names import image_name, own_name
from helpers.drawn import Attached, Net, Port, Topology
from helpers.errors import NotFoundError


def topology(client: Client, networks: Sequence[Any] = ()) -> Topology:
    """networks: names or handles; without any, this session's own and those that its containers are in.

    Raises NotFoundError.
    """
    ours = {"label": f"{LABEL}={session()}"}
    with answering("Looking at the networks"):
        found = [client.api.inspect_container(c["Id"]) for c in client.api.containers(filters=ours)]
        found.sort(key=lambda raw: raw["Created"])
        names = [getattr(network, "name", None) or str(network) for network in networks]
        if not names:
            names = [n["Name"] for n in sorted(client.api.networks(filters=ours), key=lambda n: n["Created"])]
            names += sorted({name for raw in found for name in _networks(raw)} - set(names))
        images = {raw["Id"]: image_name(client, raw) for raw in found}
        return Topology(tuple(_net(_inspected(client, name), found, images) for name in dict.fromkeys(names)))


def _inspected(client: Client, name: str) -> dict:
    try:
        return client.api.inspect_network(name)
    except docker.errors.NotFound as error:
        there = [n["Name"] for n in client.api.networks()]
        raise NotFoundError(f"There is no network {name} on the engine.", do=nearest(name, there)) from error


def _networks(raw: Mapping) -> dict:
    return raw["NetworkSettings"].get("Networks") or {}


def _net(net: Mapping, containers: list[dict], images: Mapping[str, str]) -> Net:
    name = net["Name"]
    inside = tuple(_attached(raw, name, images[raw["Id"]]) for raw in containers if name in _networks(raw))
    return Net(name, net.get("Driver") or "", inside, bool(net.get("Internal")))


def _attached(raw: Mapping, network: str, image: str) -> Attached:
    name = own_name(raw)
    known = {(raw.get("Name") or "").removeprefix("/"), raw["Id"][:12]}
    aliases = [a for a in _networks(raw)[network].get("Aliases") or () if a not in known]
    also = tuple(sorted(set(_networks(raw)) - {network}))
    return Attached(name, image, ports(raw), tuple(dict.fromkeys(aliases)), also)


def ports(raw: Mapping) -> tuple[Port, ...]:
    """Exposed and published ports of an inspected container, as they were asked for; pure."""
    host = raw["HostConfig"]
    asked = {port: at for port, at in (host.get("PortBindings") or {}).items() if at}
    exposed = raw["Config"].get("ExposedPorts") or {}
    if host.get("PublishAllPorts"):
        asked = {port: [{}] for port in exposed} | asked
    names = sorted({*asked, *exposed}, key=lambda port: (int(port.partition("/")[0]), port))
    return tuple(Port(name, tuple(map(_outside, asked.get(name, ())))) for name in names)


def _outside(at: Mapping) -> str:
    """Which port of the host's the engine picks differs from run to run."""
    port = at.get("HostPort") or ""
    where = at.get("HostIp") or ""
    shown = "a free port" if port in ("", "0") else port
    return shown if where in ("", "0.0.0.0", "::") else f"{where}:{shown}"

"""Processes as the engine's kernel sees them, from outside every container."""

from __future__ import annotations

import dataclasses

import docker.errors

from helpers.client.answers import answering
from helpers.client.engine import Client
from helpers.client.labels import INTERNAL, LABEL, session
from helpers.client.names import image_name, own_name
from helpers.drawn import Everywhere, Inside
from helpers.model import Process, Processes

_COLUMNS = "pid,ppid,user,args"
_ENGINE = ("dockerd", "containerd")
_SHIM = "containerd-shim"


def of_container(client: Client, container: str, label: str) -> Processes:
    """A container's processes, like `docker top`. Where the engine has no ps: out of its kernel's whole table."""
    command = f"docker top {label}"
    with answering("Listing the container's processes"):
        try:
            found = _parsed(client.api.top(container, ps_args=f"-eo {_COLUMNS}")["Processes"])
        except docker.errors.APIError as error:
            if error.status_code != 500:
                raise
            raw = client.api.inspect_container(container)
            found = _inside(raw, _host(client, raw["Image"])).processes
    return Processes(tuple(found), command)


def of_engine(client: Client, image: str, label: str) -> Everywhere:
    """The engine's own processes and this session's containers'. image: one with a ps, as busybox; label: its name."""
    with answering("Listing the engine's processes"):
        found = _host(client, image)
        ours = client.api.containers(filters={"label": f"{LABEL}={session()}"})
        containers = sorted((client.api.inspect_container(c["Id"]) for c in ours), key=lambda raw: raw["Created"])
    inside = tuple(_inside(raw, found, image_name(client, raw)) for raw in containers if raw["State"]["Pid"])
    engine = tuple(name for name in _ENGINE if any(_program(p) == name for p in found))
    shims = {p.pid: p for p in found if _program(p).startswith(_SHIM)}
    parents = {p.pid: p.parent for p in found}
    keep = {p.pid for p in found if _program(p) in _ENGINE} | {parents.get(r["State"]["Pid"], 0) for r in containers}
    shown = [_short(p) for p in found if p.pid in keep and (p.pid in shims or _program(p) in _ENGINE)]
    shown += [p for one in inside for p in one.processes]
    return Everywhere(tuple(shown), f"docker run --rm --pid=host {label} ps -o {_COLUMNS}", engine, inside)


def _inside(raw: dict, found: list[Process], image: str = "") -> Inside:
    """A container's processes: below its first one, and those that docker exec started, which a shim is parent of."""
    first = raw["State"]["Pid"]
    shim = next((p for p in found if p.pid == _parent(found, first) and _program(p).startswith(_SHIM)), None)
    below = _below(found, first)
    if shim:
        below += [p for p in _below(found, shim.pid) if p.pid != shim.pid and p not in below]
    numbered = not raw["HostConfig"].get("PidMode")
    return Inside(own_name(raw), image, tuple(below), numbered, _SHIM if shim else "")


def _parent(found: list[Process], pid: int) -> int:
    return next((p.parent for p in found if p.pid == pid), 0)


def _program(process: Process) -> str:
    return process.command.split(" ", 1)[0].rpartition("/")[2]


def _short(process: Process) -> Process:
    """A part of the engine by its name alone: its arguments hold ids and paths of this machine."""
    return dataclasses.replace(process, command=_program(process))


def _host(client: Client, image: str) -> list[Process]:
    """Every process, listed by a ps in a container that shares the engine's process ids."""
    from helpers.client import containers

    options = {"pid_mode": "host", "entrypoint": ["ps"], "network": "none", "user": "0", "labels": {INTERNAL: "1"}}
    run = containers.run(client, image, ["-o", _COLUMNS], options)
    lines = run.stdout.strip().split("\n")[1:]
    return _parsed([line.split(None, 3) for line in lines if _COLUMNS not in line])


def _parsed(rows: list[list[str]]) -> list[Process]:
    return [Process(int(r[0]), int(r[1]), r[2], r[3].strip() if len(r) > 3 else "") for r in rows]


def _below(found: list[Process], root: int) -> list[Process]:
    keep = {root}
    for process in sorted(found, key=lambda p: p.pid):
        if process.parent in keep:
            keep.add(process.pid)
    return [p for p in found if p.pid in keep]



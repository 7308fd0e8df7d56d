"""Processes as the engine's kernel sees them, from outside every container."""

from __future__ import annotations

import dataclasses

import docker.errors

from helpers.client.answers import answering
from helpers.client.engine import Client
from helpers.client.labels import INTERNAL, LABEL
from helpers.model import Process, Processes

_COLUMNS = "pid,ppid,user,args"
_ENGINE = ("dockerd", "containerd")


def of_container(client: Client, container: str, label: str) -> Processes:
    """A container's processes, like `docker top`. Where the engine has no ps: out of its kernel's whole table."""
    command = f"docker top {label}"
    with answering("Listing the container's processes"):
        try:
            found = _parsed(client.api.top(container, ps_args=f"-eo {_COLUMNS}")["Processes"])
        except docker.errors.APIError as error:
            if error.status_code != 500:
                raise
            pid = client.api.inspect_container(container)["State"]["Pid"]
            image = client.api.inspect_container(container)["Image"]
            found = _below(_host(client, image), pid)
    return Processes(tuple(found), command)


def of_engine(client: Client, image: str) -> Processes:
    """The engine's own processes and those of all containers of the course. image: one with a ps, as busybox."""
    with answering("Listing the engine's processes"):
        found = _host(client, image)
        ours = client.api.containers(filters={"label": LABEL})
        roots = {client.api.inspect_container(c["Id"])["State"]["Pid"] for c in ours}
    parents = {p.pid: p.parent for p in found}
    keep = {p.pid for p in found if _program(p) in _ENGINE} | {parents.get(pid, 0) for pid in roots}
    shown = [_short(p) for p in found if p.pid in keep] + [p for root in roots for p in _below(found, root)]
    return Processes(tuple(shown), f"docker run --rm --pid=host {image} ps -o {_COLUMNS}")


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



"""Processes as the engine's kernel sees them, from outside every container."""

from __future__ import annotations

import docker.errors

from helpers.client.answers import answering
from helpers.client.engine import Client
from helpers.model import Process, Processes

_PS = "-eo pid,ppid,user,args"
_CHAIN = ("dockerd", "containerd", "docker-proxy")


def of_container(client: Client, container: str, label: str) -> Processes:
    """A container's processes, like `docker top`. Where the engine has no ps: out of its kernel's whole table."""
    command = f"docker top {label}"
    with answering("Listing the container's processes"):
        try:
            found = _parsed(client.api.top(container, ps_args=_PS)["Processes"])
        except docker.errors.APIError as error:
            if error.status_code != 500:
                raise
            pid = client.api.inspect_container(container)["State"]["Pid"]
            found = _below(_all(client, container), pid)
    return Processes(tuple(found), command)


def of_engine(client: Client, image: str) -> Processes:
    """The engine's own processes and those of all containers of the course. image: one with a ps, as busybox."""
    with answering("Listing the engine's processes"):
        found = _host(client, image)
    keep = {p.pid for p in found if _program(p) in _CHAIN or _program(p).startswith("containerd-shim")}
    for process in found:  # parents come before their children
        if process.parent in keep:
            keep.add(process.pid)
    return Processes(tuple(p for p in found if p.pid in keep), "docker run --rm --pid=host " + image + " ps")


def _program(process: Process) -> str:
    return process.command.split(" ", 1)[0].rpartition("/")[2]


def _all(client: Client, container: str) -> list[Process]:
    return _host(client, client.api.inspect_container(container)["Image"])


def _host(client: Client, image: str) -> list[Process]:
    """Every process, listed by a ps in a container that shares the engine's process ids."""
    from helpers.client import containers

    options = {"pid_mode": "host", "entrypoint": ["ps"], "network": "none", "user": "0"}
    run = containers.run(client, image, ["-o", "pid,ppid,user,args"], options)
    lines = run.stdout.strip().split("\n")[1:]
    return _parsed([line.split(None, 3) for line in lines if "pid,ppid,user,args" not in line])


def _parsed(rows: list[list[str]]) -> list[Process]:
    return [Process(int(r[0]), int(r[1]), r[2], r[3].strip() if len(r) > 3 else "") for r in rows]


def _below(found: list[Process], root: int) -> list[Process]:
    keep = {root}
    for process in sorted(found, key=lambda p: p.pid):
        if process.parent in keep:
            keep.add(process.pid)
    return [p for p in found if p.pid in keep]



"""What run() takes -> the engine's request to create a container; pure."""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from docker.types import EndpointConfig, HostConfig, Mount

from helpers.client.labels import ours

_CONFIG = ("user", "hostname", "domainname", "mac_address", "stop_signal", "healthcheck", "stop_timeout", "platform")
_OWN = {"version", "binds", "port_bindings", "network_mode", "mounts", "auto_remove", "log_config"}
_HOST = set(inspect.signature(HostConfig.__init__).parameters) - _OWN - {"self"}

# Options of a run that reach nothing outside its container, so that the same run says the same again.
CONTAINED = frozenset({
    "entrypoint", "env", "user", "workdir", "stdin", "timeout", "hostname", "read_only", "tmpfs", "init", "tty",
    "mem_limit", "memswap_limit", "nano_cpus", "cpu_shares", "pids_limit", "ulimits", "cap_add", "cap_drop",
    "stop_signal", "shm_size", "healthcheck", "sysctls", "group_add",
})  # fmt: skip


def words(command: str | Sequence[str] | None) -> list[str] | None:
    """A command as a list; a string is split as a shell would."""
    if command is None:
        return None
    return shlex.split(command) if isinstance(command, str) else [str(word) for word in command]


def unknown(options: Mapping) -> list[str]:
    """Names that are no option of a run."""
    return [name for name in options if name not in _HOST and name not in _CONFIG and name not in ("tty", "labels")]


def known() -> list[str]:
    """All names of further options."""
    return sorted({*_HOST, *_CONFIG, "tty", "labels"})


def contained(options: Mapping) -> bool:
    """Whether a run with these options has no effect outside its container, and none from there; pure."""
    return all(key in CONTAINED or value in (None, False, [], {}, ()) for key, value in options.items())


def body(api, image: str, command: list[str] | None, options: Mapping) -> dict:
    """The request's body. options: as run() takes them, without those that only concern the client."""
    left = {key: value for key, value in options.items() if value is not None}
    ports = port_bindings(left.pop("ports", None))
    host = {key: left.pop(key) for key in list(left) if key in _HOST}
    host_config = api.create_host_config(
        port_bindings={port: at for port, at in ports.items()} or None,
        network_mode=left.get("network"),
        mounts=mounts(left.pop("mounts", None)) or None,
        auto_remove=False,
        **host,
    )
    stdin = left.pop("stdin", None) is not None
    entrypoint = words(left.pop("entrypoint", None))
    request = {
        "Image": image,
        "Cmd": command,
        "Entrypoint": [""] if entrypoint == [] else entrypoint,
        "Env": [f"{key}={value}" for key, value in (left.pop("env", None) or {}).items()],
        "Labels": {**(left.pop("labels", None) or {}), **ours()},
        "ExposedPorts": {port: {} for port in ports},
        "OpenStdin": stdin,
        "StdinOnce": stdin,
        "AttachStdin": stdin,
        "AttachStdout": True,
        "AttachStderr": True,
        "Tty": bool(left.pop("tty", False)),
        "HostConfig": host_config,
    }
    names = {"user": "User", "workdir": "WorkingDir", "hostname": "Hostname", "domainname": "Domainname",
             "mac_address": "MacAddress", "stop_signal": "StopSignal", "healthcheck": "Healthcheck",
             "stop_timeout": "StopTimeout"}  # fmt: skip
    if "user" in left:  # the API takes a number as text only
        left["user"] = str(left["user"])
    request |= {names[key]: left[key] for key in names if key in left}
    if alias := left.get("alias"):
        request["NetworkingConfig"] = {
            "EndpointsConfig": {left["network"]: EndpointConfig(api._version, aliases=[alias])}
        }
    return {key: value for key, value in request.items() if value not in (None, [], {})}


def port_bindings(ports: Mapping | Sequence | None) -> dict[str, list[dict]]:
    """ports: {container's port: host's port, None for any free one, (address, port), or a list}; "80" is "80/tcp"."""
    if ports is None:
        return {}
    if not isinstance(ports, Mapping):
        ports = {port: None for port in ports}
    result = {}
    for inside, outside in ports.items():
        name = str(inside) if "/" in str(inside) else f"{inside}/tcp"
        result[name] = [_binding(at) for at in (outside if isinstance(outside, list) else [outside])]
    return result


def _binding(at) -> dict:
    if isinstance(at, tuple):
        return {"HostIp": str(at[0]), "HostPort": "" if len(at) < 2 or at[1] is None else str(at[1])}
    return {"HostPort": "" if at is None else str(at)}


def published(ports: Mapping | Sequence | None) -> list[str]:
    """The same as flags of docker run."""
    flags = []
    for inside, bindings in port_bindings(ports).items():
        port = inside.removesuffix("/tcp")
        for at in bindings:
            outside = f"{at['HostIp']}:{at['HostPort']}:" if "HostIp" in at else f"{at['HostPort']}:".lstrip(":")
            flags += ["--publish", f"{outside}{port}"]
    return flags


def mounts(given: Sequence | Mapping | None) -> list[Mount]:
    """mounts: docker.types.Mount, or "SOURCE:TARGET[:ro]" as for -v, or {source: target}; a path makes a bind mount."""
    if isinstance(given, Mapping):
        given = [f"{source}:{target}" for source, target in given.items()]
    return [mount if isinstance(mount, dict) else _mount(str(mount)) for mount in given or ()]


def _mount(text: str) -> Mount:
    source, _, rest = text.partition(":")
    target, _, options = rest.partition(":")
    read_only = "ro" in options.split(",")
    if not target:
        return Mount(target=source, source=None, type="volume")
    if source.startswith((".", "/", "~")):
        return Mount(target, str(Path(source).expanduser().resolve()), type="bind", read_only=read_only)
    return Mount(target, source, type="volume", read_only=read_only)


def mounted(given: Sequence | Mapping | None) -> list[str]:
    """The same as flags of docker run, with the paths as they were given."""
    if isinstance(given, Mapping):
        given = [f"{source}:{target}" for source, target in given.items()]
    flags = []
    for mount in given or ():
        flags += ["--mount", _mount_flag(mount)] if isinstance(mount, dict) else ["-v", str(mount)]
    return flags


def _mount_flag(mount: Mount) -> str:
    parts = [f"type={mount['Type']}"]
    parts += [f"source={mount['Source']}"] if mount.get("Source") else []
    parts += [f"target={mount['Target']}"]
    parts += ["readonly"] if mount.get("ReadOnly") else []
    options = mount.get("VolumeOptions") or {}
    parts += ["volume-nocopy"] if options.get("NoCopy") else []
    tmpfs = mount.get("TmpfsOptions") or {}
    parts += [f"tmpfs-size={tmpfs['SizeBytes']}"] if tmpfs.get("SizeBytes") else []
    parts += [f"tmpfs-mode={tmpfs['Mode']:o}"] if tmpfs.get("Mode") else []
    return ",".join(parts)

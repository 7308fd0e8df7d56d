"""What a container's first process really has: its words, environment, user and directory.

Known without a program in the container, and when it has ended: from what the engine was told, and from the image's
/etc/passwd and /etc/group, by the rules of Docker's daemon and of the runtime. HOME of a user who is not in
/etc/passwd is that of present runtimes; crun of 2023 sets none.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator, Mapping

import docker.errors
import requests

from helpers.client.engine import Client
from helpers.inside import Facts

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"  # where neither image nor run has one
_INIT = ("/sbin/docker-init", "--")
_LARGEST = 4 << 20  # bytes of a file of names that are read


def of(client: Client, container: str) -> Facts:
    """The facts of a container that was created; it may run, and may have ended. Raises docker.errors.APIError."""
    raw = client.api.inspect_container(container)
    _, _, group = ((raw.get("Config") or {}).get("User") or "").partition(":")
    passwd = text_file(client, container, "/etc/passwd")
    return facts(raw, passwd, text_file(client, container, "/etc/group") if group else "")


def text_file(client: Client, container: str, path: str) -> str:
    """A small file of a container; "" where it is not there, or no file."""
    try:
        chunks, _ = client.api.get_archive(container, path)
        data = io.BytesIO()
        for chunk in chunks:
            data.write(chunk[: _LARGEST - data.tell()])
        with tarfile.open(fileobj=io.BytesIO(data.getvalue())) as archive:
            member = archive.next()
            found = archive.extractfile(member) if member is not None and member.isreg() else None
            return found.read().decode("utf-8", "replace") if found else ""
    except (docker.errors.APIError, requests.exceptions.RequestException, tarfile.TarError):
        return ""


def facts(raw: Mapping, passwd: str, group: str) -> Facts:
    """The facts out of a container's inspection and the files of names; pure."""
    config, host = raw.get("Config") or {}, raw.get("HostConfig") or {}
    command = tuple(word for word in (raw.get("Path"), *(raw.get("Args") or ())) if word)
    if host.get("Init") and command[:1] != _INIT[:1]:
        command = (*_INIT, *command)
    user, uid, gid, home = _user(config.get("User") or "", passwd, group)
    env = {"PATH": PATH, "HOSTNAME": config.get("Hostname") or ""} | ({"TERM": "xterm"} if config.get("Tty") else {})
    for entry in config.get("Env") or ():
        name, equals, value = entry.partition("=")
        if equals:
            env[name] = value
        else:
            env.pop(name, None)
    if not env.get("HOME"):
        env["HOME"] = home
    own = not (host.get("PidMode") or "").startswith(("host", "container:"))
    return Facts(command, env, user, uid, gid, config.get("WorkingDir") or "/", own)


def _user(spec: str, passwd: str, group: str) -> tuple[str, int | None, int | None, str]:
    """Name, numbers and home folder of NAME, NUMBER or either with :GROUP. "" is user 0."""
    who, _, whose = spec.partition(":")
    number = int(who) if who.isdecimal() else None if who else 0
    at, wanted = (0, who) if number is None else (2, str(number))  # a number is never looked for among names
    entry = next((row for row in _rows(passwd, 6) if row[at] == wanted), None)
    name = entry[0] if entry else who if number is None else ""
    uid = number if number is not None else int(entry[2]) if entry else None
    gid = int(entry[3]) if entry and entry[3].isdecimal() else None if uid is None else 0
    if whose:
        groups = (int(row[2]) for row in _rows(group, 3) if row[0] == whose)
        gid = int(whose) if whose.isdecimal() else next(groups, None)
    return name, uid, gid, (entry[5] if entry else "") or "/"


def _rows(text: str, fields: int) -> Iterator[list[str]]:
    """Lines of a file of names that have their fields, and a number in the third."""
    for line in text.splitlines():
        row = line.strip().split(":")
        if len(row) >= fields and row[2].isdecimal():
            yield row

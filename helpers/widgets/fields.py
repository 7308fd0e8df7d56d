"""A run's options as a learner types them in fields, and back; pure."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from helpers.client.options import mounted, published, words
from helpers.errors import CourseError

NAMES = ("entrypoint", "env", "ports", "mounts", "user", "workdir")


def shown(options: Mapping) -> dict[str, str]:
    """Each field's text; "" where the option is not given. Options without a field stay as they are."""
    return {name: _text(name, options.get(name)) for name in NAMES}


def _text(name: str, value) -> str:
    if value is None:
        return ""
    if name == "entrypoint":
        return shlex.join(words(value) or [])
    if name == "env":
        return "\n".join(f"{key}={one}" for key, one in value.items())
    if name == "ports":
        return "\n".join(published(value)[1::2])
    return "\n".join(mounted(value)[1::2]) if name == "mounts" else str(value)


def read(name: str, text: str, options: Mapping):
    """An option out of its field's text, as helpers.run takes it; None for an empty field.

    options: those before, of which a mount stays what it is when its line does. Raises CourseError.
    """
    if not text.strip():
        return None
    if name == "entrypoint":
        return _split(text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if name == "env":
        return dict(_variable(line) for line in lines)
    if name == "ports":
        return dict(_port(line) for line in lines)
    if name == "mounts":
        given = options.get("mounts") or ()
        kept = {_text("mounts", [one]): one for one in ([] if isinstance(given, Mapping) else given)}
        return [kept.get(line) or _mount(line) for line in lines]
    return text.strip()


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise CourseError("This cannot be split into words.", why=str(error).lower(), do="close what is open") from None


def _variable(line: str) -> tuple[str, str]:
    name, equals, value = line.partition("=")
    if not equals or not name.strip():
        raise CourseError(f"{line} gives no variable a value.", do="write NAME=value, one a line")
    return name.strip(), value


def _port(line: str) -> tuple[str, object]:
    """HOST:CONTAINER, CONTAINER, or ADDRESS:HOST:CONTAINER, as docker run takes it."""
    outside, _, inside = line.rpartition(":")
    address, _, host = outside.rpartition(":")
    numbers = (inside.partition("/")[0], *([host] if host else []))
    if not all(number.isdecimal() and 0 < int(number) < 65536 for number in numbers):
        raise CourseError(f"{line} names no port.", do="write HOST:CONTAINER, such as 8080:80, or CONTAINER alone")
    port = int(host) if host else None
    return inside, (address.strip("[]"), port) if address else port


def _mount(line: str) -> str:
    target = line.split(":")[1] if ":" in line else line
    if not target.startswith("/"):
        raise CourseError(f"{line} names no absolute path in the container.", do="write volume:/path or ./folder:/path")
    return line

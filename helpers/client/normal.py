"""Configurations and histories as every engine should tell them: one form, whatever its version; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from helpers.client.labels import LABEL
from helpers.model import HistoryEntry, Layer

# The keys of the OCI image configuration's `config`; all others are Docker's own and come and go with its versions.
KEYS = (
    "User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal",
    "Healthcheck", "Shell", "OnBuild",
)  # fmt: skip
# In this order; containerd's image store tells them in that of the alphabet.
_HEALTHCHECK = ("Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries")
_NOP = re.compile(r"^/bin/sh -c #\(nop\)\s+")
_BUILDKIT = re.compile(r"\s*# buildkit$")
_HASH = re.compile(r"\b(file|dir|multi):[0-9a-f]{64}\b")


def config(raw: Mapping | None) -> dict:
    """`Config` of an inspected image or container -> its OCI keys; what is not set is absent, as are our own labels."""
    result = {}
    for key in KEYS:
        value = (raw or {}).get(key)
        if key == "Labels":
            value = {name: text for name, text in (value or {}).items() if not ours(name)}
        if key == "Healthcheck":
            value = {part: value[part] for part in _HEALTHCHECK if part in value} if value else None
        if value not in (None, "", [], {}):
            result[key] = value
    return result


def ours(label: str) -> bool:
    """Whether a label is the course's own: it tells whose a thing is, and differs between machines."""
    return label == LABEL or label.startswith(f"{LABEL}.")


def instruction(created_by: str) -> str:
    """An entry of the history as an instruction, the same from both builders where they say the same."""
    text = _BUILDKIT.sub("", created_by.strip())
    if (cut := _NOP.sub("", text)) != text:
        text = cut
    elif text.startswith(("/bin/sh -c ", "|")):
        text = f"RUN {text}"
    return _HASH.sub(r"\1:…", text)


def history(raw: Sequence[Mapping] | None) -> tuple[HistoryEntry, ...]:
    """GET /images/NAME/history (newest first; null for none) -> entries, oldest first; which made layers: layered()."""
    told = reversed(raw or ())
    entries = [HistoryEntry(instruction(e.get("CreatedBy") or ""), False, e.get("Size") or 0) for e in told]
    return tuple(e for e in entries if not e.instruction.startswith(f"LABEL {LABEL}="))


_LAYERS = ("RUN", "COPY", "ADD", "WORKDIR")


def layered(entries: Sequence[HistoryEntry], diff_ids: Sequence[str]) -> tuple[list[HistoryEntry], list[Layer]]:
    """Say which entries made the layers; an image's list of layers is as long as its entries that are not empty.

    The API leaves `empty_layer` out. An entry with a size made one; of the others those whose instruction changes
    files (an empty one, too: RUN true), as many as are missing, from the end of the image backwards.
    """
    makes = [entry.size > 0 for entry in entries]
    missing = len(diff_ids) - sum(makes)
    for test in (_by_instruction, lambda entry: True):
        for i in reversed(range(len(entries))):
            if missing > 0 and not makes[i] and test(entries[i]):
                makes[i], missing = True, missing - 1
    told = [HistoryEntry(e.instruction, not made, e.size) for e, made in zip(entries, makes, strict=True)]
    made = [entry for entry in told if not entry.empty]
    made += [HistoryEntry("", False)] * (len(diff_ids) - len(made))
    return told, [Layer(e.instruction, e.size, d) for e, d in zip(made, diff_ids, strict=False)]


def sized(
    entries: Sequence[HistoryEntry], layers: Sequence[Layer], contents: Sequence[Sequence[Any]]
) -> tuple[list[HistoryEntry], list[Layer]]:
    """The same, with the sizes of the files in each layer. contents: of the layers, as client.archive reads them."""
    sizes = [sum(entry.size for entry in content) for content in contents]
    told, rest = [], iter(sizes)
    for entry in entries:
        told.append(entry if entry.empty else replace(entry, size=next(rest, entry.size)))
    return told, [replace(layer, size=size) for layer, size in zip(layers, sizes, strict=True)]


def _by_instruction(entry: HistoryEntry) -> bool:
    return entry.instruction.split(" ", 1)[0] in _LAYERS

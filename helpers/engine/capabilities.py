"""What an engine can do, in words that notebooks may ask for; pure."""

from __future__ import annotations

import re

STORAGE = "storage-"  # STORAGE + a name of variants.STORAGES: such an engine can be booted beside this one

# word: the first version of Docker Engine that has it
_SINCE = {
    "add-checksum": (25, 0),
    "add-chmod-url": (23, 0),  # ADD --chmod, for what comes from a URL
    "buildkit": (18, 9),
    "heredocs": (23, 0),
    "start-interval": (25, 0),  # of health checks
    "build-checks": (27, 0),  # docker build --check
    "image-manifests": (28, 0),
    "onbuild-from": (28, 0),  # COPY --from in a trigger, with BuildKit
}


def of(version: dict, info: dict) -> frozenset[str]:
    """The capabilities of an engine, by its answers to /version and /info.

    linux, cgroup2, rootless, podman, containerd-store; cpu-limit, cpuset, memory-limit, pids-limit: what the engine's
    kernel lets it set; and the words above.
    """
    found = re.match(r"(\d+)\.(\d+)", version.get("Version", ""))
    number = (int(found[1]), int(found[2])) if found else (0, 0)
    names = {part.get("Name", "") for part in version.get("Components") or ()}
    words = {word for word, since in _SINCE.items() if number >= since}
    if any("Podman" in name for name in names):  # its versions are its own
        words = {"podman"}
    options = info.get("SecurityOptions") or ()
    facts = {
        "linux": info.get("OSType", version.get("Os")) == "linux",
        "cgroup2": str(info.get("CgroupVersion")) == "2",
        "rootless": any("rootless" in option for option in options),
        "cpu-limit": bool(info.get("CpuCfsQuota")),
        "cpuset": bool(info.get("CPUSet")),
        "memory-limit": bool(info.get("MemoryLimit")),
        "pids-limit": bool(info.get("PidsLimit")),
        "containerd-store": any("io.containerd.snapshotter" in str(row) for row in info.get("DriverStatus") or ()),
    }
    return frozenset(words | {word for word, holds in facts.items() if holds})


def named(missing: list[str]) -> str:
    """Say what an engine lacks, and which one has it."""
    told = []
    for word in missing:
        since = f", which Docker Engine has since {_SINCE[word][0]}.{_SINCE[word][1]}" if word in _SINCE else ""
        told.append(f"this engine lacks {word}{since}")
    return "; ".join(told)

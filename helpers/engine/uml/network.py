"""slirp4netns for User-Mode Linux: the guest's way out, as an ordinary process of the learner's."""

from __future__ import annotations

from pathlib import Path

from helpers.engine import unpacked


def command(rootfs: Path, socket: Path, api: Path) -> list[str]:
    """Return the command that waits on `socket` for the guest; `api` appears once the guest has connected.

    The host's own loopback stays out of the containers' reach.
    """
    options = ["--target-type=bess", "--disable-host-loopback", "--mtu=1500", f"--api-socket={api}", str(socket)]
    return unpacked.command(rootfs, "usr/bin/slirp4netns", *options)

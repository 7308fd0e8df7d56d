"""What the guest is told: a folder it mounts at boot, with its init, settings, keys and the host's folders to mount."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from helpers.engine import shares, slirp, tls

API_PORT = 2376
INIT = Path(__file__).with_name("init.sh")


@dataclass(frozen=True)
class Guest:
    """shared: host folders that appear under the same path. hidden: folders below them that do not.

    environment: variables for dockerd, such as the host's proxies. options: further arguments for dockerd.
    authorities: a file of certificates of those whom registries are certified by. file_system: of the data disk.
    daemon: the text of daemon.json, "" for none. device: what dockerd needs of /dev.
    ports: "FIRST LAST" of those that nobody named.
    """

    server: Path
    shared: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    options: tuple[str, ...] = ()
    authorities: Path | None = None
    file_system: str = "ext4"
    daemon: str = ""
    device: str = ""
    ports: str = ""


def write(folder: Path, guest: Guest) -> None:
    """Write the folder anew, for its owner only: the server's key is in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    shutil.copyfile(INIT, folder / "init")
    (folder / "settings").write_text(settings(guest))
    (folder / "mounts").write_text(shares.mounts(guest.shared, guest.hidden))
    if guest.authorities:
        shutil.copyfile(guest.authorities, folder / "authorities.pem")
    (folder / "tls").mkdir(mode=0o700)
    for name in tls.FILES:
        shutil.copy(guest.server / name, folder / "tls" / name)


def settings(guest: Guest) -> str:
    """Return the assignments that init reads, in sh."""
    values = {
        "ADDRESS": slirp.ADDRESS,
        "GATEWAY": slirp.GATEWAY,
        "NAMESERVER": slirp.NAMESERVER,
        "PORT": str(API_PORT),
        "FILE_SYSTEM": guest.file_system,
        "DAEMON": guest.daemon,
        "DEVICE": guest.device,
        "PORTS": guest.ports,
    }
    lines = [f"{name}={quote(value)}" for name, value in values.items()]
    lines += [f"export {name}={quote(value)}" for name, value in guest.environment]
    lines += [f"set -- {' '.join(map(quote, guest.options))}"]
    return "\n".join(lines) + "\n"

"""What the guest is told: a folder it mounts at boot, with its init, settings, keys and the host's folders to mount."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from helpers.engine import tls
from helpers.engine.uml import kernel

API_PORT = 2376
INIT = Path(__file__).with_name("init.sh")
# Folders that the guest has of its own and cannot do without: nothing of the host is mounted on them or above them.
GUESTS_OWN = tuple(map(Path, ("/usr", "/etc", "/var/lib/docker", "/run", "/tmp", "/dev", "/proc", "/sys")))


@dataclass(frozen=True)
class Guest:
    """shared: host folders that appear under the same path. hidden: folders below them that do not.

    environment: variables for dockerd, such as the host's proxies. options: further arguments for dockerd.
    authorities: a file of certificates of those whom registries are certified by.
    """

    server: Path
    shared: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    options: tuple[str, ...] = ()
    authorities: Path | None = None


def write(folder: Path, guest: Guest) -> None:
    """Write the folder anew, for its owner only: the server's key is in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    shutil.copyfile(INIT, folder / "init")
    (folder / "settings").write_text(settings(guest))
    (folder / "mounts").write_text(mounts(guest.shared, guest.hidden))
    if guest.authorities:
        shutil.copyfile(guest.authorities, folder / "authorities.pem")
    (folder / "tls").mkdir(mode=0o700)
    for name in tls.FILES:
        shutil.copy(guest.server / name, folder / "tls" / name)


def settings(guest: Guest) -> str:
    """Return the assignments that init reads, in sh."""
    values = {
        "ADDRESS": kernel.ADDRESS,
        "GATEWAY": kernel.GATEWAY,
        "NAMESERVER": kernel.NAMESERVER,
        "PORT": str(API_PORT),
    }
    lines = [f"{name}={quote(value)}" for name, value in values.items()]
    lines += [f"export {name}={quote(value)}" for name, value in guest.environment]
    lines += [f"set -- {' '.join(map(quote, guest.options))}"]
    return "\n".join(lines) + "\n"


def mounts(shared: Iterable[Path], hidden: Iterable[Path] = ()) -> str:
    """Return the sh lines that mount host folders under their own path, an outer one before those inside it.

    A folder inside another shared one needs no mount of its own. Left out: what would cover the guest's own folders,
    and a path with a comma, which no mount option can say.
    """
    lines, mounted = [], []
    for path in sorted(set(shared)):
        if "," in str(path) or any(own.is_relative_to(path) for own in GUESTS_OWN):
            continue
        if any(path.is_relative_to(outer) for outer in mounted):
            continue
        mounted.append(path)
        lines.append(f"share {quote(str(path))}")
    for path in sorted(set(hidden)):
        if any(path.is_relative_to(outer) for outer in mounted):
            lines.append(f"hide {quote(str(path))}")
    return "\n".join(lines) + "\n"

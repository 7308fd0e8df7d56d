"""Gets the own kernel ready-made from a release, in place of building it, and verifies it by its checksum."""

from __future__ import annotations

import hashlib
import json
import os
import re
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from helpers import packages
from helpers.engine.base import Progress, silent
from helpers.engine.uml import build
from helpers.errors import EngineError

SUMS = "SHA256SUMS"
SECONDS = 30  # without a byte
LARGEST = 64 << 20  # bytes: many times what a kernel has


def ensure(url: str, sha256: str = "", progress: Progress = silent) -> build.Built:
    """Download the kernel into the course's cache, in place of the one that is there. Raises EngineError.

    It stays until one is built.

    url: of the file; https, or file for one that is here already. sha256: what its checksum is to be, in hexadecimal;
    "" for what the file SHA256SUMS beside it says, which only guards against damage on the way.
    """
    if urlsplit(url).scheme not in ("https", "file"):
        raise _error(url, "the address is neither https nor file", "name a release's file by its https address")
    place, name = build.folder(), url.rpartition("/")[2]
    wanted = sha256.lower() or listed(_get(_beside(url, SUMS), silent).decode(errors="replace"), name)
    if not re.fullmatch(r"[0-9a-f]{64}", wanted):
        raise _error(url, f"{SUMS} beside it has no checksum of {name}", "name the checksum: --sha256")
    content = _get(url, progress)
    found = hashlib.sha256(content).hexdigest()
    if found != wanted:
        raise _error(url, f"its checksum is {found}, it should be {wanted}", "do not use that file; ask who offers it")
    release = release_of(content)
    with packages.locked(place / "lock"):
        fresh = place / ".linux.fresh"
        fresh.write_bytes(content)
        fresh.chmod(0o755)
        os.replace(fresh, place / "linux")
        known = {"recipe": "downloaded", "source": f"downloaded, sha256 {found}", "release": release}
        (place / "stamp.json").write_text(json.dumps(known, indent=1) + "\n")
    return build.Built(place / "linux", release, known["source"])


def listed(sums: str, name: str) -> str:
    """The checksum of a file in the text of SHA256SUMS, "" when it is not in there; pure."""
    found = re.search(rf"^([0-9a-fA-F]{{64}}) [ *](?:\./)?{re.escape(name)}$", sums, re.MULTILINE)
    return found[1].lower() if found else ""


def release_of(kernel: bytes) -> str:
    """What a kernel says of itself ("7.3.4-docker"). Raises EngineError when it is no kernel of ours; pure."""
    found = re.search(rb"Linux version (\S+-docker) ", kernel)
    if kernel[:5] != b"\x7fELF\x02" or not found:
        raise EngineError("That file is no kernel of the course's.", do="name the file of a release")
    return found[1].decode()


def _beside(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


def _get(url: str, progress: Progress) -> bytes:
    parts = []
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:
            total = int(answer.headers.get("Content-Length") or 0)
            while part := answer.read(1 << 18):
                parts.append(part)
                done = sum(map(len, parts))
                if done > LARGEST:
                    raise _error(url, f"it is larger than {LARGEST >> 20} MB", "name the file of a release")
                progress("downloading the engine's kernel", min(done, total), total)
    except (OSError, ValueError, urllib.error.URLError) as error:
        raise _error(
            url, str(error), "check the address and the network, or build it: python3 -m helpers kernel"
        ) from error
    return b"".join(parts)


def _error(url: str, why: str, do: str) -> EngineError:
    shown = re.sub(r"//[^/@\s]*@", "//", url)
    return EngineError(f"The engine's kernel could not be had from {shown}.", why=why, do=do)

"""A docker context for an engine that wants certificates: buildx, run as the program it is, takes them no other way.

The docker command reads DOCKER_TLS_VERIFY and DOCKER_CERT_PATH; buildx alone does not (buildx 0.13).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

NAME = "docker-course"


def environment(folder: Path, host: str, cert_dir: Path) -> dict[str, str]:
    """Write a configuration folder with a context for the engine; return the variables that choose it.

    The learner's own configuration (~/.docker) is neither read nor changed. DOCKER_HOST must not be set beside them.
    """
    key = hashlib.sha256(NAME.encode()).hexdigest()
    meta, tls = folder / "contexts/meta" / key, folder / "contexts/tls" / key / "docker"
    wanted = json.dumps(
        {"Name": NAME, "Metadata": {}, "Endpoints": {"docker": {"Host": host, "SkipTLSVerify": False}}}
    )
    if not _holds(meta / "meta.json", wanted) or any(
        not _holds(tls / name, (cert_dir / name).read_text()) for name in ("ca.pem", "cert.pem", "key.pem")
    ):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        meta.mkdir(parents=True, exist_ok=True)
        tls.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in ("ca.pem", "cert.pem", "key.pem"):
            fresh = tls / f".{name}.{os.getpid()}"
            shutil.copyfile(cert_dir / name, fresh)
            fresh.chmod(0o600)
            os.replace(fresh, tls / name)
        fresh = meta / f".meta.json.{os.getpid()}"
        fresh.write_text(wanted)
        os.replace(fresh, meta / "meta.json")
    return {"DOCKER_CONFIG": str(folder), "DOCKER_CONTEXT": NAME}


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_text() == text
    except OSError:
        return False

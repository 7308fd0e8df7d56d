"""An image as the archive that `docker load` takes (Docker image specification 1.2); pure."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Archive:
    """An image's configuration object and its layers (uncompressed tars), oldest first."""

    config: dict
    layers: tuple[bytes, ...]

    def pack(self) -> bytes:
        """The archive's bytes, uncompressed and without a name for the image; the same for the same image."""
        names = [f"{hashlib.sha256(layer).hexdigest()}.tar" for layer in self.layers]
        diff_ids = [f"sha256:{name.removesuffix('.tar')}" for name in names]
        config = json.dumps(self.config | {"rootfs": {"type": "layers", "diff_ids": diff_ids}}).encode()
        config_name = f"{hashlib.sha256(config).hexdigest()}.json"
        manifest = json.dumps([{"Config": config_name, "RepoTags": None, "Layers": names}]).encode()
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
            parts = dict(zip(names, self.layers, strict=True)) | {config_name: config, "manifest.json": manifest}
            for name, data in parts.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        return out.getvalue()

    def save(self, path: Path) -> None:
        """Write it compressed; whoever reads the path sees the whole archive or none."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        part.write_bytes(gzip.compress(self.pack(), compresslevel=1, mtime=0))
        part.replace(path)


def read(path: Path) -> Archive:
    """Read what save() wrote."""
    with tarfile.open(path, "r:gz") as tar:
        data = {info.name: tar.extractfile(info).read() for info in tar}
    manifest = json.loads(data["manifest.json"])[0]
    config = json.loads(data[manifest["Config"]])
    config.pop("rootfs")
    return Archive(config, tuple(data[name] for name in manifest["Layers"]))

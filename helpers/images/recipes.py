"""What each base image is made of, where no registry has it: packages, files of ours, a script, a configuration."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from helpers.images import layers

SUITE = "trixie"
MADE_LABEL = "org.docker-course.made-from"
_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_HERE = Path(__file__).parent
_METHOD = 2  # raise it when the way of making changes, so that cached images are made anew

# What Debian marks as required or essential, and apt: debootstrap's "minbase".
_REQUIRED = (
    "?essential apt debconf debian-archive-keyring init-system-helpers libpam-modules libpam-modules-bin libpam-runtime"
    " login login.defs mawk mount passwd tzdata"
)
# What the -slim variants leave out, as debuerreotype's .slimify-excludes; licences stay.
SLIM_EXCLUDE = ("/usr/share/doc/*", "/usr/share/info/*", "/usr/share/linda/*", "/usr/share/lintian/*",
                "/usr/share/locale/*", "/usr/share/man/*", "/usr/share/groff/*")  # fmt: skip
SLIM_INCLUDE = ("/usr/share/doc/*/copyright", "/usr/share/locale/locale.alias")


@dataclass(frozen=True)
class Recipe:
    """How to make one base image.

    name: as Dockerfiles name it. packages: Debian's names or apt patterns. version: a package and what its version
    must begin with. config: the OCI configuration; "{version}" in it and in the history is that package's upstream
    version. scripts: run one after the other, as root, in the unpacked image by `shell`. base: the recipe below.
    takes: the only files to take from the packages, path there -> path here; None for all, and a dpkg database.
    comment: said in the history, before the instructions that make no layer.
    """

    name: str
    packages: tuple[str, ...]
    version: tuple[str, str]
    config: dict
    scripts: tuple[str, ...]
    comment: str
    history: tuple[str, ...]
    shell: tuple[str, ...] = ("/bin/sh",)
    base: str | None = None
    takes: tuple[tuple[str, str], ...] | None = None

    def key(self, arch: str) -> str:
        """The name of its archive in the cache, which changes whenever anything in the recipe does."""
        parts = [repr(self), self.script, str(_METHOD), SUITE]
        parts += [f"{path}:{entry.data!r}" for path, entry in sorted(self.files().items())]
        parts += [RECIPES[self.base].key(arch)] if self.base else []
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
        return f"{self.name.replace(':', '-')}-{arch}-{digest}.tar.gz"

    @property
    def script(self) -> str:
        """All of its scripts as one."""
        return "\n".join((_HERE / "scripts" / f"{name}.sh").read_text() for name in self.scripts)

    def files(self) -> layers.Files:
        """Our own files for it, by path."""
        root, files = _HERE / "files" / self.name.partition(":")[0], {}
        for path in sorted(root.rglob("*")):
            if path.is_file():
                layers.add(files, layers.file(path.relative_to(root).as_posix(), path.read_bytes()))
        return files


_BUSYBOX = Recipe(
    name="busybox:1.37",
    packages=("busybox-static",),
    version=("busybox-static", "1:1.37."),
    takes=(("usr/bin/busybox", "bin/busybox"),),
    shell=("/bin/busybox", "sh"),
    scripts=("busybox",),
    config={"Env": [_PATH], "Cmd": ["sh"]},
    comment="BusyBox {version} (static), from Debian's package busybox-static",
    history=('CMD ["sh"]',),
)
_DEBIAN = Recipe(
    name="debian:trixie-slim",
    packages=tuple(_REQUIRED.split()),
    version=("base-files", "13."),
    scripts=("awk", "configure", "clean"),
    config={"Env": [_PATH], "Cmd": ["bash"]},
    comment="a minimal Debian {version}, from Debian's packages",
    history=('CMD ["bash"]',),
)
_NGINX = Recipe(
    name="nginx:1.26",
    base="debian:trixie-slim",
    packages=("nginx",),
    version=("nginx", "1.26."),
    scripts=("configure", "nginx", "clean"),
    config={
        "Env": [_PATH, "NGINX_VERSION={version}"],
        "Entrypoint": ["/docker-entrypoint.sh"],
        "Cmd": ["nginx", "-g", "daemon off;"],
        "ExposedPorts": {"80/tcp": {}},
        "StopSignal": "SIGQUIT",
    },
    comment="nginx {version}, from Debian's package nginx",
    history=(
        "ENV NGINX_VERSION={version}",
        'ENTRYPOINT ["/docker-entrypoint.sh"]',
        "EXPOSE map[80/tcp:{}]",
        "STOPSIGNAL SIGQUIT",
        'CMD ["nginx" "-g" "daemon off;"]',
    ),
)
RECIPES = {recipe.name: recipe for recipe in (_BUSYBOX, _DEBIAN, _NGINX)}

# Docker's word for an engine's architecture -> Debian's
_DEBIAN_ARCH = {"amd64": "amd64", "arm64": "arm64", "arm": "armhf", "386": "i386", "ppc64le": "ppc64el",
                "riscv64": "riscv64", "s390x": "s390x"}  # fmt: skip


def debian_arch(engine_arch: str) -> str | None:
    """Debian's word for an architecture that `docker version` calls so, or None where Debian has no such."""
    return _DEBIAN_ARCH.get(engine_arch)

"""What User-Mode Linux needs of this machine; each check returns None, or a Probe that says no and what to do."""

from __future__ import annotations

import mmap
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from helpers.engine.base import Probe

MEBI = 1 << 20
LEAST_MEMORY = 256 * MEBI
MARGIN = 128 * MEBI  # the host's side of the guest, and slirp4netns
LEAST_DISK = 1536 * MEBI

# Control groups as a container sees its own: version 2, then 1.
_GROUPS = (
    (Path("/sys/fs/cgroup"), "memory.max", "memory.current"),
    (Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes", "memory.usage_in_bytes"),
)

# Where Debian and Alpine, Fedora, openSUSE keep them.
_AUTHORITIES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
)

# Asks for what the kernel will ask for, in a process of its own: a refusal by seccomp, Yama or gVisor shows only so.
_TRACE = """
import ctypes, os, signal
libc = ctypes.CDLL(None, use_errno=True)
child = os.fork()
if child == 0:
    if libc.ptrace(0, 0, None, None):
        os._exit(1)
    os.kill(os.getpid(), signal.SIGSTOP)
    os._exit(0)
status = os.waitpid(child, os.WUNTRACED)[1]
if os.WIFSTOPPED(status):
    libc.ptrace(7, child, None, None)
    status = os.waitpid(child, 0)[1]
raise SystemExit(0 if status == 0 else 1)
"""


def system() -> Probe | None:
    """Linux on x86-64."""
    if platform.system() == "Linux" and platform.machine() in ("x86_64", "AMD64"):
        return None
    here = f"{platform.system()} on {platform.machine()}"
    return Probe(False, f"User-Mode Linux runs on x86-64 Linux only, this is {here}", "install Docker on this machine")


def tracing() -> Probe | None:
    """A process may trace its own child (ptrace)."""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", _TRACE], capture_output=True, timeout=20)
    if done.returncode == 0:
        return None
    remedy = "in a container: docker run --security-opt seccomp=unconfined --cap-add SYS_PTRACE"
    if _read("/proc/sys/kernel/yama/ptrace_scope") == "3":
        remedy = "as root: set kernel.yama.ptrace_scope below 3 in /etc/sysctl.d and restart the machine"
    return Probe(False, "processes may not trace one another here (ptrace is forbidden)", remedy)


def parse_memory(text: str) -> int | None:
    """Return the bytes that "512M", "1G" or "536870912" mean, or None."""
    found = re.fullmatch(r"(\d{1,15})([kmg]?)", text.strip().lower())
    return int(found[1]) << {"": 0, "k": 10, "m": 20, "g": 30}[found[2]] if found else None


def memory(setting: str, beside: int = 0) -> Probe | None:
    """The memory that the setting names is there, and is enough for dockerd. beside: engines that run already.

    Those take theirs as they need it, so what is free now is not all that counts.
    """
    wanted, free = parse_memory(setting), free_memory()
    if wanted is None or wanted < LEAST_MEMORY:
        return Probe(False, f"COURSE_ENGINE_MEMORY={setting} is not 256M or more", "set it to 512M")
    if wanted + MARGIN > free:
        reason = f"{setting} of memory are wanted for the engine, {free // MEBI} MB are free"
        remedy = "end other programs" + (", or set COURSE_ENGINE_MEMORY=384M" if wanted > 384 * MEBI else "")
        return Probe(False, reason, remedy)
    if (beside + 1) * (wanted + MARGIN) > (every := all_memory()):
        reason = f"{setting} of memory are wanted for each of {beside + 1} engines, {every // MEBI} MB are there in all"
        return Probe(False, reason, "use a machine or a container with more memory")
    return None


def all_memory() -> int:
    """Return the bytes that there are in all: the machine's, or its control group's limit if that is less."""
    found = re.search(r"MemTotal:\s+(\d+) kB", _read("/proc/meminfo"))
    limits = (_read(folder / limit) for folder, limit, _ in _GROUPS)
    return min([int(found[1]) << 10 if found else sys.maxsize, *(int(limit) for limit in limits if limit.isdigit())])


def free_memory() -> int:
    """Return the bytes that this process could still have: the machine's, or its control group's if that is less."""
    found = re.search(r"MemAvailable:\s+(\d+) kB", _read("/proc/meminfo"))
    free = int(found[1]) << 10 if found else sys.maxsize
    for folder, limit, used in _GROUPS:
        top, now = _read(folder / limit), _read(folder / used)
        if top.isdigit() and now.isdigit():
            free = min(free, int(top) - int(now) + _cached(folder))
    return max(free, 0)


def _cached(folder: Path) -> int:
    # Page cache counts as used, and goes when it is needed.
    found = re.search(r"^inactive_file (\d+)$", _read(folder / "memory.stat"), re.MULTILINE)
    return int(found[1]) if found else 0


def disk(folder: Path, setting: str) -> Probe | None:
    """The file system of `folder` has room for packages or images. setting: the variable that names another folder."""
    free = shutil.disk_usage(_existing(folder)).free
    if free >= LEAST_DISK:
        return None
    reason = f"{free // MEBI} MB are free where {folder} is, {LEAST_DISK // MEBI} MB are needed"
    return Probe(False, reason, f"free some disk space, or set {setting} to a folder on another disk")


def runs_programs(folder: Path, setting: str) -> Probe | None:
    """The file system of `folder` allows programs to be executed from it. setting: as for disk()."""
    if allows_exec(_existing(folder)):
        return None
    return Probe(False, f"{folder} is on a file system mounted noexec", f"set {setting} to another folder")


def device(path: str) -> Probe | None:
    """A device is there and may be used."""
    if os.access(path, os.R_OK | os.W_OK):
        return None
    return Probe(False, f"there is no {path} here", "in a container: docker run --privileged")


def file_system(name: str) -> Probe | None:
    """The kernel knows a file system, or has a module for it."""
    if re.search(rf"^(nodev)?\t{name}$", _read("/proc/filesystems"), re.MULTILINE):
        return None
    modules = Path("/lib/modules") / platform.release()
    if any(re.search(rf"/{name}\.ko\b", _read(modules / index)) for index in ("modules.dep", "modules.builtin")):
        return None
    return Probe(False, f"this machine's kernel has no {name}", "use a machine whose kernel has it")


def carries_overlays(folder: Path) -> Probe | None:
    """The file system of `folder` can be an overlay's upper layer: it is no overlay itself."""
    above, kind = Path("/"), ""
    for line in _read("/proc/self/mounts").splitlines():
        _, point, found, *_ = line.split()
        point = Path(point.replace("\\040", " "))
        if _existing(folder).is_relative_to(point) and point.is_relative_to(above):
            above, kind = point, found
    if kind != "overlay":
        return None
    return Probe(False, f"{folder} is on an overlay itself", "set COURSE_STATE_DIR to a folder on another disk")


def memory_folder(candidates: Iterable[Path | str], room: int) -> Path | None:
    """Return the first folder that may hold the guest's memory: writable, executable, with `room` bytes free."""
    for candidate in map(Path, filter(None, candidates)):
        try:
            if allows_exec(candidate) and shutil.disk_usage(candidate).free >= room:
                return candidate
        except OSError:
            continue
    return None


def allows_exec(folder: Path) -> bool:
    """Whether a file in `folder` can be made and mapped for execution; False where nothing can be written."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.truncate(mmap.PAGESIZE)
            mmap.mmap(file.fileno(), mmap.PAGESIZE, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_EXEC).close()
    except OSError:
        return False
    return True


def authorities(environment: Mapping[str, str]) -> Path | None:
    """Return this machine's file of trusted certificates: the environment's, the system's, else certifi's."""
    named = (environment.get(name) for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"))
    for candidate in map(Path, filter(None, (*named, *_AUTHORITIES))):
        if candidate.is_file():
            return candidate
    try:
        import certifi
    except ImportError:
        return None
    return Path(certifi.where())


def proxies(environment: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the proxy variables that mean something inside the guest: not those on this machine's loopback."""
    found = {}
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"):
        value = environment.get(name) or environment.get(name.lower()) or ""
        if value and (name == "NO_PROXY" or not _is_loopback(value)):
            found[name] = value
    return tuple(found.items())


def _is_loopback(url: str) -> bool:
    name = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    return name == "localhost" or name == "::1" or name.startswith("127.")


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def _read(path: Path | str) -> str:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return ""

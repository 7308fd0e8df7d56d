"""The driver `namespaces`: the embedded engine for root on Linux, in namespaces of the machine's own kernel."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from helpers import packages
from helpers.engine import disk, host, paths, ports, shares, slirp
from helpers.engine.base import Probe
from helpers.engine.machine import Embedded, Machine
from helpers.engine.spawn import spawn, wait
from helpers.engine.variants import Storage
from helpers.errors import EngineError

HALT_SECONDS = 20
# No proxy process for a published port, no line for every plugin loaded.
DOCKERD_OPTIONS = ("--raw-logs", "--log-level=warn", "--userland-proxy=false")
_HERE = Path(__file__).parent
_CGROUPS = Path("/sys/fs/cgroup")
_CAP_SYS_ADMIN = 21


class Namespaces(Embedded):
    """See Driver in helpers/engine/base.py."""

    name = "namespaces"

    def probe(self) -> Probe:
        """Say whether namespaces can be made here: they are, by a process that ends at once."""
        if platform.system() != "Linux":
            return Probe(False, f"namespaces are Linux's, this is {platform.system()}", "install Docker Desktop")
        if os.geteuid() != 0:
            return Probe(False, "only root may make them", "none is needed: another way serves ordinary users")
        if not _may_administer():
            remedy = "in a container: docker run --privileged"
            return Probe(False, "this root lacks the capability SYS_ADMIN", remedy)
        tried = subprocess.run([*_launch(), "/bin/true"], capture_output=True, text=True, timeout=20)
        if tried.returncode:
            remedy = "in a container: docker run --privileged"
            return Probe(False, f"the kernel refuses: {tried.stderr.strip()}", remedy)
        refusal = (
            self.too_old()
            or host.disk(packages.cache_dir(), "COURSE_CACHE")
            or host.disk(paths.state_dir(), "COURSE_STATE_DIR")
        )
        return refusal or _storage(self.variant.of_storage, paths.state_dir()) or Probe(True)

    def boot(self, machine: Machine) -> Guest:
        """Boot a guest for `machine`. Raises EngineError. Call it in a thread that lives as long as the guest."""
        return boot(machine)


@dataclass(frozen=True)
class Guest:
    """A running guest. process: the guard of its namespaces; slirp: its network. host: how to reach its engine."""

    process: subprocess.Popen
    slirp: subprocess.Popen
    forwards: slirp.Forwards
    cgroup: str
    host: str
    cert_dir: None = None

    def halt(self, timeout: float = HALT_SECONDS) -> bool:
        """Stop dockerd and with it everything; True when it ended that way, False when it had to be killed."""
        self.process.terminate()
        try:
            return self.process.wait(timeout) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            self.kill()

    def kill(self) -> None:
        """End all of it at once."""
        for process in (self.process, self.slirp):
            if process.poll() is None:
                process.kill()
            process.wait()
        remove_cgroups(self.cgroup)


def boot(machine: Machine) -> Guest:
    """Boot a guest; dockerd in it may still be starting. Raises EngineError."""
    api, socket = machine.run_dir / "net-api", machine.run_dir / "docker.sock"
    cgroup = f"/docker-course/{machine.token}"
    remove_cgroups(cgroup)  # an earlier guest's, when it was killed
    for stale in (api, socket):
        stale.unlink(missing_ok=True)
    settings = _write(machine, cgroup)
    init = [str(machine.rootfs / "usr/bin/busybox"), "sh", str(_HERE / "init.sh"), str(settings)]
    with machine.log.open("ab") as log:
        guard = spawn([*_launch(), *init], log, stdout=subprocess.PIPE, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        try:
            first = guard.stdout.readline().strip()
            if not first.isdigit():
                raise EngineError("The engine's namespaces could not be made.", do="see the log", log=machine.log)
            attach = ["--configure", "--mtu=65520", "--netns-type=path", f"/proc/{int(first)}/ns/net", "tap0"]
            net = spawn(slirp.command(machine.rootfs, api, *attach), log)
        except BaseException:
            guard.kill()
            guard.wait()
            raise
    guest = Guest(guard, net, slirp.Forwards(api), cgroup, f"unix://{socket}")
    try:
        wait(api.exists, guard, net, "The engine's network did not start.", machine.log)
        wait(socket.exists, guard, net, "The engine did not start.", machine.log)
        socket.chmod(0o600)
    except BaseException:
        guest.kill()
        raise
    return guest


def remove_cgroups(cgroup: str) -> None:
    """Remove the empty control groups that containers left below `cgroup`, in every hierarchy."""
    for top in [_CGROUPS, *_CGROUPS.glob("*/")]:
        for folder, _, _ in os.walk(top / cgroup.lstrip("/"), topdown=False):
            try:
                os.rmdir(folder)
            except OSError:
                continue


def _launch() -> list[str]:
    return [sys.executable, "-I", "-S", str(_HERE / "launch.py")]


def _write(machine: Machine, cgroup: str) -> Path:
    """Write what init.sh reads; return the file of its settings."""
    folder, data = machine.state_dir / "guest", machine.state_dir / "data"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    for store in ("docker", "containerd"):
        (data / store).mkdir(parents=True, exist_ok=True, mode=0o711)
    kind = machine.variant.of_storage.disk
    if kind:
        disk.ensure(machine.rootfs, machine.state_dir / "data.img", kind=kind)
    (folder / "mounts").write_text(shares.mounts(machine.shared, (machine.state_dir.parent, machine.run_dir)))
    values = {
        "ROOTFS": machine.rootfs,
        "RUN": machine.run_dir,
        "DATA": data,
        "DISK": machine.state_dir / "data.img" if kind else "",
        "FILE_SYSTEM": kind,
        "DAEMON": machine.variant.daemon,
        "MOUNTS": folder / "mounts",
        "AUTHORITIES": host.authorities(os.environ) or "",
        "NAMESERVER": slirp.NAMESERVER,
        "CGROUP": cgroup,
        "PORTS": ports.span(machine.token),
    }
    lines = [f"{name}={quote(str(value))}" for name, value in values.items()]
    lines += [f"export {name}={quote(value)}" for name, value in host.proxies(os.environ)]
    lines += [f"set -- {' '.join(map(quote, (*DOCKERD_OPTIONS, *machine.variant.of_storage.options)))}"]
    (folder / "settings").write_text("\n".join(lines) + "\n")
    return folder / "settings"


def _storage(storage: Storage, state: Path) -> Probe | None:
    """What a storage needs of this machine's kernel, which the engine shares."""
    refusal = host.device(storage.device) if storage.device else None
    if storage.disk:
        refusal = refusal or host.device("/dev/loop-control") or host.file_system(storage.disk)
    return refusal or (host.carries_overlays(state) if storage.overlays else None)


def _may_administer() -> bool:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return bool(int(line.split()[1], 16) >> _CAP_SYS_ADMIN & 1)
    return False

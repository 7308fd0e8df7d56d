"""Boots a guest, and ends it: two processes of the learner's own, which die with the process that started them."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from helpers.engine import disk, host, ports, slirp, tls
from helpers.engine.spawn import spawn, wait
from helpers.engine.uml import guest, kernel, mconsole
from helpers.engine.uml.prebuilt import Prebuilt
from helpers.engine.variants import Variant
from helpers.errors import EngineError

HALT_SECONDS = 20
SERVER_NAMES = ("127.0.0.1", "localhost", slirp.ADDRESS)
# Every program that dockerd starts costs: no proxy process for a published port, no line for every plugin loaded.
_HOW = {
    True: "running programs by ptrace: slower than seccomp, and more shut off",
    False: "running programs under seccomp: twice as fast as ptrace, but a hostile program in a container could reach "
    "what this account can; COURSE_ENGINE_SECCOMP=0 forbids it",
}
DOCKERD_OPTIONS = ("--raw-logs", "--log-level=warn", "--userland-proxy=false")


@dataclass(frozen=True)
class Plan:
    """What to boot. rootfs, cache: shared between engines. state: this engine's own folder, kept between boots.

    run: a folder for sockets, with a short path. shared: host folders to mount under their own path.
    memory: "512M". seccomp: allow a kernel that can to use it. environment: for dockerd, such as proxies.
    authorities: see guest.Guest. variant: which engine. token: its own. prebuilt: what is ready-made, and `rootfs`
    then holds programs for this machine only.
    """

    rootfs: Path
    cache: Path
    state: Path
    run: Path
    log: Path
    shared: tuple[Path, ...] = ()
    memory: str = "512M"
    seccomp: bool = True
    environment: tuple[tuple[str, str], ...] = ()
    authorities: Path | None = None
    variant: Variant = Variant()
    token: str = ""
    prebuilt: Prebuilt | None = None


@dataclass(frozen=True)
class Guest:
    """A running guest. process: the kernel; slirp: its network. host, cert_dir: how to reach its engine."""

    process: subprocess.Popen
    slirp: subprocess.Popen
    forwards: slirp.Forwards
    mconsole: Path
    log: Path
    host: str = ""
    cert_dir: Path | None = None

    def freeze(self) -> None:
        """Stop the guest's kernel, and with it all in there. Raises EngineError."""
        mconsole.ask(self.mconsole, "stop")

    def thaw(self) -> None:
        """Have it go on; one that was not stopped goes on as it is. Raises EngineError."""
        try:
            mconsole.ask(self.mconsole, "go")
        except EngineError as error:
            if "Not stopped" not in error.why:
                raise

    def notes(self) -> list[str]:
        """How the guest runs programs; "{kernel}" stands for the kernel's version."""
        return [f"User-Mode Linux {{kernel}}, {_HOW[traced(self.process.pid)]}"]

    def halt(self, timeout: float = HALT_SECONDS) -> bool:
        """Stop dockerd, unmount and power off; True when it ended that way, False when it had to be killed."""
        clean = False
        try:
            if self.process.poll() is None:
                mconsole.ask(self.mconsole, "cad")
                clean = self.process.wait(timeout) == 0
        except (EngineError, subprocess.TimeoutExpired):
            pass
        finally:
            self.kill()
        return clean

    def kill(self) -> None:
        """End both processes at once. The data disk's journal mends what is cut off."""
        for process in (self.process, self.slirp):
            if process.poll() is None:
                process.kill()
            process.wait()
        shutil.rmtree(self.mconsole.parent, ignore_errors=True)


def traced(pid: int) -> bool:
    """Whether the kernel `pid` runs its programs by ptrace; else it does so under seccomp."""
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if f"\nTracerPid:\t{pid}\n" in status.read_text():
                return True
        except OSError:
            continue
    return False


def boot(plan: Plan) -> Guest:
    """Boot and return a guest whose API port is forwarded; dockerd in it may still be starting. Raises EngineError.

    Call it in a thread that lives as long as the guest is to live: the kernel ends both processes with it.
    """
    credentials = tls.ensure(plan.state / "tls", SERVER_NAMES)
    storage, file_system = plan.variant.of_storage, plan.variant.of_storage.disk or "ext4"
    ready = plan.prebuilt.data_for(plan.variant) if plan.prebuilt else None
    disk.ensure(plan.rootfs, plan.state / "data.img", kind=file_system, like=ready)
    folder, link, api = plan.state / "guest", plan.run / "net", plan.run / "net-api"
    hidden = (plan.state, plan.run)
    options = (*DOCKERD_OPTIONS, *storage.options)
    told = guest.Guest(
        credentials.server,
        plan.shared,
        hidden,
        plan.environment,
        options,
        plan.authorities,
        file_system,
        plan.variant.daemon,
        storage.device,
        ports.span(plan.token) if plan.token else "",
    )
    guest.write(folder, told)
    chosen = kernel.find(plan.rootfs, plan.cache, plan.state)
    how = kernel.Boot(
        plan.rootfs,
        folder,
        plan.state / "data.img",
        link,
        plan.run / "uml",
        secrets.token_hex(4),
        plan.memory,
        plan.seccomp,
        file_system,
        plan.prebuilt.root if plan.prebuilt else None,
    )
    command = kernel.command_line(chosen, how)
    for stale in (link, api):
        stale.unlink(missing_ok=True)
    environment = {"PATH": "/usr/bin:/bin", "TMPDIR": str(_memory_folder(plan))}
    with plan.log.open("ab") as log:
        net = spawn(slirp.command(plan.rootfs, api, "--target-type=bess", "--mtu=1500", str(link)), log)
        try:
            wait(link.exists, net, net, "The engine's network did not start.", plan.log)
            process = spawn(command, log, cwd=chosen.folder, env=environment | dict(chosen.environment))
        except BaseException:
            net.kill()
            net.wait()
            raise
    running = Guest(process, net, slirp.Forwards(api), how.mconsole, plan.log)
    try:
        wait(api.exists, process, net, "The engine's kernel did not start.", plan.log)
        port = running.forwards.add_free(guest.API_PORT)
    except BaseException:
        running.kill()
        raise
    return replace(running, host=f"tcp://{slirp.LOOPBACK}:{port}", cert_dir=credentials.client)


def _memory_folder(plan: Plan) -> Path:
    room = (host.parse_memory(plan.memory) or 0) + host.MARGIN
    candidates = (os.environ.get("TMPDIR", ""), "/dev/shm", "/tmp", plan.state)
    found = host.memory_folder(candidates, room)
    if found is None:
        why = f"the guest's memory needs {room // host.MEBI} MB in a folder that allows programs to be executed"
        raise EngineError("The engine's memory has no place.", why=why, do="set TMPDIR to such a folder", log=plan.log)
    return found

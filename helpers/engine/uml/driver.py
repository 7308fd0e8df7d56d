"""The driver `uml`: the embedded engine for any user on x86-64 Linux, in a kernel that is an ordinary process."""

from __future__ import annotations

import os
from pathlib import Path

from helpers import packages
from helpers.engine import host, paths
from helpers.engine.base import Probe, Progress
from helpers.engine.machine import Embedded, Machine, all_running, running
from helpers.engine.uml import kernel, prebuilt, vm

MEMORY = "512M"


class Uml(Embedded):
    """See Driver in helpers/engine/base.py."""

    name = "uml"

    def probe(self) -> Probe:
        """Say whether a User-Mode Linux kernel can run here: one process is started for it, nothing is changed.

        One that runs already has what it needs: its memory is not to be free a second time.
        """
        if running(self.folder()):
            return Probe(True)
        cache, state = packages.cache_dir(), paths.state_dir()
        fetches = not prebuilt.find(self.variant)
        refusal = (
            self.too_old()
            or host.system()
            or host.memory(memory(), sum(one.driver == self.name for one in all_running(state).values()))
            or (host.disk(cache, "COURSE_CACHE") if fetches else None)
            or host.disk(state, "COURSE_STATE_DIR")
            or (host.runs_programs(cache, "COURSE_CACHE") if fetches else None)
            or host.runs_programs(state, "COURSE_STATE_DIR")
            or (None if kernel.own(cache) and seccomp() else host.tracing())
        )
        return refusal or Probe(True)

    def root(self) -> Path:
        """See Embedded."""
        ready = prebuilt.find(self.variant)
        return ready.host if ready else super().root()

    def ensure_root(self, progress: Progress) -> None:
        """See Embedded."""
        if not prebuilt.find(self.variant):
            super().ensure_root(progress)

    def boot(self, machine: Machine) -> vm.Guest:
        """Boot a guest for `machine`. Raises EngineError. See vm.boot for the thread to call it in."""
        return vm.boot(
            vm.Plan(
                rootfs=machine.rootfs,
                cache=packages.cache_dir(),
                state=machine.state_dir,
                run=machine.run_dir,
                log=machine.log,
                shared=machine.shared,
                memory=memory(),
                seccomp=seccomp(),
                environment=host.proxies(os.environ),
                authorities=host.authorities(os.environ),
                variant=machine.variant,
                token=machine.token,
                prebuilt=prebuilt.find(machine.variant),
            )
        )


def memory() -> str:
    """Return how much memory the guest gets ("512M"): COURSE_ENGINE_MEMORY, which counts at the next start."""
    return os.environ.get("COURSE_ENGINE_MEMORY") or MEMORY


def seccomp() -> bool:
    """Whether an own kernel may run programs under seccomp: COURSE_ENGINE_SECCOMP, "0" for no.

    Twice as fast as ptrace; a hostile program in a container could then reach the kernel's process, which is the
    learner's own account. Debian's kernel only knows ptrace.
    """
    return os.environ.get("COURSE_ENGINE_SECCOMP", "1") not in ("0", "no", "off", "false")

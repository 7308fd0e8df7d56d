"""Which engine: an ordered list, asked one by one, and why each one was refused."""

from __future__ import annotations

import os
from dataclasses import dataclass

from helpers.engine import machine, paths
from helpers.engine.base import Driver, Endpoint, Probe, Progress, silent
from helpers.engine.existing import Existing
from helpers.engine.variants import Variant
from helpers.errors import CourseError, EngineError


@dataclass(frozen=True)
class Choice:
    """The driver that was taken, None when there is none, and what those before it said."""

    driver: Driver | None
    refusals: tuple[tuple[str, Probe], ...]


def embedded(variant: Variant | None = None) -> tuple[Driver, ...]:
    """The drivers that boot an engine, the first to be asked first. variant: None for the environment's."""
    from helpers.engine.namespaces.driver import Namespaces
    from helpers.engine.uml.driver import Uml

    return Namespaces(variant), Uml(variant)


def drivers() -> tuple[Driver, ...]:
    """All drivers, the first to be asked first."""
    return Existing(own_addresses), *embedded()


def driver(name: str) -> Driver:
    """The driver called `name`. Raises EngineError, which names them all."""
    every = drivers()
    for one in every:
        if one.name == name:
            return one
    names = ", ".join(one.name for one in every)
    raise EngineError(f"There is no engine called {name!r}.", do=f"set COURSE_ENGINE to one of: {names}")


def candidates() -> tuple[Driver, ...]:
    """The drivers to ask: all, or the one that COURSE_ENGINE names. Raises EngineError."""
    named = os.environ.get("COURSE_ENGINE")
    return (driver(named),) if named else drivers()


def beside(variant: Variant) -> tuple[Driver, ...]:
    """The drivers to ask for an engine beside the one in use: COURSE_ENGINE counts where it names one that boots."""
    every, named = embedded(variant), os.environ.get("COURSE_ENGINE")
    return tuple(one for one in every if one.name == named) or every


def choose(among: tuple[Driver, ...]) -> Choice:
    """Ask one after the other; the first that can is taken."""
    refusals = []
    for one in among:
        answer = one.probe()
        if answer.ok:
            return Choice(one, tuple(refusals))
        refusals.append((one.name, answer))
    return Choice(None, tuple(refusals))


def start(among: tuple[Driver, ...], progress: Progress = silent) -> tuple[Driver, Endpoint]:
    """Start the first that can; one that promised and failed is a refusal as well. Raises EngineError with all."""
    refusals: list[tuple[str, Probe]] = []
    log = None
    for position in range(len(among)):
        answer = among[position].probe()
        if answer.ok:
            try:
                return among[position], among[position].start(paths.state_dir(), progress)
            except CourseError as error:
                answer, log = Probe(False, f"{error.what} {error.why}".strip(), error.do), error.log or log
        refusals.append((among[position].name, answer))
    raise none_possible(refusals, log)


NONE = "There is no Docker Engine here, and none can be booted."


def none_possible(refusals, log=None, what: str = NONE) -> EngineError:
    """The one error for "no engine": every driver's reason and remedy."""
    lines = [f"{name}: {answer.reason}" for name, answer in refusals]
    remedies = [f"{name}: {answer.remedy}" for name, answer in refusals if answer.remedy]
    return EngineError(
        what,
        why="\n       ".join(lines),
        do="one of these\n       " + "\n       ".join(remedies),
        log=log,
    )


def own_addresses() -> frozenset[str]:
    """Addresses of the course's own engines that run now."""
    return frozenset(state.host for state in machine.all_running(paths.state_dir()).values())

"""The learner's verbs. Each delegates; none prints: they return values that show themselves."""

from __future__ import annotations

import functools
import importlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import helpers.render  # noqa: F401  teaches the values to show themselves
from helpers import drawn, inside, model, session
from helpers.errors import NotFoundError
from helpers.lessons.expected import expect_error  # noqa: F401  a verb as it is
from helpers.peeking import peek  # noqa: F401  a verb as it is


def _endpoint(progress):
    # The verb engine() hides the package of that name.
    return importlib.import_module("helpers.engine").ensure(progress)


session.find_with(_endpoint)


def build(
    source: str | Path,
    *,
    tag: str | None = None,
    context: str | Path | Mapping[str, str | bytes] | None = None,
    args: Mapping[str, str] | None = None,
    target: str | None = None,
    no_cache: bool = False,
    builder: str = "buildkit",
    secrets: Mapping[str, str] | None = None,
    check: bool = True,
    cancel: threading.Event | None = None,
) -> model.Build:
    """Build an image, like `docker build`.

    source: "06-cmd/Dockerfile.exec" below dockerfiles/, a folder, a path, or a Dockerfile's text.
    context: for a text, a folder or {name: text}. builder: "buildkit" or "classic". secrets: id -> value.
    Raises BuildError when an instruction fails (not with check=False), DockerfileError, NotFoundError, EngineError.
    """
    from helpers.building import build as work

    options = {"tag": tag, "args": args, "target": target, "no_cache": no_cache, "secrets": secrets}
    return work(session.client(), source, context, options, builder, check, cancel)


def run(image: Any, command: str | Sequence[str] | None = None, *, detach=False, timeout: float | None = 60, **options):
    """Run a container, like `docker run --rm`: its output, exit code and facts, or with detach=True a Container.

    command: a list, or a string that is split as a shell would. timeout: seconds, after which it is killed.
    options: entrypoint, env, ports, mounts, network, user, workdir, stdin (a text), name, hostname, remove, and
    docker-py's host options. Raises RunError, NotFoundError, EngineError.
    """
    from helpers.client import containers, images
    from helpers.client.detached import start

    client = session.client()
    if options.get("network") is not None:
        options["network"] = getattr(options["network"], "name", options["network"])
    name, ref = images.name(image), images.reference(image)

    def work():
        if detach:
            return start(client, images.real(client, ref), command, options, shown=name)
        return containers.run(client, images.real(client, ref), command, options, timeout, shown=name)

    session.bases(client, [ref])
    try:
        return work()
    except NotFoundError:
        if not isinstance(image, str) or image.startswith(("course/", "sha256:")):
            raise
    session.bases(client, [ref], pull=True)
    return work()


def docker(line: str | Sequence[str], *, stdin: str | None = None, timeout: float = 60) -> model.Run:
    """The docker command as typed, on the course's engine; what it makes carries the course's label.

    line: with or without "docker" in front. A command that fails is a result, not an error: see its exit code.
    Raises RunError when it does not end in time (seconds), EngineError without an engine or a docker command.
    """
    from helpers.client import cli

    client = session.client()
    session.bases(client, cli.bases_in(cli.words(line), session.pinned()))
    return cli.docker(client, line, stdin, timeout)


def image(ref: Any) -> model.Image:
    """An image: its configuration, layers and history. Raises NotFoundError."""
    from helpers.client import images

    client = session.client()
    if isinstance(ref, str):
        session.bases(client, [ref])
    return images.image(client, ref, session.pinned())


def config(ref: Any) -> model.Config:
    """The configuration of an image or a container, the same keys on every engine. Raises NotFoundError."""
    from helpers.client import images

    if hasattr(ref, "config") and not isinstance(ref, model.Image):
        return ref.config
    client = session.client()
    if isinstance(ref, str):
        session.bases(client, [ref])
    return images.config(client, ref)


def history(ref: Any) -> model.History:
    """An image's history, oldest first, like `docker history`. Raises NotFoundError."""
    found = image(ref)
    return model.History(found.history, found.name, found.base, found.base_history)


def layers(ref: Any, *, files: bool = False) -> model.Layers | inside.LayersFiles:
    """An image's layers, oldest first, with the instruction that made each. Raises NotFoundError.

    files: with the files that each layer adds, changes and removes, and their sizes in bytes.
    """
    found = image(ref)
    if files:
        from helpers.client.files import layers_files

        return layers_files(session.client(), found)
    return model.Layers(found.layers, found.name, found.base, found.base_layers)


def diff(a: Any, b: Any) -> model.Difference:
    """What changed from one image or container to another: files and configuration. Raises NotFoundError."""
    from helpers.client.compare import compare

    return compare(session.client(), a, b)


def network(name: str, **options):
    """A network for the length of a with-block, like `docker network create`."""
    from helpers.client import things

    return things.network(session.client(), name, **options)


def volume(name: str, **options):
    """A volume for the length of a with-block, like `docker volume create`."""
    from helpers.client import things

    return things.volume(session.client(), name, **options)


def events(*actions: str, kinds: Sequence[str] = ("container",)):
    """Collects the events of this session's containers inside a with-block, like `docker events`.

    actions: only these ("create", "start", "die"…). kinds: container, image, network, volume.
    """
    from helpers.client.things import EventLog

    return EventLog(session.client(), tuple(kinds), actions)


def processes(container: Any = None) -> model.Processes:
    """A container's processes as the engine's kernel sees them; without one, the engine's and this session's."""
    if container is not None:
        return container.processes()
    from helpers.client import images
    from helpers.client import processes as listing

    client = session.client()
    session.bases(client, ["busybox:1.37"])
    return listing.of_engine(client, images.real(client, "busybox:1.37"), "busybox:1.37")


def until(look: Callable[[], Any], timeout: float = 30) -> Any:
    """Ask look() again and again until its answer is true, for at most `timeout` seconds; return the last answer."""
    deadline = time.monotonic() + timeout
    while not (seen := look()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return seen


def stages(source: str | Path, *, target: str | None = None, args: Mapping[str, str] | None = None) -> drawn.Stages:
    """The stages of a Dockerfile, and what each takes from where; needs no engine.

    source: as build() takes it. target: a stage's name or index. Raises DockerfileError, NotFoundError.
    """
    from helpers import sources
    from helpers.dockerfile import stages as graph

    found = sources.find(source)
    return graph(found.text, target, args, found.file)


def topology(*networks: Any) -> drawn.Topology:
    """Networks with this session's running containers and published ports; without a name, all that they are in."""
    from helpers.client import topology as reading

    return reading.topology(session.client(), networks)


def timeline(container: Any, checks: int | None = None, *, timeout: float = 60) -> drawn.Timeline:
    """A container's health checks in order. checks: wait for so many, and show these. Raises RunError."""
    from helpers.client import health

    return health.timeline(session.client(), container, checks, timeout)


def mounts(container: Any) -> drawn.Mounts:
    """Where each mounted path of a container lives: on the host, in a volume, in memory. Raises NotFoundError."""
    from helpers.client import mounted

    return mounted.mounts(session.client(), container)


def logs(container: Any) -> model.Log:
    """What a container printed so far, like `docker logs`."""
    return container.logs()


def clean(everything: bool = False) -> model.Cleaned:
    """Remove what this session and ended ones created; everything: what other living sessions did, too."""
    from helpers.client import cleanup

    return cleanup.clean(session.client(), everything)


def engine(name: str | None = None) -> model.EngineInfo:
    """The engine behind this notebook, found or booted now if it was not yet. Raises EngineError.

    name: "existing", "namespaces" or "uml" to have that one from here on; None for the first that works.
    """
    if name is not None:
        session.choose(name)
    client = session.client()
    version = client.api.version()["Version"]
    return model.EngineInfo(session.which(), session.why(), dict(client.env), client.capabilities, version)


@contextmanager
def engine_with(*, storage: str | None = None, suite: str | None = None) -> Iterator[Any]:
    """Another engine beside the notebook's, for the length of a with-block; its verbs are methods of it.

    storage: overlay2, fuse-overlayfs, btrfs, vfs, containerd (its image store). suite: bookworm, trixie or forky,
    Debian's release that it comes from. None: what the environment says, else what the engine chooses, and trixie.
    Raises EngineError when it cannot be booted here, with its reasons.
    """
    from helpers import progress
    from helpers.beside import Beside

    engines = importlib.import_module("helpers.engine")
    with ExitStack() as stack:
        with progress.bar() as show:
            endpoint = stack.enter_context(engines.beside(storage, suite, show))
        yield stack.enter_context(Beside(endpoint))


def lacking(*capabilities: str) -> str:
    """What is lacking here of these capabilities, as a sentence; "" when nothing is.

    The engine's, and "storage-NAME" where an engine that stores images that way can be booted beside it.
    """
    from helpers.engine.capabilities import STORAGE, named

    own = [word for word in capabilities if not word.startswith(STORAGE)]
    told = named([word for word in own if word not in session.client().capabilities]) if own else ""
    others = [no for word in capabilities if word.startswith(STORAGE) and (no := _no_storage(word))]
    return "; ".join(filter(None, (told, *others)))


@functools.cache
def _no_storage(word: str) -> str:
    from helpers.engine.capabilities import STORAGE

    storage = word.removeprefix(STORAGE)
    why = importlib.import_module("helpers.engine").refusal_of(storage)
    return f"no engine with {storage} can be booted here ({why})" if why else ""


def toggle(source, **options):
    """A widget with a switch for each instruction of a Dockerfile; see helpers.widgets."""
    from helpers.widgets import toggle as make

    return make(source, **options)


def playground(source, **options):
    """A widget to change all of a Dockerfile, its build and its run, and to see what that does; see helpers.widgets."""
    from helpers.widgets import playground as make

    return make(source, **options)


def lint(source: str | Path, *, ignore: Sequence[str] = (), config: str | Path | None = None):
    """What hadolint finds in a Dockerfile: line, rule, level and message of each. source: as for build().

    ignore: rules to leave out. config: a file of hadolint's, such as ".hadolint.yaml"; None: all of its own rules.
    Raises NotFoundError, also when hadolint is not installed.
    """
    from helpers.lessons.lint import lint as read

    return read(source, ignore=ignore, config=config)


def exercise(name: str):
    """Show an exercise, such as "06-cmd/1"."""
    from helpers.lessons import exercise as show

    return show(name)


def check(name: str, answer: Any = None):
    """Check an answer to an exercise on its real effect."""
    from helpers.lessons import check as judge

    return judge(name, answer)


def verdict(claim: str, value: str, sentence: str, *, source: str = ""):
    """State what became of a claim: true, true with a condition, false, or out of date."""
    from helpers.lessons import verdict as state

    return state(claim, value, sentence, source=source)

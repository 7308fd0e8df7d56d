"""Containers: run to the end, or in the background with a handle; all labelled."""

from __future__ import annotations

import contextlib
import json
import re
import threading
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace

import docker.errors
import requests

from helpers.client import facts, watch
from helpers.client import options as opts
from helpers.client.answers import answering, full, nearest, no_space, reason
from helpers.client.buildkit import Cancelled
from helpers.client.command import run_command
from helpers.client.engine import Client
from helpers.client.labels import KEPT
from helpers.client.ports import blocked
from helpers.client.streams import Input, Output, read
from helpers.errors import CourseError, NotFoundError, RunError
from helpers.model import Run

_ATTEMPTS = 3  # of a run whose output the engine may have lost
_again: ContextVar[bool] = ContextVar("again", default=False)
_LOGGED = 1 << 20  # bytes of output up to which the log is asked whether it has more

# crun's words, then runc's
_NO_PROGRAM = re.compile(
    r"executable file `([^`]+)` not found"
    r"|exec: \\?\"([^\"\\]+)\\?\": (?:executable file not found|stat [^:]*: no such file)"
)


def command_line(image: str, command: Sequence[str] | None, options: Mapping, detach: bool = False) -> str:
    """The docker command that does the same as run() or start() with these options."""
    shown = {key: value for key, value in options.items() if key not in ("ports", "mounts", "labels", "alias")}
    shown |= {"published": opts.published(options.get("ports")), "mounted": opts.mounted(options.get("mounts"))}
    shown |= {"entrypoint": opts.words(options.get("entrypoint")), "detach": detach}
    if options.get("alias"):
        shown["network_alias"] = options["alias"]
    return run_command(image, command, shown)


def run(
    client: Client, image: str, command, options: Mapping, timeout: float | None = 60, shown: str | None = None
) -> Run:
    """Run a container to its end and remove it, unless options["remove"] is False; return what it printed.

    image: a reference or id. shown: the image's name in the command that is displayed. timeout: seconds.
    options["cancel"]: an event that ends it from another thread. Raises RunError when it does not start or does not
    end in time (`error.run` has the output), NotFoundError, Cancelled.
    """
    options = dict(options)
    cancel = options.pop("cancel", None)
    words = opts.words(command)
    line = command_line(shown or image, words, options)
    with answering("Running the container"):
        repeated = _again.get() and opts.contained(options) and options.get("remove", True)
        for _ in range(_ATTEMPTS if repeated else 1):
            output, ended, code, known, lost = _once(client, image, words, options, timeout, line, cancel)
            if not lost:
                break
    result = Run(line, output.stdout, output.stderr, code, known)
    if not ended:
        raise RunError(
            f"The run did not end within {timeout:g} s and was killed: {line}",
            run=result,
            why=_so_far(result),
            do="give it a longer timeout, or run it with detach=True",
        )
    return result


@contextlib.contextmanager
def done_again():
    """Inside the block, a run that printed nothing because the engine may have lost it is done again.

    For who judges by what is printed. It is not for everybody: a run can be noticed, by a container that it calls.
    """
    token = _again.set(True)
    try:
        yield
    finally:
        _again.reset(token)


def _once(client: Client, image: str, words, options: Mapping, timeout: float | None, line: str, cancel):
    """Output, whether it ended by itself, exit code, facts, and whether the engine may have lost what it printed."""
    container = create(client, image, words, options)
    try:
        known = facts.of(client, container)
        with _killed_on(cancel, client, container):
            output, ended = _to_the_end(client, container, options, timeout, line)
        code = client.api.wait(container)["StatusCode"]
        output = _complete(client, container, output, bool(options.get("tty")))
        return output, ended, code, known, ended and not output.size and _outran(client, container)
    except RunError as error:  # it did not start; what it would have had is known all the same
        error.run = error.run and replace(error.run, facts=known)
        raise
    finally:
        if options.get("remove", True):
            remove(client, container)


def _outran(client: Client, container: str) -> bool:
    """Whether it had ended before its start was finished.

    A busy engine then closes the container's streams unread ("reading from a closed fifo", it logs): what was printed
    is neither sent nor logged. Seen in one of 710 runs of `echo` on Docker 26.1, at a load of 11.
    """
    state = client.api.inspect_container(container)["State"]
    return moment(state["FinishedAt"]) < moment(state["StartedAt"])


def moment(told: str) -> tuple[str, str]:
    """A time as the engine tells it, "2026-11-25T03:01:37.72781Z", such that an earlier one is less."""
    seconds, _, fraction = told.removesuffix("Z").partition(".")
    return seconds, fraction.ljust(9, "0")


def _so_far(result: Run) -> str:
    text = result.output.strip()
    return f"it printed until then:\n{text[-2000:]}" if text else "it printed nothing until then"


def create(client: Client, image: str, command: list[str] | None, options: Mapping) -> str:
    """Create a container; return its id. Raises NotFoundError, RunError."""
    if wrong := opts.unknown({k: v for k, v in options.items() if k not in _OPTIONS}):
        raise TypeError(f"run() has no option {wrong[0]!r}; {nearest(wrong[0], [*opts.known(), *_OPTIONS])}")
    given = {key: value for key, value in options.items() if key not in ("remove", "name", "platform")}
    body = opts.body(client.api, image, command, given)
    params = {"name": options.get("name"), "platform": options.get("platform")}
    response = client.api._post_json(client.api._url("/containers/create"), data=body, params=params)
    try:
        return client.api._result(response, True)["Id"]
    except docker.errors.APIError as error:
        raise _not_created(client, image, options, error) from error


_OPTIONS = ("entrypoint", "env", "ports", "mounts", "network", "user", "workdir", "stdin", "name", "hostname",
            "remove", "alias")  # fmt: skip


def _not_created(client: Client, image: str, options: Mapping, error: docker.errors.APIError) -> CourseError:
    why = reason(error)
    if error.status_code == 404 and not client.api.images(name=image, quiet=True):
        return NotFoundError(f"There is no image {image} on the engine.", why=why, do=nearest(image, tags(client)))
    if error.status_code == 409 and options.get("name"):
        return RunError(
            f"The name {options['name']} is taken by another container.",
            do="choose another name, or remove that container",
        )
    return full("Creating the container") if no_space(why) else RunError("The container cannot be created.", why=why)


def tags(client: Client) -> list[str]:
    """All tags of the engine's images."""
    found = (tag for image in client.api.images() for tag in image.get("RepoTags") or ())
    return sorted(tag for tag in found if "<none>" not in tag and not tag.startswith(f"{KEPT}:"))


def begin(client: Client, container: str, options: Mapping, line: str) -> None:
    """Start a created container. Raises RunError with the cause."""
    try:
        client.api.start(container)
    except docker.errors.APIError as error:
        why = reason(error)
        if no_space(why):
            raise full("Starting the container") from error
        busy = blocked(client, container, opts.port_bindings(options.get("ports")))
        what = f"The container did not start: {line}"
        if busy:
            raise RunError(what, why=busy, do="publish another port, or stop what uses it") from error
        code = client.api.inspect_container(container)["State"].get("ExitCode")
        raise RunError(what, why=_short(why), do="", run=Run(line, "", _short(why) + "\n", code or 125)) from error


def _short(why: str) -> str:
    """What the runtime says, without the chain of programs that passed it on; each runtime has its own words."""
    if missing := _NO_PROGRAM.search(why):
        return f"the image has no program {missing[1] or missing[2]}"
    for cut in ("OCI runtime create failed: ", "failed to create task for container: "):
        why = why.rpartition(cut)[2] or why
    return why.removesuffix(": unknown").strip()


def _to_the_end(client: Client, container: str, options: Mapping, timeout: float | None, line: str):
    """Start it, read until it ends, kill it when the time is over; return Output and whether it ended by itself."""
    output, late = Output(), threading.Event()
    url = client.api._url("/containers/{0}/attach", container)
    feed = None if options.get("stdin") is None else Input(client, container, options["stdin"])
    wait = None if timeout is None else timeout + 20  # only a silent engine meets this one
    response = client.api._post(url, params={"stdout": 1, "stderr": 1, "stream": 1}, stream=True, timeout=wait)
    timer = None if timeout is None else threading.Timer(timeout, _kill, (client, container, late))
    try:
        client.api._raise_for_status(response)
        begin(client, container, options, line)
        if timer:
            timer.daemon = True
            timer.start()
        if feed:
            feed.start()
        read(response, output, bool(options.get("tty")))
    finally:
        if timer:
            timer.cancel()
        response.close()
    return output, not late.is_set()


def _complete(client: Client, container: str, output: Output, tty: bool) -> Output:
    """What the engine logged, where that is more than what came over the connection.

    An engine says that it is attached before it is: on a busy machine a container can have printed by then.
    """
    if output.size > _LOGGED:
        return output
    logged, url = Output(), client.api._url("/containers/{0}/logs", container)
    try:
        response = client.api._get(url, params={"stdout": 1, "stderr": 1}, stream=True)
        client.api._raise_for_status(response)
        read(response, logged, tty)
        response.close()
    except (docker.errors.APIError, requests.exceptions.RequestException):  # a log that cannot be read
        return output
    return logged if logged.size > output.size else output


def _kill(client: Client, container: str, late: threading.Event) -> None:
    late.set()
    with contextlib.suppress(docker.errors.APIError, requests.exceptions.RequestException):
        client.api.kill(container)


@contextlib.contextmanager
def _killed_on(cancel: threading.Event | None, client: Client, container: str):
    """Kill the container when `cancel` is set. Raises Cancelled then."""
    late = threading.Event()
    with watch.on(cancel, lambda: _kill(client, container, late)):
        yield
    if cancel is not None and cancel.is_set():
        raise Cancelled


def remove(client: Client, container: str) -> None:
    """Remove a container, running or not, with its anonymous volumes; one that is gone is fine."""
    with contextlib.suppress(docker.errors.APIError, requests.exceptions.RequestException):
        client.api.remove_container(container, force=True, v=True)


def execute(client: Client, container: str, command, options: Mapping, label: str) -> Run:
    """Run a command in a running container. options: user, workdir, env. label: the container's name as shown."""
    words = opts.words(command) or []
    line = "docker exec " + run_command(label, words, {**options, "remove": False}).removeprefix("docker run ")
    with answering("Running a command in the container"):
        api = client.api
        made = api.exec_create(
            container, words, user=options.get("user") or "", workdir=options.get("workdir"),
            environment=options.get("env"),
        )["Id"]  # fmt: skip
        output = Output()
        url = api._url("/exec/{0}/start", made)
        headers = {"Content-Type": "application/json"}
        response = api._post(url, data=json.dumps({"Detach": False, "Tty": False}), headers=headers, stream=True)
        api._raise_for_status(response)
        read(response, output)
        response.close()
        code = api.exec_inspect(made)["ExitCode"]
    return Run(line, output.stdout, output.stderr, code)

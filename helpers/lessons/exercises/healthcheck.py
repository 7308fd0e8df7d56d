"""Exercises of 19-healthcheck."""

import json

from helpers import api
from helpers.lessons.exercise import Exercise, NotYet

_SERVER = "FROM busybox:1.37\nRUN mkdir /www && echo hello > /www/index.html\n"
_CMD = 'CMD ["httpd", "-f", "-p", "7080", "-h", "/www"]\n'
_ASK = "wget -q -O - http://127.0.0.1:7080/"
_SECOND = 1_000_000_000  # Docker counts nanoseconds


def _check_of(image) -> dict:
    """The image's check. Raises NotYet without one, or with an interval that nobody wants to wait for."""
    found = api.config(image).get("Healthcheck") or {}
    if found.get("Test", ["NONE"])[0] == "NONE":
        raise NotYet("the image has no health check")
    interval = found.get("Interval") or 30 * _SECOND
    if interval > _SECOND:
        raise NotYet(f"checks come every {interval / _SECOND:g} s: with --interval=1s or less it shows sooner")
    return found


def _last(container) -> str:
    """What the last check said, in a line."""
    log = json.loads(api.docker(["inspect", "--format", "{{json .State.Health.Log}}", container.id]).stdout)
    return " ".join(log[-1]["Output"].split())[:200] if log else ""


def _notices(answer: str) -> None:
    image = api.build(answer)
    _check_of(image)
    with api.run(image, detach=True) as container:
        if api.until(lambda: container.health in ("healthy", "unhealthy") and container.health) != "healthy":
            raise NotYet(f"the page is there, and it does not get healthy; its last check: {_last(container)}")
        if container.exec("rm /www/index.html").exit_code:
            raise NotYet("keep the page, /www/index.html")
        if not api.until(lambda: container.health == "unhealthy", timeout=15):
            raise NotYet("the page was removed, and the container stays healthy: the check does not ask for it")


def _forgives(answer: str) -> None:
    image = api.build(answer)
    if _check_of(image).get("Retries") != 1:
        raise NotYet("keep --retries=1: later on, one failure is to be enough")
    with api.run(image, detach=True) as container:
        health = api.until(lambda: container.health in ("healthy", "unhealthy") and container.health, timeout=40)
        if health != "healthy":
            raise NotYet("it was called unhealthy while it was starting: failures count from the first check on")
        if container.exec("test -e /ready").exit_code:
            raise NotYet("it was called healthy before it was ready")
        container.exec("rm /ready")
        if not api.until(lambda: container.health == "unhealthy", timeout=15):
            raise NotYet("it stays healthy when /ready is removed")


_BUSYBOX = "FROM busybox:1.37\n"
_STARTING = "CMD sleep 3; touch /ready; exec sleep 1000\n"
EXERCISES = (
    Exercise(
        "19-healthcheck/1",
        "Give this server a health check: healthy while its page can be fetched, unhealthy when it cannot, and seen "
        "within a few seconds.",
        stub=_SERVER + _CMD,
        hint="The check runs inside the container. Which program is there that can fetch a page?",
        solution=f"{_SERVER}HEALTHCHECK --interval=1s CMD {_ASK}\n{_CMD}",
        judge=_notices,
        wrong=(
            (f"{_SERVER}HEALTHCHECK CMD {_ASK}\n{_CMD}", "every 30 s"),
            (f"{_SERVER}HEALTHCHECK --interval=500ms CMD pidof httpd\n{_CMD}", "stays healthy"),
            (f"{_SERVER}HEALTHCHECK --interval=500ms CMD curl -f http://127.0.0.1:7080/\n{_CMD}", "not found"),
        ),
    ),
    Exercise(
        "19-healthcheck/2",
        "This server is ready after three seconds, and called unhealthy until then. Change its check so that the "
        "failures of the first seconds do not count, while later one failure is enough.",
        stub=_BUSYBOX + "HEALTHCHECK --interval=500ms --retries=1 CMD test -e /ready\n" + _STARTING,
        hint="The option is not --retries: that one counts later, too.",
        solution=_BUSYBOX
        + "HEALTHCHECK --interval=500ms --retries=1 --start-period=20s CMD test -e /ready\n"
        + _STARTING,
        judge=_forgives,
        wrong=(
            (_BUSYBOX + "HEALTHCHECK --interval=500ms --retries=20 CMD test -e /ready\n" + _STARTING, "keep"),
            (_BUSYBOX + "HEALTHCHECK --interval=10s --retries=1 CMD test -e /ready\n" + _STARTING, "every 10 s"),
            (_BUSYBOX + "HEALTHCHECK --interval=500ms --retries=1 CMD true\n" + _STARTING, "before it was ready"),
        ),
    ),
)

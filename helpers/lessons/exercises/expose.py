"""Exercises of 12-expose."""

from http.client import HTTPConnection, HTTPException

from helpers import api
from helpers.lessons.exercise import Exercise, NotYet

_SERVER = "FROM busybox:1.37\nRUN mkdir /www && echo reached > /www/index.html\n"
_CMD = 'CMD ["httpd", "-f", "-p", "7080", "-h", "/www"]\n'
_NAME = "expose-exercise"


def _answers(port: int) -> bool:
    """Whether a web server says anything on a port of the host."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return bool(connection.getresponse().status)
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _listening(container) -> list[str]:
    """The addresses on which it takes connections, such as "0.0.0.0:80"; Docker's name server left out."""
    rows = [line.split() for line in container.exec("netstat -ltn").stdout.splitlines()]
    return [row[3] for row in rows if row[:1] in (["tcp"], ["tcp6"]) and not row[3].startswith("127.0.0.11:")]


def _published(answer: str) -> None:
    with api.run(api.build(answer), detach=True, publish_all_ports=True) as container:
        listening = api.until(lambda: container.state != "running" or _listening(container), timeout=15)
        ports = container.ports
        if not ports:
            raise NotYet("docker run -P publishes nothing: no port is exposed")
        if listening is True or not listening:
            raise NotYet("no server listens in the container")
        inside = {address.rpartition(":")[2] for address in listening}
        if not inside & {port.partition("/")[0] for port in ports}:
            raise NotYet(f"the server listens on port {min(inside)}, and that is not the one that is published")
        if all(address.startswith("127.") for address in listening):
            raise NotYet("the server listens on 127.0.0.1, which is the container's own loopback")
        if not api.until(lambda: any(_answers(port) for port in ports.values()), timeout=15):
            raise NotYet("the published port does not answer")


def _flags(answer: str) -> None:
    image = api.build(_SERVER + _CMD)
    began = api.docker(f"docker run --detach --name {_NAME} {answer} {image.tag}")
    try:
        if began.exit_code:
            raise NotYet("docker run did not take it: " + began.stderr.strip().splitlines()[0])
        if not (listed := api.docker(f"docker port {_NAME}").stdout):
            raise NotYet("no port is published: the image exposes none, and --expose alone opens none")
        inside = {line.split("/")[0] for line in listed.splitlines()}
        if inside != {"7080"}:
            raise NotYet("the container's port is 7080; behind -p the host's port comes first, then the container's")
        port = int(listed.splitlines()[0].rpartition(":")[2])
        if not api.until(lambda: _answers(port), timeout=15):
            raise NotYet("the published port does not answer")
    finally:
        api.docker(f"docker rm --force --volumes {_NAME}")


EXERCISES = (
    Exercise(
        "12-expose/1",
        "With this image, `docker run -P` publishes a port that does not answer. Change the Dockerfile until it does.",
        stub='FROM busybox:1.37\nEXPOSE 8080\nCMD ["httpd", "-f", "-p", "127.0.0.1:8081", "-h", "/etc"]\n',
        hint="Two things are wrong: which port is written down, and on which address the server listens.",
        solution='FROM busybox:1.37\nEXPOSE 8081\nCMD ["httpd", "-f", "-p", "8081", "-h", "/etc"]\n',
        judge=_published,
        wrong=(
            ('FROM busybox:1.37\nEXPOSE 8081\nCMD ["httpd", "-f", "-p", "127.0.0.1:8081", "-h", "/etc"]\n', "loopback"),
            ('FROM busybox:1.37\nEXPOSE 8080\nCMD ["httpd", "-f", "-p", "8081", "-h", "/etc"]\n', "port 8081"),
            ('FROM busybox:1.37\nCMD ["httpd", "-f", "-p", "8081", "-h", "/etc"]\n', "no port is exposed"),
        ),
    ),
    Exercise(
        "12-expose/2",
        "An image without EXPOSE has a server on port 7080. Write the options of `docker run` with which it answers on "
        "a port of the host, any one that is free.",
        stub="",
        hint="The option takes one number or two.",
        solution="-p 7080",
        judge=_flags,
        wrong=(
            ("-P", "no port is published"),
            ("--expose 7080", "no port is published"),
            ("-p 7080:80", "host's port comes first"),
        ),
    ),
)

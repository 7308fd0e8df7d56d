"""Exercises of 10-add."""

import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager

from helpers import api, dockerfile
from helpers.lessons.exercise import Exercise, NotYet

_MEGABYTE = 1 << 20


def _both(answer: str) -> None:
    if any(i.keyword == "RUN" for i in dockerfile.parse(answer)):
        raise NotYet("no RUN is needed: one instruction keeps an archive as it is, another unpacks it")
    built = api.build(answer, context="10-add")
    if api.run(built, "test -f /backup/app.tar.gz").exit_code:
        raise NotYet("/backup/app.tar.gz is not there: ADD unpacks an archive, COPY does not")
    if api.run(built, "test -f /opt/app/words").exit_code:
        raise NotYet("/opt/app/words is not there: COPY leaves an archive as it is, ADD unpacks it")


def _big() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        member = tarfile.TarInfo("big")
        member.size = 2 * _MEGABYTE
        archive.addfile(member, io.BytesIO(bytes(member.size)))
    return data.getvalue()


def _once(answer: str) -> None:
    found = api.image(api.build(answer, context={"big.tar": _big()}))
    if api.run(found, "test -f /big").exit_code:
        raise NotYet("the file /big, which the archive holds, is not there")
    if api.run(found, "test -e /big.tar").exit_code == 0:
        raise NotYet("the archive /big.tar is still there")
    if sum(layer.size for layer in found.layers[found.base_layers :]) >= 3 * _MEGABYTE:
        raise NotYet("a layer still holds the archive: an rm in a later one hides it, and frees nothing")


@contextmanager
def _server() -> Iterator[str]:
    """The notebook's server; gives its URL as the engine sees it."""
    with api.run(api.build("10-add/Dockerfile.server"), detach=True, ports={"80": ("127.0.0.1", None)}) as site:
        api.until(lambda: site.exec("test -s /run/nginx.pid").exit_code == 0)
        yield f"http://127.0.0.1:{site.ports['80/tcp']}"


def _readable(answer: str) -> None:
    if not any(i.keyword == "ADD" and "$" in i.value for i in dockerfile.parse(answer)):
        raise NotYet("the file is to come from $SITE, with ADD")
    with _server() as site:
        built = api.build(answer, args={"SITE": site})
    if api.run(built, "id -un").stdout != "nobody\n":
        raise NotYet("the container must run as nobody: make the file readable, do not change who reads it")
    shown = api.run(built)
    if shown.stdout != "old\n":
        raise NotYet("nobody cannot read it: a file from a URL is root's, and in mode 600")


_USER = 'USER nobody\nCMD ["cat", "/news"]\n'
_NEWS = "FROM busybox:1.37\nARG SITE\nADD $SITE/news.txt /news\n"
EXERCISES = (
    Exercise(
        "10-add/1",
        "The context is dockerfiles/10-add. Without RUN, make an image of busybox:1.37 that has the archive itself as "
        "/backup/app.tar.gz, and what it holds in /opt: /opt/app/words and so on.",
        stub="FROM busybox:1.37\nADD app.tar.gz /backup/\nADD app.tar.gz /opt/\n",
        hint="Two lines, two different instructions.",
        solution="FROM busybox:1.37\nCOPY app.tar.gz /backup/\nADD app.tar.gz /opt/\n",
        judge=_both,
        wrong=(
            ("FROM busybox:1.37\nADD app.tar.gz /backup/app.tar.gz\nADD app.tar.gz /opt/\n", "COPY does not"),
            ("FROM busybox:1.37\nCOPY app.tar.gz /backup/\nCOPY app.tar.gz /opt/\n", "COPY leaves"),
        ),
    ),
    Exercise(
        "10-add/2",
        "The archive big.tar in the context holds the file big, of two megabytes. This image carries it twice. Change "
        "it so that /big is there, and no layer holds the archive.",
        stub="FROM busybox:1.37\nCOPY big.tar /\nRUN tar xf big.tar\nRUN rm big.tar\n",
        hint="This is what ADD is for.",
        solution="FROM busybox:1.37\nADD big.tar /\n",
        judge=_once,
        wrong=(
            ("FROM busybox:1.37\nCOPY big.tar /\nRUN tar xf big.tar && rm big.tar\n", "frees nothing"),
            ("FROM busybox:1.37\nADD big.tar /\nRUN tar xf big.tar && rm big.tar\n", "No such file"),
            ("FROM busybox:1.37\nADD big.tar /tmp/\n", "is not there"),
        ),
    ),
    Exercise(
        "10-add/3",
        "SITE is the address of the server. The container runs as nobody and must print the file, but cannot read it. "
        "Change that, and let nobody stay.",
        stub=_NEWS + _USER,
        hint="ADD takes --chmod and --chown; RUN could change the mode as well, before USER.",
        solution=_NEWS.replace("ADD", "ADD --chmod=644") + _USER,
        judge=_readable,
        wrong=(
            (_NEWS + _USER.replace("nobody", "root"), "who reads it"),
            (_NEWS.replace("ADD", "ADD --chown=4321") + _USER, "cannot read it"),
            (_NEWS + "USER nobody\nRUN chmod 644 /news\n" + _USER, "not permitted"),
        ),
    ),
)

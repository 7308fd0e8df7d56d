"""Exercises of 29-networks."""

from contextlib import ExitStack

from helpers import api
from helpers.lessons.exercise import Exercise, NotYet

_SERVER = "FROM busybox:1.37\nCMD mkdir /www && hostname > /www/index.html && exec httpd -f -p 7080 -h /www\n"
_NET = "nets-task"
_SHOP = ("proxy", "app", "db", "backup")
_WANTED = {("proxy", "app"), ("app", "db"), ("backup", "db")}
_UNWANTED = {("proxy", "db"), ("proxy", "backup"), ("app", "backup")}


def _serves(container) -> bool:
    return container.exec("wget -q -O - http://127.0.0.1:7080/").exit_code == 0


def _named(answer: dict) -> None:
    if not isinstance(answer, dict):
        raise NotYet('the answer is a dict of options for run(), such as {"hostname": "box"}')
    with api.network(_NET) as net, api.run(api.build(_SERVER), detach=True, **answer) as server:
        api.until(lambda: _serves(server), timeout=15)
        asked = api.run("busybox:1.37", "wget -q -T 5 -O - http://shop:7080/", network=net)
        if asked.exit_code == 0:
            return
        joined = api.docker(["inspect", "--format", "{{json .NetworkSettings.Networks}}", server.id]).stdout
    if f'"{_NET}"' not in joined:
        raise NotYet(f"the server is not on {_NET}: a name is known on the networks that its container is on")
    raise NotYet(f"it is on {_NET}, and nobody there knows the name shop: give it that name, or an alias")


def _apart(answer: dict) -> None:
    if not isinstance(answer, dict) or set(answer) != set(_SHOP):
        raise NotYet(f"the answer is a dict with a list of networks for each of {', '.join(_SHOP)}")
    if not all(isinstance(on, list | tuple) and on for on in answer.values()):
        raise NotYet("each has at least one network, in a list")
    names = {name: f"{_NET}-{number}" for number, name in enumerate(sorted({n for on in answer.values() for n in on}))}
    if len(names) > 6:
        raise NotYet("so many networks are not needed")
    image = api.build(_SERVER)
    with ExitStack() as stack:
        for name in names.values():
            stack.enter_context(api.network(name))
        servers = {who: _placed(stack, image, who, [names[n] for n in on]) for who, on in answer.items()}
        reached = {(who, other) for who, server in servers.items() for other in _reached(server)}
    for who, other in sorted(_WANTED - reached):
        raise NotYet(f"{who} does not reach {other}: they have no network in common")
    for who, other in sorted(_UNWANTED & reached):
        raise NotYet(f"{who} reaches {other}: they have a network in common")


def _placed(stack: ExitStack, image, who: str, networks: list[str]):
    """A server on these networks, known as `who` on each."""
    server = api.run(image, detach=True, hostname=who, network=networks[0], alias=who)
    stack.enter_context(server)
    for other in networks[1:]:
        api.docker(["network", "connect", "--alias", who, other, server.id])
    api.until(lambda: _serves(server), timeout=15)
    return server


def _reached(server) -> list[str]:
    """The servers that it reaches by name, all asked at the same time."""
    each = "(wget -q -T 5 -O - http://$at:7080/) &"
    return server.exec(["sh", "-c", f"for at in {' '.join(_SHOP)}; do {each} done; wait"]).stdout.split()


def _local(answer: str) -> None:
    image = api.build(_SERVER)
    began = api.docker(f"docker run --detach --name {_NET} {answer} {image.tag}")
    try:
        if began.exit_code:
            raise NotYet("docker run did not take it: " + began.stderr.strip().splitlines()[0])
        lines = api.docker(f"docker port {_NET}").stdout.splitlines()
    finally:
        api.docker(f"docker rm --force --volumes {_NET}")
    inside, outside = {line.split("/")[0] for line in lines}, {line.split()[-1].rpartition(":")[0] for line in lines}
    if inside != {"7080"}:
        raise NotYet("the server's port 7080 is not published")
    if not outside <= {"127.0.0.1", "[::1]"}:
        raise NotYet(f"it is published on {min(outside)}: whoever reaches this machine reaches the server")


EXERCISES = (
    Exercise(
        "29-networks/1",
        f"Give the options for run() with which containers on the network {_NET} find this server as http://shop:7080/",
        stub={},
        hint="It takes the network, and a name that is known there: the container's own, or an alias.",
        solution={"network": _NET, "alias": "shop"},
        judge=_named,
        wrong=(
            ({"name": "shop"}, "not on"),
            ({"network": _NET}, "nobody there knows"),
        ),
    ),
    Exercise(
        "29-networks/2",
        "Four containers; say for each on which networks it is. The proxy is to reach the app, the app the db, the "
        "backup the db. The proxy must reach neither db nor backup, and the app not the backup.",
        stub={"proxy": ["one"], "app": ["one"], "db": ["one"], "backup": ["one"]},
        hint="A network for each pair that talks.",
        solution={"proxy": ["front"], "app": ["front", "back"], "db": ["back", "save"], "backup": ["save"]},
        judge=_apart,
        wrong=(
            ({"proxy": ["a"], "app": ["a", "b"], "db": ["b"], "backup": ["b"]}, "app reaches backup"),
            ({"proxy": ["a"], "app": ["b"], "db": ["b", "c"], "backup": ["c"]}, "proxy does not reach app"),
        ),
    ),
    Exercise(
        "29-networks/3",
        "A server listens on port 7080. Write the option of `docker run` with which only this machine reaches it, on "
        "any free port.",
        stub="-p 7080",
        hint="-p takes ADDRESS:PORT:PORT; the port in the middle may be left empty.",
        solution="-p 127.0.0.1::7080",
        judge=_local,
        wrong=(("-p 0.0.0.0::7080", "whoever reaches"), ("-p 127.0.0.1:7080", "did not take it")),
    ),
)

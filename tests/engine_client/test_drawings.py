"""What drawings are made from, read from a real engine."""

import pytest

from helpers import api
from helpers.drawn import Check, Mount, Port
from helpers.errors import NotFoundError, RunError
from helpers.sources import DOCKERFILES

pytestmark = pytest.mark.usefixtures("client", "nothing_left")
BOX = "busybox:1.37"


def test_processes_across_the_namespaces():
    with api.run(BOX, "sh -c 'sleep 4321 & wait'", detach=True, name="drawn-one") as one:
        api.docker(["exec", "-d", one.id, "sleep", "1234"])
        api.until(lambda: len(one.processes()) == 3)
        with api.run(BOX, "sleep 99", detach=True, pid_mode="host"):
            found = api.processes()
    first, second = found.inside
    assert [p.command for p in first.processes] == ["sh -c sleep 4321 & wait", "sleep 4321", "sleep 1234"]
    assert (first.name, first.image, first.numbered) == ("drawn-one", BOX, True)
    assert (second.name, second.numbered) == ("", False)
    assert "dockerd" in found.engine and first.shim == "containerd-shim"
    assert "sleep 1234 (started by docker exec)" in repr(found)
    assert not any(inside.processes == () for inside in found.inside)


def test_networks_and_published_ports():
    with api.network("drawn-front") as front, api.network("drawn-back", internal=True) as back:
        options = {"detach": True, "network": front, "ports": {80: None, 81: 47681}}
        with api.run(BOX, "sleep 99", name="drawn-web", alias="www", **options):
            api.docker(f"network connect {back.name} drawn-web")
            with api.run(BOX, "sleep 99", detach=True, network=back):
                nets, named, again = api.topology(), api.topology("drawn-back", front), api.topology()
    assert [(net.name, net.driver, net.internal) for net in nets] == [
        ("drawn-front", "bridge", False), ("drawn-back", "bridge", True)
    ]  # fmt: skip
    (web,), (same, other) = nets[0].containers, nets[1].containers
    assert web.ports == (Port("80/tcp", ("a free port",)), Port("81/tcp", ("47681",)))
    assert (web.name, web.aliases, web.also) == ("drawn-web", ("www",), ("drawn-back",))
    assert (same.aliases, other.name) == ((), "")
    assert [net.name for net in named] == ["drawn-back", "drawn-front"] and repr(nets) == repr(again)


def test_an_image_that_was_built_has_its_tag():
    built = api.build("FROM busybox:1.37\nCMD sleep 99\n", tag="course/drawn:1")
    with api.network("drawn-net") as net, api.run(built, detach=True, network=net):
        assert "a container of course/drawn:1" in repr(api.topology(net))
        assert "a container of course/drawn:1" in repr(api.processes())


def test_an_unknown_network():
    with pytest.raises(NotFoundError, match="no network drawn-nosuch"):
        api.topology("drawn-nosuch")


def test_health_checks_in_order():
    test = "test -e /sick && exit 3; test -e /slow && sleep 60; exit 0"
    check = {"test": ["CMD-SHELL", test], "interval": 2 * 10**8, "timeout": 10**9, "retries": 2}
    with api.run(BOX, "sleep 999", detach=True, healthcheck=check) as one:
        api.timeline(one, checks=1)
        one.exec("touch /sick")
        api.until(lambda: one.health == "unhealthy")
        found = api.timeline(one)
        one.exec("sh -c 'rm /sick; touch /slow'")
        late = api.until(lambda: next((c for c in api.timeline(one) if c.result == "timeout"), None))
        with pytest.raises(RunError, match="of 99 health checks"):
            api.timeline(one, checks=99, timeout=0)
    assert [c.exit_code for c in found][-2:] == [3, 3] and found.entries[-1].state == "unhealthy"
    assert late.exit_code is None
    assert found.rules == ("--interval=200ms", "--timeout=1s", "--retries=2")


def test_the_first_checks_are_the_same_however_many_follow():
    check = {"test": ["CMD", "false"], "interval": 10**8, "timeout": 10**9, "retries": 3}
    with api.run(BOX, "sleep 999", detach=True, healthcheck=check) as one:
        found = api.timeline(one, checks=3)
    assert found.entries == (
        Check(1, "fail", 1, "starting"), Check(2, "fail", 1, "starting"), Check(3, "fail", 1, "unhealthy")
    )  # fmt: skip


def test_no_health_check():
    with api.run(BOX, "sleep 999", detach=True) as one, pytest.raises(RunError, match="has no health check"):
        api.timeline(one)


def test_where_mounts_live():
    with api.volume("drawn-data") as data:
        options = {"tmpfs": {"/scratch": "ro"}, "read_only": True, "name": "drawn-mounts"}
        given = [f"{DOCKERFILES}:/host:ro", f"{data}:/data", ":/anonymous"]
        with api.run(BOX, "sleep 999", detach=True, mounts=given, **options) as one:
            found = api.mounts(one)
            assert api.mounts("drawn-mounts").entries == found.entries
    assert found.entries == (
        Mount("volume", "", "/anonymous"), Mount("volume", "drawn-data", "/data"),
        Mount("bind", "dockerfiles", "/host", True), Mount("tmpfs", "", "/scratch", True),
    )  # fmt: skip
    assert found.read_only


def test_stages_of_a_dockerfile_of_the_course():
    found = api.stages("04-from/Dockerfile.copy", target="maker")
    assert [(stage.name, stage.needed, stage.target) for stage in found] == [
        ("maker", True, True), ("stage-1", False, False)
    ]  # fmt: skip
    assert found.source == "dockerfiles/04-from/Dockerfile.copy"

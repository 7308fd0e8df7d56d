"""What readers of drawings make of the engine's words, without an engine."""

import tempfile
from types import SimpleNamespace

import pytest

from helpers.client import health, mounted, names, processes, topology
from helpers.drawn import Port
from helpers.model import Process

RULES = {"Interval": 10**9, "Timeout": 10**9, "StartPeriod": 0, "Retries": 3}


def log(*codes, output=""):
    starts = [f"2026-01-01T00:00:{i:02}.123456789Z" for i in range(len(codes))]
    return [{"Start": at, "ExitCode": code, "Output": output} for at, code in zip(starts, codes, strict=True)]


def states(found):
    return [check.state for check in found]


def test_failures_in_a_row_make_it_unhealthy():
    found = health._checks(log(1, 0, 1, 1, 0, 1, 1, 1, 1, 0), RULES, "2026-01-01T00:00:00Z", True)
    assert states(found) == ["starting", *["healthy"] * 6, "unhealthy", "unhealthy", "healthy"]
    assert [check.number for check in found] == list(range(1, 11)) and all(check.counts for check in found)


def test_failures_in_the_start_period_do_not_count():
    rules = {**RULES, "StartPeriod": 1.5 * 10**9, "Retries": 1}
    found = health._checks(log(1, 1, 1), rules, "2026-01-01T00:00:00Z", True)
    assert [check.counts for check in found] == [False, False, True] and states(found)[-1] == "unhealthy"
    assert states(health._checks(log(0, 1), rules, "2026-01-01T00:00:00Z", True)) == ["healthy", "unhealthy"]


def test_what_the_engine_forgot_is_not_guessed():
    assert states(health._checks(log(1, 1, 0), RULES, "2026-01-01T00:00:00Z", False)) == ["", "", "healthy"]


def test_results():
    assert health._result(log(-1, output="Health check exceeded timeout (1s)")[0]) == "timeout"
    assert health._result(log(-1, output="exec failed")[0]) == "error"
    assert [health._result(one) for one in log(0, 2)] == ["pass", "fail"]


@pytest.mark.parametrize(
    "given, shown",
    [(0, "0s"), (10**9, "1s"), (90 * 10**9, "1m30s"), (5 * 10**8, "500ms"), (1500 * 10**6, "1s500ms"), (7, "7ns")],
)
def test_durations(given, shown):
    assert health.duration(given) == shown


def test_ports_as_they_were_asked_for():
    raw = {
        "HostConfig": {"PortBindings": {
            "80/tcp": [{"HostIp": "", "HostPort": "8080"}, {"HostIp": "127.0.0.1", "HostPort": ""}], "9/udp": None,
        }},
        "Config": {"ExposedPorts": {"443/tcp": {}, "80/tcp": {}}},
    }  # fmt: skip
    assert topology.ports(raw) == (Port("80/tcp", ("8080", "127.0.0.1:a free port")), Port("443/tcp"))
    everything = {"HostConfig": {"PublishAllPorts": True}, "Config": {"ExposedPorts": {"53/udp": {}}}}
    assert topology.ports(everything) == (Port("53/udp", ("a free port",)),)


def test_names_that_were_chosen():
    assert names.own_name({"Name": "/web"}) == "web"
    assert names.own_name({"Name": "/eager_turing7"}) == "" and names.own_name({}) == ""


def test_a_container_in_a_command():
    assert names.shown_name("web") == "web" and names.shown_name("0" * 64) == "CONTAINER"


def test_an_image_is_called_what_a_person_called_it():
    client = SimpleNamespace(memo={}, aliases={"busybox:1.37": "course/base:1"})
    raw = {"Id": "1", "Config": {"Image": "sha256:1"}}
    assert names.image_name(client, raw) == "an image"
    assert names.image_name(client, {"Id": "1", "Config": {"Image": "course/base:1"}}) == "busybox:1.37"
    names.remember_image(client, "1", "course/web")
    assert names.image_name(client, raw) == "course/web"


def test_a_path_of_the_host_is_the_same_on_every_machine():
    root = mounted.ROOT
    assert mounted.host_path(str(root / "notebooks/site")) == "notebooks/site"
    assert mounted.host_path(f"/host_mnt{root}/notebooks") == "notebooks"
    assert mounted.host_path(f"{tempfile.gettempdir()}/tmpa1b2/site") == "(temporary)/site"
    assert mounted.host_path("/var/run/docker.sock") == "/var/run/docker.sock"
    assert mounted.host_path("/home/somebody/data") == "…/data"


def test_a_mount_of_each_kind():
    anonymous = {"Type": "volume", "Name": "0" * 64, "Source": "/var/lib/x", "Destination": "/a", "RW": True}
    assert mounted._mount(anonymous) == mounted.Mount("volume", "", "/a")
    bind = {"Type": "bind", "Source": "/home/x/site", "Destination": "/b", "RW": False}
    assert mounted._mount(bind) == mounted.Mount("bind", "…/site", "/b", True)


def test_processes_of_a_container():
    table = [Process(1, 0, "root", "init"), Process(5, 1, "root", "/usr/bin/containerd-shim-runc-v2 -id x"),
             Process(6, 5, "root", "sh"), Process(7, 6, "root", "sleep"), Process(8, 5, "root", "ps")]  # fmt: skip
    raw = {"State": {"Pid": 6}, "HostConfig": {}, "Config": {"Image": "busybox"}, "Name": "/one"}
    found = processes._inside(raw, table)
    assert [p.pid for p in found.processes] == [6, 7, 8]
    assert (found.name, found.shim, found.numbered) == ("one", "containerd-shim", True)
    alone = processes._inside({**raw, "HostConfig": {"PidMode": "host"}}, table[2:])
    assert (alone.shim, alone.numbered) == ("", False)

"""What of the embedded engines can be tried without one: state files, folders, ports, shared folders, capabilities."""

import fcntl
import os
from pathlib import Path

import pytest

from helpers.engine import capabilities, host, machine, paths, ports, shares, slirp
from helpers.engine.uml.driver import Uml
from helpers.errors import EngineError

STATE = machine.State(1, "namespaces", "unix:///x", None, "26.1.5", ["linux"])


def test_a_state_counts_only_while_its_keeper_holds_the_lock(tmp_path):
    STATE.write(tmp_path)
    assert machine.running(tmp_path) is None
    with (tmp_path / "keeper.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert machine.running(tmp_path) == STATE
        (tmp_path / "engine.json").write_text("{")
        assert machine.running(tmp_path) is None


def test_a_state_is_in_place_whole_or_not_at_all(tmp_path):
    STATE.write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["engine.json"]


def test_an_engine_that_runs_does_not_want_its_memory_again(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_STATE_DIR", str(tmp_path))
    monkeypatch.setattr(host, "free_memory", lambda: 0)
    uml = Uml()
    paths.private(uml.folder())
    STATE.write(uml.folder())
    assert "free" in uml.probe().reason or "User-Mode Linux runs on" in uml.probe().reason
    with (uml.folder() / "keeper.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert uml.probe().ok


def test_state_is_private(tmp_path):
    made = paths.private(tmp_path / "a/b")
    made.chmod(0o755)
    assert paths.private(made).stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_somebody_elses_folder_is_refused(tmp_path):
    os.chown(tmp_path, 65534, 65534)
    with pytest.raises(EngineError, match="no folder") as caught:
        paths.private(tmp_path)
    assert "COURSE_STATE_DIR" in str(caught.value)


def test_a_file_in_the_way_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(EngineError) as caught:
        paths.private(tmp_path / "file/below")
    assert str(tmp_path / "file/below") in str(caught.value)


def test_sockets_have_a_short_path(tmp_path):
    deep = tmp_path / ("x" * 80)
    deep.mkdir()
    assert len(str(paths.run_dir(deep))) < 60
    assert paths.run_dir(deep) == paths.run_dir(deep)
    assert paths.run_dir(deep) != paths.run_dir(tmp_path / ("y" * 80))


def port(number, address="0.0.0.0", kind="tcp"):
    return {"IP": address, "PublicPort": number, "PrivatePort": 80, "Type": kind}


def test_published_ports_of_running_containers():
    containers = [
        {"Ports": [port(8080), port(8080, "::"), {"PrivatePort": 443, "Type": "tcp"}]},
        {"Ports": [port(53, kind="udp"), port(99, kind="sctp"), port(7, "172.17.0.5")]},
        {"Ports": [port(9, "127.0.0.1")]},
        {"Ports": None},
    ]
    assert ports.published(containers) == {
        ("tcp", 8080, slirp.ADDRESS), ("udp", 53, slirp.ADDRESS), ("tcp", 9, "127.0.0.1"),
    }  # fmt: skip


class Api:
    def __init__(self):
        self.there = []

    def containers(self):
        return self.there


class Forwards:
    def __init__(self):
        self.open, self.number = {}, 0

    def add(self, host_port, guest_port, proto, guest):
        if host_port == 1:
            raise EngineError("taken")
        self.number += 1
        self.open[self.number] = (proto, host_port, guest)
        return self.number

    def remove(self, number):
        del self.open[number]


def test_forwards_follow_the_containers_and_a_taken_port_stops_nobody():
    api, forwards = Api(), Forwards()
    following = ports.Ports(api, forwards)
    api.there = [{"Ports": [port(8080), port(1)]}]
    following.sync()
    assert list(forwards.open.values()) == [("tcp", 8080, slirp.ADDRESS)]
    api.there = [{"Ports": [port(8081)]}]
    following.sync()
    assert list(forwards.open.values()) == [("tcp", 8081, slirp.ADDRESS)]


def test_shared_folders_outer_first_and_never_over_the_guests_own():
    folders = map(Path, ("/home/a/course", "/home/a", "/usr", "/", "/srv/with,comma", "/srv/it's"))
    assert shares.mounts(folders).splitlines() == ["share /home/a", "share '/srv/it'\"'\"'s'"]


def test_the_engines_own_folder_is_hidden_where_it_is_shared():
    lines = shares.mounts([Path("/home/a")], [Path("/home/a/state"), Path("/elsewhere")]).splitlines()
    assert lines == ["share /home/a", "hide /home/a/state"]


@pytest.mark.parametrize(
    ("version", "has", "lacks"),
    [
        ("20.10.24+dfsg1", {"buildkit", "linux"}, {"heredocs", "start-interval"}),
        ("26.1.5+dfsg1", {"buildkit", "heredocs", "start-interval"}, {"image-manifests"}),
        ("28.5.2", {"image-manifests"}, {"podman"}),
    ],
)
def test_capabilities_by_version(version, has, lacks):
    words = capabilities.of({"Version": version, "Os": "linux"}, {"CgroupVersion": "2"})
    assert has <= words and not lacks & words and "cgroup2" in words


def test_podmans_versions_are_its_own():
    words = capabilities.of({"Version": "5.4.0", "Components": [{"Name": "Podman Engine"}]}, {"OSType": "linux"})
    assert "podman" in words and "buildkit" not in words


def test_containerds_store_shows():
    info = {"DriverStatus": [["driver-type", "io.containerd.snapshotter.v1"]]}
    assert "containerd-store" in capabilities.of({"Version": "29.0.0"}, info)


def test_limits_are_what_the_kernel_lets_the_engine_set():
    limits = {"cpu-limit", "cpuset", "memory-limit", "pids-limit"}
    every = {"MemoryLimit": True, "CpuCfsQuota": True, "CPUSet": True, "PidsLimit": True}
    assert limits <= capabilities.of({"Version": "26.1.5"}, every)
    assert limits & capabilities.of({"Version": "26.1.5"}, every | {"CPUSet": False}) == limits - {"cpuset"}
    assert not limits & capabilities.of({"Version": "26.1.5"}, {})


def test_what_is_lacking_is_named_with_its_version():
    assert capabilities.named(["heredocs"]) == "this engine lacks heredocs, which Docker Engine has since 23.0"
    assert capabilities.named([]) == ""


def test_engines_take_ports_from_different_ranges():
    assert ports.span("00000000") == "20000 20499" and ports.span("00000017") == "31500 31999"
    assert ports.span("00000001") != ports.span("00000002")

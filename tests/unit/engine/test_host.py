"""What the probe finds out about this machine."""

import os
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers.engine import host


@pytest.mark.parametrize(
    ("text", "value"),
    [("512M", 512 << 20), ("1g", 1 << 30), (" 393216k", 384 << 20), ("536870912", 512 << 20), ("", None), ("M", None),
     ("-1M", None), ("0x10M", None), ("1.5G", None), ("512MB", None)],
)  # fmt: skip
def test_memory_settings(text, value):
    assert host.parse_memory(text) == value


def test_memory_is_weighed(monkeypatch):
    monkeypatch.setattr(host, "free_memory", lambda: 600 << 20)
    assert host.memory("384M") is None
    refused = host.memory("512M")
    assert not refused.ok and "600 MB are free" in refused.reason and "COURSE_ENGINE_MEMORY=384M" in refused.remedy
    for setting in ("8M", "plenty"):
        assert not host.memory(setting).ok and "512M" in host.memory(setting).remedy


def test_engines_beside_one_another_have_to_fit_in_all_there_is(monkeypatch):
    monkeypatch.setattr(host, "free_memory", lambda: 900 << 20)  # one that runs has not taken all of its own yet
    monkeypatch.setattr(host, "_read", lambda path: {"/sys/fs/cgroup/memory.max": str(1 << 30)}.get(str(path), ""))
    assert host.memory("512M") is None
    refused = host.memory("512M", beside=1)
    assert not refused.ok and "each of 2 engines, 1024 MB are there" in refused.reason
    monkeypatch.setattr(host, "_read", lambda path: {"/proc/meminfo": "MemTotal: 9000000 kB"}.get(str(path), ""))
    assert host.memory("512M", beside=1) is None


def files(tmp_path, monkeypatch, contents):
    monkeypatch.setattr(host, "_read", lambda path: contents.get(str(path), ""))


def test_free_memory_is_the_least_of_machine_and_control_group(tmp_path, monkeypatch):
    machine = {"/proc/meminfo": "MemTotal: 9000000 kB\nMemAvailable:    4000000 kB"}
    files(tmp_path, monkeypatch, machine)
    assert host.free_memory() == 4000000 << 10
    second = {
        "/sys/fs/cgroup/memory.max": str(1 << 30),
        "/sys/fs/cgroup/memory.current": str(900 << 20),
        "/sys/fs/cgroup/memory.stat": f"anon 5\ninactive_file {200 << 20}\n",
    }
    files(tmp_path, monkeypatch, machine | second)
    assert host.free_memory() == (1024 - 900 + 200) << 20
    files(tmp_path, monkeypatch, machine | second | {"/sys/fs/cgroup/memory.max": "max"})
    assert host.free_memory() == 4000000 << 10
    first = {
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": str(1 << 30),
        "/sys/fs/cgroup/memory/memory.usage_in_bytes": str(1 << 29),
        "/sys/fs/cgroup/memory/memory.stat": f"total_cache 7\ninactive_file {1 << 20}\n",
    }
    files(tmp_path, monkeypatch, machine | first)
    assert host.free_memory() == (1 << 29) + (1 << 20)


def test_other_systems_are_refused(monkeypatch):
    monkeypatch.setattr(host.platform, "machine", lambda: "aarch64")
    assert "aarch64" in host.system().reason and host.system().remedy


def test_a_full_disk_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(host.shutil, "disk_usage", lambda path: SimpleNamespace(free=10 << 20))
    refused = host.disk(tmp_path / "not" / "yet" / "there", "COURSE_STATE_DIR")
    assert not refused.ok and "10 MB are free" in refused.reason and "COURSE_STATE_DIR" in refused.remedy


def test_where_programs_may_run(tmp_path):
    noexec = [
        Path(fields[1])
        for fields in map(str.split, Path("/proc/mounts").read_text().splitlines())
        if "noexec" in fields[3].split(",") and fields[2] == "tmpfs" and os.access(fields[1], os.W_OK)
    ]
    assert host.runs_programs(tmp_path / "absent", "COURSE_CACHE") is None
    assert host.memory_folder(["", tmp_path / "absent", tmp_path], 1 << 20) == tmp_path
    assert host.memory_folder([tmp_path], 1 << 60) is None
    for folder in noexec:
        assert not host.allows_exec(folder) and host.memory_folder([folder], 0) is None


def test_tracing_agrees_with_a_program_that_traces():
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("no strace on this machine to compare with")
    works = subprocess.run([strace, "-o", "/dev/null", "true"], capture_output=True).returncode == 0
    assert (host.tracing() is None) == works


def test_tracing_forbidden_is_noticed(monkeypatch):
    run = subprocess.run
    monkeypatch.setattr(host.subprocess, "run", lambda command, **more: run(["false"], **more))
    assert "ptrace" in host.tracing().reason


def test_proxies_that_the_guest_can_reach():
    environment = {"https_proxy": "http://proxy.example:3128", "HTTP_PROXY": "http://localhost:3128", "no_proxy": "x"}
    assert dict(host.proxies(environment)) == {"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "x"}
    for local in ("127.0.0.1:3128", "http://user:pw@127.0.1.1", "http://[::1]:8"):
        assert host.proxies({"HTTP_PROXY": local}) == ()


def test_the_environments_authorities_go_first(tmp_path):
    bundle = tmp_path / "ca.pem"
    assert host.authorities({"SSL_CERT_FILE": str(bundle)}) != bundle, "it does not exist"
    bundle.write_text("")
    assert host.authorities({"REQUESTS_CA_BUNDLE": str(bundle)}) == bundle

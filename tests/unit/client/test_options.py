from pathlib import Path

import docker
import pytest

from helpers.client import labels
from helpers.client import options as opts


@pytest.fixture(scope="module")
def api():
    return docker.APIClient(base_url="unix:///nowhere.sock", version="1.45")  # asked for nothing, so never connects


def test_a_string_is_split_as_a_shell_would():
    assert opts.words("sh -c 'echo a b'") == ["sh", "-c", "echo a b"]
    assert opts.words(["ls", 1]) == ["ls", "1"]
    assert opts.words(None) is None


def test_the_request_for_a_container(api):
    body = opts.body(api, "busybox", ["ls"], {
        "env": {"A": 1}, "ports": {80: 8080}, "network": "net", "user": "u", "workdir": "/w", "stdin": "",
        "entrypoint": "a b", "mem_limit": "64m", "read_only": True, "hostname": "h", "labels": {"x": "y"},
    })  # fmt: skip
    assert (body["Image"], body["Cmd"], body["Entrypoint"], body["Env"]) == ("busybox", ["ls"], ["a", "b"], ["A=1"])
    assert (body["User"], body["WorkingDir"], body["Hostname"]) == ("u", "/w", "h")
    assert body["OpenStdin"] and body["StdinOnce"] and body["ExposedPorts"] == {"80/tcp": {}}
    host = body["HostConfig"]
    assert (host["Memory"], host["ReadonlyRootfs"], host["NetworkMode"]) == (64 << 20, True, "net")
    assert host["PortBindings"] == {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}
    assert body["Labels"] == {"x": "y", labels.LABEL: labels.session()}


def test_a_label_of_ours_cannot_be_taken_off(api):
    assert opts.body(api, "i", None, {"labels": {labels.LABEL: ""}})["Labels"] == labels.ours()


def test_an_emptied_entrypoint_and_no_input(api):
    body = opts.body(api, "i", None, {"entrypoint": []})
    assert body["Entrypoint"] == [""] and "Cmd" not in body and body["OpenStdin"] is False


def test_mounts():
    bind, named, anonymous = opts.mounts(["./x:/a:ro", "data:/b", "/c"])
    assert (bind["Type"], bind["Source"], bind["ReadOnly"]) == ("bind", str(Path("x").resolve()), True)
    assert (named["Type"], named["Source"], named["Target"]) == ("volume", "data", "/b")
    assert (anonymous["Type"], anonymous["Target"]) == ("volume", "/c")


def test_an_unknown_option_is_named():
    assert opts.unknown({"read_only": True, "user": "a", "foo": 1}) == ["foo"]
    assert {"read_only", "init", "pid_mode", "tmpfs", "cap_add", "user"} <= set(opts.known())

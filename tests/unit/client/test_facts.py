import pytest

from helpers.client.facts import PATH, facts

PASSWD = "root:x:0:0:root:/root:/bin/sh\n\nbroken\nwww:x:33:34:www:/var/www:/sbin/nologin\n1000:x:7:8::/named:/bin/sh\n"
GROUP = "root:x:0:\nweb:x:80:www\n"


def raw(config=(), host=(), path="/bin/sh", args=("-c", "x")):
    return {"Path": path, "Args": list(args), "Config": {"Hostname": "abc", **dict(config)}, "HostConfig": dict(host)}


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("", ("root", 0, 0, "/root")),
        ("www", ("www", 33, 34, "/var/www")),
        ("33", ("www", 33, 34, "/var/www")),
        ("www:web", ("www", 33, 80, "/var/www")),
        ("www:5", ("www", 33, 5, "/var/www")),
        ("www:nosuch", ("www", 33, None, "/var/www")),
        ("1000", ("", 1000, 0, "/")),  # a number is a number, also where somebody has it as a name
        ("1000:2000", ("", 1000, 2000, "/")),
        ("nosuch", ("nosuch", None, None, "/")),
    ],
)
def test_the_user_and_what_comes_with_it(spec, expected):
    found = facts(raw({"User": spec}), PASSWD, GROUP)
    assert (found.user, found.uid, found.gid, found.env["HOME"]) == expected


def test_an_image_without_names():
    found = facts(raw(), "", "")
    assert (found.user, found.uid, found.gid, found.env["HOME"]) == ("", 0, 0, "/")


def test_the_environment_that_the_engine_and_the_runtime_add():
    assert facts(raw(), PASSWD, "").env == {"PATH": PATH, "HOSTNAME": "abc", "HOME": "/root"}
    set_before = facts(raw({"Env": ["PATH=/p", "HOME=/h", "A=1=2", "B=", "HOSTNAME"], "Tty": True}), PASSWD, "")
    assert set_before.env == {"PATH": "/p", "TERM": "xterm", "HOME": "/h", "A": "1=2", "B": ""}


def test_the_first_process():
    assert facts(raw(), "", "").command == ("/bin/sh", "-c", "x") and facts(raw(), "", "").first
    assert facts(raw(host={"Init": True}), "", "").command == ("/sbin/docker-init", "--", "/bin/sh", "-c", "x")
    assert not facts(raw(host={"PidMode": "host"}), "", "").first
    assert not facts(raw(host={"PidMode": "container:abc"}), "", "").first


def test_the_directory():
    assert facts(raw(), "", "").directory == "/"
    assert facts(raw({"WorkingDir": "/w"}), "", "").directory == "/w"

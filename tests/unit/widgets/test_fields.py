import pytest
from docker.types import Mount
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import CourseError
from helpers.widgets.fields import NAMES, read, shown


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("entrypoint", "sh -c 'a b'", ["sh", "-c", "a b"]),
        ("env", "A=1\nB=two words = x\n\nC=", {"A": "1", "B": "two words = x", "C": ""}),
        ("ports", "8080:80\n53/udp\n127.0.0.1:9000:90", {"80": 8080, "53/udp": None, "90": ("127.0.0.1", 9000)}),
        ("mounts", "data:/data\n./here:/there:ro\n/anonymous", ["data:/data", "./here:/there:ro", "/anonymous"]),
        ("user", " 1000 ", "1000"),
        ("workdir", "/srv", "/srv"),
    ],
)
def test_a_field_is_read_and_shown_again(name, text, value):
    assert read(name, text, {}) == value
    again = shown({name: value})[name]
    assert read(name, again, {}) == value


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_field_is_no_option(name):
    assert read(name, " \n", {}) is None
    assert shown({})[name] == ""


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("entrypoint", "it's", "no closing quotation"),
        ("env", "A", "NAME=value"),
        ("env", "=x", "NAME=value"),
        ("ports", "http", "names no port"),
        ("ports", "80:99999", "names no port"),
        ("mounts", "data:relative", "absolute path"),
    ],
)
def test_what_cannot_be_meant_is_explained(name, text, said):
    with pytest.raises(CourseError, match=said):
        read(name, text, {})


def test_a_mount_that_no_line_can_say_stays_what_it_is():
    mount = Mount("/t", None, type="tmpfs", tmpfs_size=1000)
    text = shown({"mounts": [mount]})["mounts"]
    assert read("mounts", text + "\ndata:/data", {"mounts": [mount]}) == [mount, "data:/data"]


@given(st.dictionaries(st.from_regex(r"[A-Z_]{1,9}", fullmatch=True), st.from_regex(r"[!-~]{0,20}", fullmatch=True)))
def test_any_environment_comes_back(env):
    assert read("env", shown({"env": env})["env"], {}) == (env or None)

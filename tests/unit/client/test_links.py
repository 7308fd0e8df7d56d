import pytest

from helpers.client.links import address, links

HUB = {"JUPYTERHUB_SERVICE_PREFIX": "/user/ada-x1/"}


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, "http://localhost:8080/"),
        (HUB, "/user/ada-x1/proxy/8080/"),
        ({"JUPYTERHUB_SERVICE_PREFIX": "/"}, "/proxy/8080/"),
        ({"COURSE_PROXY": "/"}, "/proxy/8080/"),
        ({"COURSE_PROXY": "course"}, "/course/proxy/8080/"),
        ({"COURSE_PROXY": "/"} | HUB, "/user/ada-x1/proxy/8080/"),
        ({"JUPYTERHUB_SERVICE_PREFIX": ""}, "http://localhost:8080/"),
        ({"JUPYTERHUB_SERVICE_PREFIX": "//evil.example/"}, "/evil.example/proxy/8080/"),
    ],
)
def test_a_port_is_found_where_the_browser_can_reach_it(environment, found):
    assert address(8080, environment) == found


@pytest.mark.parametrize(
    ("engine", "found"),
    [
        ("unix:///run/docker.sock", "/user/ada-x1/proxy/80/"),
        ("npipe:////./pipe/docker_engine", "/user/ada-x1/proxy/80/"),
        ("tcp://127.0.0.1:40001", "/user/ada-x1/proxy/80/"),
        ("tcp://localhost:2376", "/user/ada-x1/proxy/80/"),
        ("tcp://[::1]:2376", "/user/ada-x1/proxy/80/"),
        ("tcp://10.1.2.3:2376", "http://10.1.2.3:80/"),
        ("ssh://ada@build.example", "http://build.example:80/"),
        ("tcp://[2001:db8::1]:2376", "http://[2001:db8::1]:80/"),
    ],
)
def test_an_engine_elsewhere_publishes_there(engine, found):
    assert address(80, HUB, engine) == found


def test_each_published_tcp_port_has_a_link():
    ports = {"80/tcp": 8080, "53/udp": 5353, "443/tcp": 8443}
    assert links(ports, {}) == (("80/tcp", "http://localhost:8080/"), ("443/tcp", "http://localhost:8443/"))
    assert links({}, HUB) == ()

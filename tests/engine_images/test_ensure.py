"""Choosing between here, pulled and made, on a real engine; all under names of the tests' own."""

import contextlib
import os
import time
from dataclasses import replace

import docker
import pytest

from helpers import images
from helpers.cli.images import report
from helpers.client import buildkit
from helpers.client.engine import Client
from helpers.client.labels import ours
from helpers.images import dpkg, layers, recipes, registry
from helpers.packages import Apt, cache_dir

pytestmark = pytest.mark.engine
NAME, ALIAS = "busybox:1.37-course-test", "docker-course/busybox:1.37-course-test"


@pytest.fixture
def unnamed(engine, fresh, monkeypatch):
    """A recipe under a name that nobody has; both names are taken away afterwards."""
    monkeypatch.setitem(recipes.RECIPES, NAME, replace(recipes.RECIPES["busybox:1.37"], name=NAME))
    _remove(engine, NAME, ALIAS)
    yield NAME
    _remove(engine, NAME, ALIAS)


def _remove(engine, *names):
    for name in names:
        with contextlib.suppress(docker.errors.ImageNotFound):
            engine.images.remove(name, force=True)  # others may run a container of it: it loses a name, no more


def test_in_an_engine_of_ours_it_takes_the_real_name_and_is_told_once(engine, unnamed):
    bases = images.ensure(engine, [unnamed], owned=True)
    assert (bases.aliases, bases.origins) == ({unnamed: unnamed}, {unnamed: "made"})
    assert len(bases.notices) == 1 and unnamed in bases.notices[0]
    assert engine.images.get(unnamed).labels == {images.MADE_LABEL: "debian packages"}
    assert images.ensure(engine, [unnamed], owned=True).notices == ()
    images.forget(engine)  # as the next process does: found, not made
    again = images.ensure(engine, [unnamed], owned=True)
    assert (again.origins, again.notices) == ({unnamed: "made"}, ())


def test_in_a_learners_engine_builds_and_runs_use_the_alias_and_no_name_is_taken(engine, unnamed, run, tmp_path):
    bases = images.ensure(engine, [unnamed], owned=False)
    assert bases.aliases == {unnamed: ALIAS}
    client = Client(
        {"DOCKER_HOST": os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")}, aliases=bases.aliases
    )
    text = (
        f"FROM {unnamed}\nRUN echo built > /proof\nCOPY --from={unnamed} /bin/busybox /other/busybox\n"
        "RUN /other/busybox cat /proof\n"
    )
    built = buildkit.build(client, buildkit.Request(text, tmp_path, "docker build ."))
    try:
        assert built.image, built.error
        assert run(built.image, ["cat", "/proof"]) == (0, "built\n")
        assert run(bases.aliases[unnamed], ["echo", "run"]) == (0, "run\n")
        with pytest.raises(docker.errors.ImageNotFound):
            engine.images.get(unnamed)
    finally:
        if built.image:
            engine.images.remove(built.image, force=True)


def test_the_same_build_fails_without_the_alias(engine, unnamed, tmp_path):
    images.ensure(engine, [unnamed], owned=False)
    client = Client({"DOCKER_HOST": os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")})
    request = buildkit.Request(f"FROM {unnamed}\nRUN true\n", tmp_path, "docker build .")
    assert buildkit.build(client, request).image is None


def test_what_is_there_is_asked_for_once(engine, unnamed, monkeypatch):
    images.ensure(engine, [unnamed], owned=True)
    images.forget(engine)
    asked = []
    send = engine.api.send
    monkeypatch.setattr(engine.api, "send", lambda request, **rest: asked.append(request.url) or send(request, **rest))
    for _ in range(3):
        images.ensure(engine, [unnamed], owned=True)
    assert len(asked) == 1


def test_an_image_that_nobody_has_is_an_error_with_the_courses_own_names(engine, fresh):
    with pytest.raises(images.ImagesError) as caught:
        images.ensure(engine, ["localhost:1/nobody/has-this:1"], owned=True)
    assert "busybox:1.37" in caught.value.do and caught.value.why


def test_a_registry_that_accepts_and_never_answers_is_given_up_and_not_asked_again(
    engine, base, fresh, started, monkeypatch
):
    silent = started(base("busybox:1.37"), ["nc", "-ll", "-p", "5000", "-e", "sleep", "1000"])
    address = next(iter(silent.attrs["NetworkSettings"]["Networks"].values()))["IPAddress"]
    monkeypatch.setattr(registry, "ANSWER", 1.0)
    with pytest.raises(images.ImagesError, match="cannot be pulled") as caught:
        images.ensure(engine, [f"{address}:5000/course/first:1"], owned=True)
    assert caught.value.why == "the registry did not answer in time"
    monkeypatch.setattr(registry, "ANSWER", 600.0)  # were it asked again, this test would not end
    with pytest.raises(images.ImagesError, match="cannot be pulled"):
        images.ensure(engine, [f"{address}:5000/course/second:1"], owned=True)


@pytest.fixture
def local_registry(engine, base):
    """A real registry on the engine's own loopback, which engines trust without TLS; Debian's docker-registry."""
    arch = engine.version()["Arch"]
    apt = Apt(cache_dir() / "apt" / f"{recipes.SUITE}-{arch}", recipes.SUITE, recipes.debian_arch(arch))
    files: layers.Files = {}
    dpkg.unpack(files, [dpkg.read(deb) for deb in apt.fetch(["docker-registry"])], ["/usr/share/*", "/var/lib/*"])
    layers.add(files, layers.folder("var/lib/registry"))
    settings = "version: 0.1\nstorage: {filesystem: {rootdirectory: /var/lib/registry}}\nhttp: {addr: 127.0.0.1:5987}\n"
    script = f"printf '%s' '{settings}' > /etc/r.yml; exec docker-registry serve /etc/r.yml"
    container = engine.containers.create(
        base("debian:trixie-slim"), ["/bin/sh", "-c", script], network_mode="host", labels=ours()
    )
    container.put_archive("/", layers.write(files, 0))
    container.start()
    yield "127.0.0.1:5987"
    container.remove(force=True, v=True)


def test_pulls_from_a_registry_that_answers_with_progress(engine, base, fresh, local_registry):
    name = f"{local_registry}/course/debian:1"
    engine.api.tag(base("debian:trixie-slim"), f"{local_registry}/course/debian", "1")
    _push(engine, name)
    _remove(engine, name)
    # Its layers must really travel: without the other names they are gone from the engine.
    seen = []
    bases = images.ensure(engine, [name], owned=True, progress=lambda *step: seen.append(step))
    assert bases.origins == {name: "pulled"} and bases.notices == ()
    assert engine.images.get(name).id == base("debian:trixie-slim")
    assert seen[0] == (f"pulling {name}", 0, 0)
    with pytest.raises(images.ImagesError, match="cannot be pulled"):  # a registry that says no is no silent one
        images.ensure(engine, [f"{local_registry}/course/absent:1"], owned=True)
    _remove(engine, name)


def _push(engine, name, seconds=60):
    end = time.monotonic() + seconds
    while True:
        said = list(engine.api.push(name, stream=True, decode=True))
        errors = [line["error"] for line in said if "error" in line]
        if not errors:
            return
        assert time.monotonic() < end, errors
        time.sleep(0.1)


def test_the_command_says_where_each_came_from(engine, unnamed, monkeypatch):
    monkeypatch.setattr(images, "PINNED", (unnamed,))
    client = Client({"DOCKER_HOST": os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")}, owned=False)
    first, notice = report(client, lambda *_: None)
    assert first == f"{unnamed}  made here from Debian's packages, as {ALIAS}"
    assert notice.startswith(f"{unnamed} was made here")

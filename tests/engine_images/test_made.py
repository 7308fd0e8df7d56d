"""The base images that are made here, on a real engine: they must do what the official ones do in a notebook."""

import time
from datetime import datetime

import pytest

from helpers.images import make
from helpers.images.recipes import MADE_LABEL, RECIPES

pytestmark = pytest.mark.engine
BUSYBOX, DEBIAN, NGINX = "busybox:1.37", "debian:trixie-slim", "nginx:1.26"


@pytest.mark.parametrize("name", RECIPES)
def test_says_that_it_was_made_here(engine, base, name):
    assert engine.images.get(base(name)).attrs["Config"]["Labels"] == {MADE_LABEL: "debian packages"}


def test_busybox_applets_are_one_program_under_many_names(base, run):
    code, out = run(base(BUSYBOX), ["sh", "-c", "ls -i /bin/busybox /bin/ls /bin/sh | cut -d/ -f1 | sort -u; ls /bin"])
    inode, *applets = out.split()
    assert code == 0 and inode.isdigit()
    assert len(applets) > 250 and {"sh", "ls", "wget", "nc", "httpd", "vi", "id"} <= set(applets)


def test_busybox_has_the_users_and_folders_of_the_official_image(base, run):
    script = "id nobody; id www-data; stat -c '%a %u %n' /tmp /root /home /var/spool/mail; env -i /usr/bin/env true"
    code, out = run(base(BUSYBOX), ["sh", "-ec", script])
    assert code == 0
    assert out.splitlines() == [
        "uid=65534(nobody) gid=65534(nobody) groups=65534(nobody)",
        "uid=33(www-data) gid=33(www-data) groups=33(www-data)",
        "1777 0 /tmp",
        "700 0 /root",
        "755 65534 /home",
        "755 8 /var/spool/mail",
    ]


def test_busybox_program_runs_alone_in_an_empty_image(base, run):
    script = "mkdir -p /new/bin && cp /bin/busybox /new/bin && chroot /new /bin/busybox echo alone"
    assert run(base(BUSYBOX), ["sh", "-c", script]) == (0, "alone\n")


def test_busybox_wget_reaches_nginx_by_name(base, run, started, network):
    web = started(base(NGINX), name="course-images-web", network=network)
    script = f"for i in $(seq 100); do wget -qO- http://{web.name} 2>/dev/null && break; sleep 0.1; done"
    code, out = run(base(BUSYBOX), ["sh", "-c", script], network=network)
    assert code == 0 and "<h1>Welcome to nginx!</h1>" in out
    assert "GET / HTTP/1.1" in web.logs().decode()  # its access log goes to the output


def test_busybox_wget_says_so_when_a_name_is_unknown(base, run, network):
    code, out = run(base(BUSYBOX), ["wget", "-qO-", "http://nobody-has-this-name/"], network=network)
    assert (code, out) == (1, "wget: bad address 'nobody-has-this-name'\n")


def test_debian_is_a_complete_system(base, run):
    script = (
        "dpkg --audit; dpkg-query -W -f '${db:Status-Status}\\n' | sort -u; . /etc/os-release; echo $VERSION_CODENAME"
    )
    assert run(base(DEBIAN), ["bash", "-ec", script]) == (0, "installed\ntrixie\n")


def test_debian_differs_from_its_packages_only_where_slim_leaves_out(base, run):
    code, out = run(base(DEBIAN), ["dpkg", "--verify"])
    kept = ("/usr/share/doc", "/usr/share/info", "/usr/share/lintian", "/usr/share/locale", "/usr/share/man")
    strange = [line for line in out.splitlines() if not line.split()[-1].startswith(kept)]
    assert out and not strange


def test_debian_knows_its_users_and_makes_new_ones(base, run):
    script = (
        "getent passwd root www-data _apt nobody | cut -d: -f1,3; useradd --create-home ada; id -u ada; ls -d /home/ada"
    )
    code, out = run(base(DEBIAN), ["sh", "-ec", script])
    assert code == 0
    assert out.split() == ["root:0", "www-data:33", "_apt:42", "nobody:65534", "1000", "/home/ada"]


def test_debian_builds_and_installs_a_package(base, run):
    script = """
    mkdir -p /tmp/p/DEBIAN /tmp/p/usr/bin /tmp/p/usr/share/man/man1
    printf 'Package: hello-course\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@x.org>\\nDescription: x\\n' \
        > /tmp/p/DEBIAN/control
    printf '#!/bin/sh\\necho hello from a package\\n' > /tmp/p/usr/bin/hello-course
    chmod 755 /tmp/p/usr/bin/hello-course
    echo page > /tmp/p/usr/share/man/man1/hello-course.1
    dpkg-deb --build --root-owner-group /tmp/p /tmp/hello.deb >/dev/null
    dpkg -i /tmp/hello.deb >/dev/null
    hello-course
    test ! -e /usr/share/man/man1/hello-course.1  # slim leaves manual pages out, also of packages to come
    dpkg --audit
    """
    assert run(base(DEBIAN), ["sh", "-ec", script]) == (0, "hello from a package\n")


def test_debian_apt_reads_its_configuration(base, run):
    code, out = run(
        base(DEBIAN), ["sh", "-ec", "apt-get check -qq; apt-get indextargets --format '$(CODENAME)' || true"]
    )
    assert code == 0 and "E:" not in out


def test_debian_services_do_not_start_and_sh_is_dash(base, run):
    assert run(base(DEBIAN), ["sh", "-c", "readlink /bin/sh; policy-rc.d; echo $?"]) == (0, "dash\n101\n")


def test_nginx_is_layered_on_debian(engine, base):
    layers = {name: engine.images.get(base(name)).attrs["RootFS"]["Layers"] for name in (DEBIAN, NGINX)}
    assert layers[NGINX][:-1] == layers[DEBIAN]


def test_nginx_configuration_is_the_official_one(engine, base):
    config = engine.images.get(base(NGINX)).attrs["Config"]
    assert config["Entrypoint"] == ["/docker-entrypoint.sh"]
    assert config["Cmd"] == ["nginx", "-g", "daemon off;"]
    assert config["ExposedPorts"] == {"80/tcp": {}}
    assert config["StopSignal"] == "SIGQUIT"
    assert any(value.startswith("NGINX_VERSION=1.26.") for value in config["Env"])


def test_nginx_stops_gracefully_on_its_signal(base, started):
    web = started(base(NGINX))
    _until(lambda: web.exec_run(["sh", "-c", "test -s /run/nginx.pid"]).exit_code == 0, web)
    web.stop(timeout=60)
    web.reload()
    assert web.attrs["State"]["ExitCode"] == 0  # 137 would mean that it had to be killed
    assert "gracefully shutting down" in web.logs().decode()


def test_nginx_serves_a_mounted_configuration_and_page(base, run, started, network):
    script = (
        "echo 'server { listen 8080; root /srv; }' > /etc/nginx/conf.d/more.conf; echo mine > /srv/index.html;"
        "exec nginx -g 'daemon off;'"
    )
    web = started(base(NGINX), ["sh", "-c", script], name="course-images-web", network=network)
    ask = f"for i in $(seq 100); do wget -qO- http://{web.name}:8080 2>/dev/null && break; sleep 0.1; done"
    assert run(base(BUSYBOX), ["sh", "-c", ask], network=network) == (0, "mine\n")


def test_nginx_entrypoint_becomes_the_command(base, run):
    assert run(base(NGINX), ["sh", "-c", "echo pid $$"]) == (0, "pid 1\n")


@pytest.mark.parametrize("name", [DEBIAN, NGINX])
def test_no_user_is_newer_than_the_image(engine, base, run, name):
    code, out = run(base(name), ["cut", "-d:", "-f3", "/etc/shadow"], entrypoint="")
    days = [int(day) for day in out.split()]
    created = datetime.fromisoformat(engine.images.get(base(name)).attrs["Created"])
    assert code == 0 and len(days) > 10 and max(days) <= created.timestamp() // 86400


@pytest.mark.parametrize("name", [BUSYBOX, DEBIAN])
def test_making_again_gives_the_same_image(engine, base, name, tmp_path, monkeypatch):
    expected = base(name)
    packages = make.cache_dir() / "apt"
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path))
    (tmp_path / "apt").symlink_to(packages)
    assert make.made(engine, RECIPES[name], lambda *_: None) == expected


def _until(condition, container, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, container.logs().decode()
        time.sleep(0.05)

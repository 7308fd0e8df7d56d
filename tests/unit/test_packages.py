"""The private apt's pure parts: which mirror, which cache, what an error may say."""

import pytest

from helpers import packages

DEB822 = """\
Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""


@pytest.fixture
def etc(tmp_path, monkeypatch):
    monkeypatch.delenv("COURSE_DEBIAN_MIRROR", raising=False)
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


def test_mirror_from_a_deb822_file(etc):
    (etc / "sources.list.d" / "debian.sources").write_text(DEB822)
    assert packages.mirror(etc) == "http://mirror.example/debian"


def test_mirror_from_one_line_entries_with_options(etc):
    (etc / "sources.list").write_text(
        "# deb http://commented.example/debian trixie main\n"
        "deb [arch=amd64 signed-by=/k.gpg] https://mirror.example/debian trixie contrib main\n"
    )
    assert packages.mirror(etc) == "https://mirror.example/debian"


def test_a_third_party_that_uses_debians_suite_name_comes_last(etc):
    (etc / "sources.list").write_text("deb https://apt.vendor.example bookworm main\n")
    (etc / "sources.list.d" / "debian.sources").write_text(DEB822)
    assert packages.mirror(etc) == "http://mirror.example/debian"


def test_disabled_and_foreign_sources_are_no_mirror(etc):
    (etc / "sources.list.d" / "debian.sources").write_text("Enabled: no\n" + DEB822.split("\n\n")[0])
    (etc / "sources.list").write_text("deb https://node.example/node_20.x nodistro main\n")
    with pytest.raises(packages.PackagesError, match="No Debian mirror") as caught:
        packages.mirror(etc)
    assert "COURSE_DEBIAN_MIRROR" in caught.value.do


def test_the_setting_wins_over_the_machine(etc, monkeypatch):
    (etc / "sources.list.d" / "debian.sources").write_text(DEB822)
    monkeypatch.setenv("COURSE_DEBIAN_MIRROR", "http://other.example/debian")
    assert packages.mirror(etc) == "http://other.example/debian"


def test_the_cache_folder_follows_the_settings(monkeypatch, tmp_path):
    monkeypatch.delenv("COURSE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert packages.cache_dir() == tmp_path / "docker-course"
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "own"))
    assert packages.cache_dir() == tmp_path / "own"


def test_no_apt_is_an_error_with_a_remedy(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(packages.PackagesError, match="no apt") as caught:
        packages.Apt(tmp_path / "apt").fetch(["busybox-static"])
    assert caught.value.do


def test_an_error_never_tells_the_password_in_a_mirrors_address():
    error = packages._error("No.", "W: noise\nE: Failed to fetch http://me:secret@mirror.example/debian/x 404")
    assert "mirror.example" in str(error) and "secret" not in str(error) and "noise" not in str(error)


def test_a_lock_is_held_for_the_block_only(tmp_path):
    for _ in range(2):
        with packages.locked(tmp_path / "deep" / "lock"):
            assert (tmp_path / "deep" / "lock").exists()


def test_only_where_it_is_allowed_may_package_lists_be_past_their_date(tmp_path, monkeypatch):
    said = tmp_path / "said"
    fake = tmp_path / "bin/apt-get"
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\necho "$@" >>{said}\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(fake.parent), prepend=":")
    packages.Apt(tmp_path / "apt", "trixie")._run(["update"])
    packages.Apt(tmp_path / "apt", "forky", expired=True)._run(["update"])
    usual, allowed = said.read_text().splitlines()
    assert "Check-Valid-Until" not in usual and "Acquire::Check-Valid-Until=false" in allowed
    assert "Unauthenticated" not in allowed and "Insecure" not in allowed

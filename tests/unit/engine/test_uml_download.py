"""A release's kernel is taken only when its checksum is right and it is a kernel of the course's."""

import hashlib
import json

import pytest

from helpers.engine.uml import build, download
from helpers.errors import EngineError

KERNEL = b"\x7fELF\x02" + bytes(60) + b"Linux version 7.3.4-docker (course@course) (gcc) #1\n"


@pytest.fixture
def offered(tmp_path, monkeypatch):
    """A release's folder with a kernel and its checksum; the cache is a folder of the test's."""
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "linux").write_bytes(KERNEL)
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  other\n{hashlib.sha256(KERNEL).hexdigest()}  linux\n")
    return folder


def address(folder):
    return f"file://{folder}/linux"


def test_a_kernel_with_the_right_checksum_is_installed_and_stamped(offered):
    got = download.ensure(address(offered))
    assert got.file.read_bytes() == KERNEL and got.file.stat().st_mode & 0o111
    assert got.release == "7.3.4-docker"
    assert json.loads((build.folder() / "stamp.json").read_text())["release"] == "7.3.4-docker"
    assert not build.current(build.folder()), "make kernel builds one all the same"


def test_a_damaged_one_is_refused_and_the_old_one_stays(offered):
    old = download.ensure(address(offered)).file
    (offered / "linux").write_bytes(KERNEL + b"!")
    with pytest.raises(EngineError) as caught:
        download.ensure(address(offered))
    assert "checksum" in caught.value.why
    assert old.read_bytes() == KERNEL


def test_a_checksum_that_is_named_counts_and_not_the_one_beside_it(offered):
    with pytest.raises(EngineError):
        download.ensure(address(offered), sha256="1" * 64)
    (offered / "SHA256SUMS").unlink()
    assert download.ensure(address(offered), sha256=hashlib.sha256(KERNEL).hexdigest().upper())


@pytest.mark.parametrize("sums", ["", "nonsense", f"{'0' * 64}  linux.old\n"])
def test_without_a_checksum_nothing_is_taken(offered, sums):
    (offered / "SHA256SUMS").write_text(sums)
    with pytest.raises(EngineError) as caught:
        download.ensure(address(offered))
    assert "no checksum of linux" in caught.value.why


def test_something_else_with_its_checksum_is_no_kernel(offered):
    (offered / "linux").write_bytes(b"#!/bin/sh\n")
    with pytest.raises(EngineError, match="no kernel"):
        download.ensure(address(offered), sha256=hashlib.sha256(b"#!/bin/sh\n").hexdigest())


def test_an_address_that_anybody_could_answer_for_is_refused(offered):
    with pytest.raises(EngineError) as caught:
        download.ensure("http://example.org/linux")
    assert "neither https nor file" in caught.value.why


def test_a_password_in_an_address_is_not_shown(offered):
    with pytest.raises(EngineError) as caught:
        download.ensure("ftp://me:secret@example.org/linux")
    assert "secret" not in str(caught.value)

import gzip
import hashlib
import io
import json
import tarfile
import zlib

import pytest

from helpers.client.archive import Entry, entry, read_archive


def tar(*members) -> bytes:
    """A layer or an archive of (name, content or TarInfo's fields)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            data = content if isinstance(content, bytes) else b""
            for key, value in (content.items() if isinstance(content, dict) else ()):
                setattr(info, key, value)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


LAYER = tar(
    ("./", {"type": tarfile.DIRTYPE}),
    ("etc/", {"type": tarfile.DIRTYPE, "mode": 0o755}),
    ("etc/a", b"hello"),
    ("etc/.wh.gone", b""),
    ("srv/.wh..wh..opq", b""),
    ("bin/ls", {"type": tarfile.SYMTYPE, "linkname": "busybox"}),
    ("bin/sh", {"type": tarfile.LNKTYPE, "linkname": "bin/busybox"}),
    ("dev/null", {"type": tarfile.CHRTYPE, "devmajor": 1, "devminor": 3}),
)


def old(layer):  # before Docker 25
    manifest = json.dumps([{"Layers": ["abc/layer.tar"]}]).encode()
    return tar(("abc/", {"type": tarfile.DIRTYPE}), ("abc/VERSION", b"1.0"), ("abc/json", b"{}"),
               ("abc/layer.tar", layer), ("manifest.json", manifest))  # fmt: skip


def oci(layer):
    return tar(("blobs/sha256/" + sha(layer), layer), ("blobs/sha256/" + "0" * 64, b'{"config":{}}' * 100),
               ("index.json", b"{}"), ("oci-layout", b"{}"))  # fmt: skip


@pytest.mark.parametrize("archive", [old(LAYER), oci(LAYER), oci(gzip.compress(LAYER))], ids=["old", "oci", "gzip"])
def test_a_layer_is_read_from_every_form_of_archive(archive):
    found = read_archive(io.BytesIO(archive))
    assert list(found) == [f"sha256:{sha(LAYER)}"]
    entries = {e.path: e for e in found[f"sha256:{sha(LAYER)}"]}
    assert entries["/etc/a"] == Entry("/etc/a", "file", 0o644, (0, 0), 5, sha(b"hello"))
    assert {p: e.kind for p, e in entries.items()} == {
        "/etc": "dir", "/etc/a": "file", "/etc/gone": "whiteout", "/srv": "opaque", "/bin/ls": "symlink",
        "/bin/sh": "link", "/dev/null": "device",
    }  # fmt: skip
    assert (entries["/bin/sh"].target, entries["/dev/null"].target) == ("/bin/busybox", "1:3")


def test_a_compressed_layer_whose_first_bytes_are_less_than_a_header_is_read():
    random = tar(("noise", hashlib.shake_256(b"").digest(1 << 20)))
    packed = gzip.compress(random, 0)
    assert len(zlib.decompressobj(wbits=31).decompress(packed[:512])) < 512
    assert [e.size for e in read_archive(io.BytesIO(oci(packed)))[f"sha256:{sha(random)}"]] == [1 << 20]


def test_a_known_layer_is_not_read_again():
    assert read_archive(io.BytesIO(oci(LAYER)), {f"sha256:{sha(LAYER)}"}) == {}


def test_an_empty_layer_counts():
    empty = tar()
    assert read_archive(io.BytesIO(oci(empty))) == {f"sha256:{sha(empty)}": ()}


def test_the_kind_of_file_in_a_mode_is_no_mode():
    header = tarfile.TarInfo("etc")
    header.type, header.mode = tarfile.DIRTYPE, 0o40755
    assert entry(header).mode == 0o755

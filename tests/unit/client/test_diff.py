from hypothesis import given as randomly
from hypothesis import strategies as st

from helpers.client import diff
from helpers.client.archive import Entry
from helpers.client.diff import apply, layer_files, tree
from helpers.model import ConfigChange


def file(path, digest="1", **more):
    return Entry(path, "file", **{"mode": 0o644, "size": 1, "digest": digest, **more})


def rows(changes):
    return [(c.kind, c.path) for c in changes]


BASE = (Entry("/etc", "dir"), file("/etc/a"), file("/etc/b"), Entry("/srv", "dir"), file("/srv/x"), file("/srv/d/y"))


def after(*entries):
    before = diff.tree([BASE])
    return rows(diff.files(before, diff.apply(before, entries)))


def test_added_changed_and_removed():
    assert after(file("/etc/a", "2"), file("/new"), Entry("/etc/b", "whiteout")) == [
        ("changed", "/etc/a"), ("removed", "/etc/b"), ("added", "/new"),
    ]  # fmt: skip


def test_the_same_content_again_is_no_change():
    assert after(file("/etc/a")) == []


def test_a_mode_or_an_owner_is_a_change():
    assert after(file("/etc/a", mode=0o755), file("/etc/b", owner=(1, 1))) == [
        ("changed", "/etc/a"), ("changed", "/etc/b"),
    ]  # fmt: skip


def test_a_whiteout_takes_a_folder_with_all_in_it():
    assert after(Entry("/srv", "whiteout")) == [("removed", "/srv"), ("removed", "/srv/d/y"), ("removed", "/srv/x")]


def test_an_opaque_folder_hides_what_was_below_but_not_its_own_files():
    assert after(file("/srv/new"), Entry("/srv", "opaque")) == [
        ("removed", "/srv/d/y"), ("added", "/srv/new"), ("removed", "/srv/x"),
    ]  # fmt: skip


def test_a_file_in_a_folders_place():
    assert after(file("/srv")) == [("changed", "/srv"), ("removed", "/srv/d/y"), ("removed", "/srv/x")]


def test_a_hard_link_is_the_file_that_it_names():
    one = diff.tree([(file("/a"), Entry("/b", "link", target="/a"))])
    other = diff.tree([(file("/b"), Entry("/a", "link", target="/b"))])
    assert diff.files(one, other) == ()


def test_layers_in_common():
    assert diff.common(["a", "b", "c"], ["a", "b", "x"]) == 2
    assert diff.common([], ["a"]) == 0


def test_configurations():
    assert diff.configs({"Cmd": ["a"], "User": "u"}, {"Cmd": ["b"], "Env": ["A=1"]}) == (
        ConfigChange("Cmd", ["a"], ["b"]), ConfigChange("Env", None, ["A=1"]), ConfigChange("User", "u", None),
    )  # fmt: skip


def test_a_containers_changes_without_folders_that_only_hold_others():
    raw = [
        {"Path": "/etc", "Kind": 0}, {"Path": "/etc/a", "Kind": 0}, {"Path": "/etc/b", "Kind": 2},
        {"Path": "/tmp", "Kind": 0}, {"Path": "/tmp/d", "Kind": 1}, {"Path": "/tmp/d/e", "Kind": 1},
        {"Path": "/dev", "Kind": 0}, {"Path": "/dev/console", "Kind": 1}, {"Path": "/etc/hosts", "Kind": 0},
    ]  # fmt: skip
    assert rows(diff.container_files(raw)) == [
        ("changed", "/etc/a"), ("removed", "/etc/b"), ("added", "/tmp/d"), ("added", "/tmp/d/e"),
    ]  # fmt: skip
    assert diff.container_files(None) == ()


_trees = st.dictionaries(st.sampled_from(["/a", "/b", "/c/d"]), st.sampled_from(["1", "2"])).map(
    lambda found: {path: file(path, digest) for path, digest in found.items()}
)


@randomly(_trees, _trees)
def test_a_difference_read_backwards_says_the_opposite(a, b):
    swap = {"added": "removed", "removed": "added", "changed": "changed"}
    assert [(swap[k], p) for k, p in rows(diff.files(a, b))] == rows(diff.files(b, a))
    assert diff.files(a, a) == ()


def test_the_files_of_a_layer_that_holds_one_again_and_takes_folders_away():
    below = tree([(Entry("/d", "dir"), Entry("/d/x", "file", size=3, digest="1"), Entry("/same", "file", size=5))])
    layer = (Entry("/d", "whiteout"), Entry("/same", "file", size=5), Entry("/new", "file", size=7),
             Entry("/too", "link", target="/new"))  # fmt: skip
    changes = layer_files(below, apply(below, layer), layer)
    assert [(c.path, c.kind, c.size) for c in changes] == [
        ("/d", "removed", 0), ("/d/x", "removed", 3), ("/new", "added", 7), ("/same", "changed", 5),
        ("/too", "added", 0),
    ]  # fmt: skip

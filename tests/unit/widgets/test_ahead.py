"""What is built while nobody waits: what is likely, one at a time, at once out of the way."""

import dataclasses
import os
import threading

import pytest
from given_work import WORK, build, run

from helpers.client.options import contained
from helpers.errors import EngineError
from helpers.widgets import ahead as module
from helpers.widgets import fingerprint
from helpers.widgets.ahead import Ahead, Cells, Traffic, likely
from helpers.widgets.memory import Remembering
from helpers.widgets.state import make

TEXT = 'FROM a\nRUN one\nRUN two\nCMD ["x"]\n'


class Builder:
    """Counts what is built ahead, and waits where it is told to."""

    def __init__(self):
        self.built, self.ran, self.threads, self.most = [], [], 0, 0
        self.begun, self.ended, self.hold = threading.Event(), [], False
        self.lock = threading.Lock()

    def build(self, state, cancel):
        with self.lock:
            self.threads += 1
            self.most = max(self.most, self.threads)
        try:
            if self.hold:
                self.begun.set()
                assert cancel.wait(20)
                self.ended.append(state.text)
                raise ValueError("stopped on request")
            self.built.append(state.text)
            return build(state)
        finally:
            with self.lock:
                self.threads -= 1

    def run(self, image, command, options, cancel):
        self.ran.append(image.image)
        return run(image, command, options)

    def known(self, **other):
        def never(*_):
            raise AssertionError("this is the way of what was asked for")

        quiet = dataclasses.replace(WORK, build=self.build, run=self.run, **other)
        return Remembering(dataclasses.replace(WORK, build=never, run=never, fingerprint=lambda s: "all", ahead=quiet))


def texts(states):
    return [state.text for state in states]


def test_likely_is_each_row_switched_and_each_other_wording():
    state = make(TEXT, "")
    assert texts(likely(state)) == [
        'FROM a\n# RUN one\nRUN two\nCMD ["x"]\n', 'FROM a\nRUN one\n# RUN two\nCMD ["x"]\n',
        'FROM a\nRUN one\nRUN two\n# CMD ["x"]\n', "FROM a\nRUN one\nRUN two\nCMD x\n",
    ]  # fmt: skip
    off = state.set("CMD", False)
    assert 'CMD ["x"]\n' in "".join(texts(likely(off)))[-20:] and len(texts(likely(off))) == 3


def test_the_neighbours_of_what_was_touched_come_first():
    assert texts(likely(make(TEXT), "RUN 2"))[0] == 'FROM a\nRUN one\n# RUN two\nCMD ["x"]\n'


def test_what_cannot_be_built_is_not_likely():
    text = "FROM a AS x\nRUN b\nFROM c AS y\nCOPY --from=x /a /a\nFROM y\n"
    assert not any("# FROM c" in one for one in texts(likely(make(text))))


def test_all_that_is_likely_is_built_and_run_and_remembered():
    builder = Builder()
    known, state = builder.known(), make(TEXT, "")
    ahead = Ahead(known, Traffic(), quiet=0)
    ahead.go(state, None, build(TEXT))
    assert ahead.wait(20) and builder.built == texts(likely(state)) == builder.ran
    assert all(known.knows(other) for other in likely(state)) and builder.most == 1
    ahead.go(state)
    assert ahead.wait(20) and len(builder.built) == 4  # nothing twice


@pytest.mark.parametrize("options", [{"mounts": ["v:/v"]}, {"ports": {80: 80}}, {"network": "n"}, {"name": "x"}])
def test_what_reaches_out_of_its_container_is_built_and_not_run(options):
    builder = Builder()
    ahead = Ahead(builder.known(), Traffic(), quiet=0)
    ahead.go(make(TEXT, options))
    assert ahead.wait(20) and len(builder.built) == 4 and builder.ran == []


def test_contained():
    assert contained({"env": {"A": "1"}, "read_only": True, "mounts": [], "ports": None})
    assert not contained({"privileged": True}) and not contained({"volumes_from": ["x"]})


def test_a_click_ends_it_at_once_and_it_waits_until_that_is_done():
    builder, traffic = Builder(), Traffic()
    builder.hold = True
    ahead = Ahead(builder.known(), traffic, quiet=0)
    ahead.go(make(TEXT, ""))
    assert builder.begun.wait(20)
    with traffic.asked():
        assert traffic.quiet(20)
        assert len(builder.ended) == 1 and builder.threads == 0
        builder.hold = False
        assert builder.built == []
    assert ahead.wait(20) and builder.built == texts(likely(make(TEXT, "")))  # the one that was ended, too


def test_what_is_ahead_of_another_state_ends_it():
    builder = Builder()
    builder.hold = True
    known, state = builder.known(), make(TEXT)
    ahead = Ahead(known, Traffic(), quiet=0)
    ahead.go(state)
    assert builder.begun.wait(20)
    first = ahead._thread
    builder.hold = False
    ahead.go(state.set("RUN 1", False))
    first.join(20)
    assert not first.is_alive() and ahead.wait(20)
    assert all("# RUN one" in text or text == TEXT for text in builder.built)


def test_two_playgrounds_take_turns():
    builder, traffic = Builder(), Traffic()
    both = [Ahead(builder.known(), traffic, quiet=0) for _ in range(2)]
    for one in both:
        one.go(make(TEXT))
    assert all(one.wait(20) for one in both) and builder.most == 1 and len(builder.built) == 8


def test_it_is_bounded_in_number_and_in_time(monkeypatch):
    builder = Builder()
    monkeypatch.setattr(module, "MOST", 2)
    ahead = Ahead(builder.known(), Traffic(), quiet=0)
    ahead.go(make(TEXT))
    assert ahead.wait(20) and len(builder.built) == 2
    monkeypatch.setattr(module, "EACH", 0.0)
    builder.hold = True
    ahead.go(make(TEXT).set("CMD", False))
    assert ahead.wait(20) and len(builder.ended) == 2
    monkeypatch.setattr(module, "SECONDS", -1.0)
    ahead.go(make(TEXT).set("RUN 1", False))
    assert ahead.wait(20) and len(builder.ended) == 2


def test_it_is_switched_off_by_the_environment(monkeypatch):
    builder = Builder()
    ahead = Ahead(builder.known(), Traffic(), quiet=0)
    monkeypatch.setenv("COURSE_AHEAD", "0")
    ahead.go(make(TEXT))
    assert ahead.wait(20) and builder.built == []


def test_without_an_engine_it_ends(monkeypatch):
    def gone(state, cancel):
        tried.append(state)
        raise EngineError("It is gone.")

    tried = []
    known = Builder().known()
    known.ahead = dataclasses.replace(known.ahead, build=gone)
    ahead = Ahead(known, Traffic(), quiet=0)
    ahead.go(make(TEXT))
    assert ahead.wait(20) and len(tried) == 1


def test_a_cell_goes_first():
    class Shell:
        def __init__(self):
            self.events, self.heard = self, {}

        def register(self, name, act):
            self.heard.setdefault(name, []).append(act)

    builder, traffic, shell = Builder(), Traffic(), Shell()
    cells = Cells(traffic)
    cells.register(shell)
    cells.register(shell)
    (begun,), (ended,) = shell.heard["pre_run_cell"], shell.heard["post_run_cell"]
    ended()  # that of a cell which had begun before
    builder.hold = True
    ahead = Ahead(builder.known(), traffic, quiet=0)
    ahead.go(make(TEXT))
    assert builder.begun.wait(20)
    begun()
    assert builder.threads == 0 and builder.built == []
    builder.hold = False
    ended()
    assert ahead.wait(20) and len(builder.built) == 4


# What determines a build


def told(text="FROM a\nCOPY x /\n", context=None, base=lambda name: name):
    return fingerprint.fingerprint(make(text), context, base)


def test_a_build_is_determined_by_the_contexts_files(tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "below/x").write_text("one")
    seen = [told(context=tmp_path)]
    for change in (
        lambda: (tmp_path / "below/x").write_text("two"),
        lambda: (tmp_path / "below/x").chmod(0o700),
        lambda: (tmp_path / "y").write_text(""),
        lambda: (tmp_path / "y").rename(tmp_path / "z"),
        lambda: os.symlink("x", tmp_path / "link"),
        lambda: (tmp_path / "empty").mkdir(),
    ):
        change()
        seen.append(told(context=tmp_path))
        assert seen[-1] == told(context=tmp_path)
    assert len(set(seen)) == len(seen) and None not in seen


def test_files_that_are_given_determine_it_too():
    assert told(context={"a": "1"}) == told(context={"a": b"1"}) != told(context={"a": "2"})
    assert told(context={"a": "1", "b": ""}) != told(context={"a": "1"}) and told() == told(context={})


def test_so_does_what_stands_behind_a_base_images_name():
    assert told(base=lambda name: "sha256:1") != told(base=lambda name: "sha256:2")
    names = []
    told("FROM a AS b\nFROM b\nCOPY --from=c /x /\n", base=names.append)
    assert names == ["a", "c"]


def test_what_is_fetched_is_not_known():
    assert told("FROM a\nADD https://example.org/x /\n") is None
    assert told("FROM a\nADD git@example.org:x /\n") is None
    assert told("FROM a\nADD x.tar /\n") is not None


def test_a_context_of_very_many_files_is_not_known(tmp_path, monkeypatch):
    for name in "abc":
        (tmp_path / name).touch()
    monkeypatch.setattr(fingerprint, "MOST", 2)
    assert told(context=tmp_path) is None

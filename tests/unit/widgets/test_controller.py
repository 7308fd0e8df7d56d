"""A playground without a page: what is asked of an engine, what is answered from memory, who goes first."""

import dataclasses
import threading

import pytest
from given_work import WORK, build, eventually, run

from helpers.errors import CourseError, EngineError, NotFoundError
from helpers.widgets.controller import Controller
from helpers.widgets.state import make

TEXT = 'FROM a\nRUN one\nENTRYPOINT ["e"]\nCMD ["x"]\n'


class Engine:
    """A stand-in that counts what it is asked for, and can be slow."""

    def __init__(self):
        self.asked = []
        self.gone = set()
        self.slow = {}  # text -> event that is set when the build has begun
        self.stopped = []

    def build(self, state, cancel):
        self.asked.append("build")
        if state.text in self.slow:
            self.slow[state.text].set()
            assert cancel.wait(20)
            self.stopped.append(state.text)
            raise ValueError("stopped on request")
        return build(state)

    def run(self, image, command, options, cancel):
        self.asked.append("run")
        if image.image in self.gone:
            self.gone.discard(image.image)
            raise NotFoundError("There is no image.")
        return run(image, command, options)

    def compare(self, before, after):
        self.asked.append("compare")
        return WORK.compare(before, after)

    def image(self, built):
        self.asked.append("image")
        return WORK.image(built)

    def name(self, built):
        self.asked.append("name")

    def work(self, **other):
        own = {"build": self.build, "run": self.run, "compare": self.compare, "image": self.image, "name": self.name}
        return dataclasses.replace(WORK, **{"fingerprint": lambda state: "all", **own, **other})


def playing(engine=None, text=TEXT, given="", **other):
    controller = Controller(make(text, given), (engine or Engine()).work(**other))
    controller.again()
    return controller


def test_every_change_from_code_gives_its_result():
    p = playing()
    assert p.set("RUN", False).build.image == p.text == TEXT.replace("RUN", "# RUN")
    assert p.choose("CMD", "shell").run.stdout == "CMD x\n"
    assert p.edit("CMD", "CMD y").run.stdout == "CMD y\n"
    assert p.move("CMD", 1).build.steps[1].instruction == "CMD y"
    assert p.add("USER me").build.steps[-1].instruction == "USER me"
    assert p.remove("USER").build.steps[-1].instruction == 'ENTRYPOINT ["e"]'
    assert p.run_with("a b").run.stdout == "CMD y a b\n"
    p.args(A="1"), p.builder("classic")
    assert (dict(p.state.args), p.state.builder) == ({"A": "1"}, "classic")
    assert p.target("nowhere").error.what.startswith("The Dockerfile has no stage nowhere")
    assert p.target(None).error is None
    assert p.load("FROM b\nCMD z\n").run.stdout == "CMD z a b\n"
    assert p.undo().run.stdout == "CMD y a b\n" and p.redo().run.stdout == "CMD z a b\n"
    assert p.reset().run.stdout == 'CMD ["x"]\n' and p.text == TEXT and p.can_undo and not p.can_redo


def test_the_commands_that_do_the_same():
    assert playing().commands == ("docker build .", "docker run --rm course/toggle")
    assert playing(given=None).commands == ("docker build .",)


def test_a_row_with_an_error_is_not_built_and_what_it_is_compared_with_stays():
    engine = Engine()
    p = playing(engine)
    engine.asked.clear()
    result = p.edit("RUN", "RUNN one")
    assert (result.build, result.error.line, engine.asked) == (None, 2, [])
    assert p.edit("RUN", "RUN two").difference.config[0].before == TEXT


def test_a_state_that_was_seen_is_answered_without_the_engine():
    engine = Engine()
    p = playing(engine)
    p.set("RUN", False)
    p.set("RUN", True)
    engine.asked.clear()
    for _ in range(3):
        assert p.set("RUN", False).remembered and p.undo().remembered
    assert set(engine.asked) == {"name"}
    assert p.result.run.stdout == 'CMD ["x"]\n' and p.result.difference.config[0].after == TEXT


def test_what_was_not_compared_yet_is_all_that_a_seen_state_asks_for():
    engine = Engine()
    p = playing(engine)
    p.set("RUN", False)
    p.set("CMD", False)
    engine.asked.clear()
    p.reset()
    assert engine.asked == ["compare", "name"] and p.result.remembered


def test_other_arguments_run_the_image_that_is_there():
    engine = Engine()
    p = playing(engine)
    engine.asked.clear()
    assert p.run_with("z").run.stdout == 'CMD ["x"] z\n'
    assert engine.asked == ["run"] or sorted(engine.asked) == ["compare", "run"]
    assert not p.result.remembered


@pytest.mark.parametrize("options", [{"mounts": ["v:/v"]}, {"ports": {80: 80}}, {"network": "n"}, {"name": "me"}])
def test_a_run_that_reaches_out_of_its_container_is_run_each_time(options):
    engine = Engine()
    p = playing(engine, given=options)
    p.set("RUN", False)
    engine.asked.clear()
    assert not p.set("RUN", True).remembered
    assert "run" in engine.asked and "build" not in engine.asked


def test_the_same_again_is_done_anew():
    engine = Engine()
    p = playing(engine)
    engine.asked.clear()
    assert not p.again().remembered and not p.run_with("").remembered and not p.set("RUN", True).remembered
    assert engine.asked.count("build") == engine.asked.count("run") == 3 and not p.can_undo


def test_nothing_is_remembered_where_something_unknown_takes_part():
    engine = Engine()
    p = playing(engine, fingerprint=lambda state: None)
    p.set("RUN", False)
    engine.asked.clear()
    assert not p.set("RUN", True).remembered and engine.asked.count("build") == 1


def test_files_that_changed_make_another_build():
    files, engine = ["before"], Engine()
    p = playing(engine, fingerprint=lambda state: files[0])
    p.set("RUN", False)
    files[0] = "after"
    assert not p.set("RUN", True).remembered


def test_failures_are_remembered_and_a_missing_engine_is_not():
    engine = Engine()
    p = playing(engine, text="FROM a\nRUN false\nCMD x\n")
    p.set("RUN", False)
    engine.asked.clear()
    assert p.set("RUN", True).remembered and p.result.build.failed.line == 2 and "build" not in engine.asked

    def gone(state, cancel):
        raise EngineError("It is gone.")

    broken = Controller(make(TEXT), Engine().work(build=gone))
    for _ in range(2):
        with pytest.raises(EngineError):
            broken.again()
    assert len(broken.known.memory) == 0 and not broken.busy


def test_an_image_that_was_removed_is_built_again():
    engine = Engine()
    p = playing(engine)
    engine.gone.add(TEXT)
    engine.asked.clear()
    result = p.run_with("z")
    assert (result.error, result.run.stdout, result.remembered) == (None, 'CMD ["x"] z\n', False)
    assert engine.asked.count("build") == 1


def test_a_last_image_that_was_removed_is_not_compared_with():
    def gone(before, after):
        raise NotFoundError("There is no image.")

    p = playing(compare=gone)
    result = p.set("RUN", False)
    assert result.error is None and result.difference is None and result.image is not None


def test_memory_is_bounded():
    from helpers.widgets.memory import Memory

    memory = Memory(3)
    for number in range(5):
        memory.ask(number, lambda: "x")
        memory.ask(0, lambda: "y")
    assert len(memory) == 3 and 0 in memory and 4 in memory and 1 not in memory and None not in memory


# By hand


def test_a_click_works_in_the_background_and_a_newer_one_ends_it():
    engine = Engine()
    p = playing(engine)
    slow = engine.slow.setdefault(TEXT.replace("RUN", "# RUN"), threading.Event())
    told = []
    end = p.subscribe(lambda: told.append(p.busy))
    p.submit(lambda state: state.set("RUN", False))
    assert slow.wait(20) and p.busy
    p.submit(lambda state: state.set("CMD", False))
    assert p.wait().build.image == p.text == 'FROM a\n# RUN one\nENTRYPOINT ["e"]\n# CMD ["x"]\n'
    eventually(lambda: engine.stopped)
    assert told[0] is True and told[-1] is False and not p.busy
    assert p.result.difference.config[0].before == TEXT  # what nobody saw is not compared with
    end()
    engine.slow.clear()
    told.clear()
    p.undo()
    assert told == []


def test_a_change_from_code_ends_one_by_hand():
    engine = Engine()
    p = playing(engine)
    slow = engine.slow.setdefault(TEXT.replace("RUN", "# RUN"), threading.Event())
    p.submit(lambda state: state.set("RUN", False))
    assert slow.wait(20)
    assert p.set("RUN", True).build.image == TEXT
    eventually(lambda: engine.stopped)


def test_cancel_ends_it_and_the_state_stays():
    engine = Engine()
    p = playing(engine)
    slow = engine.slow.setdefault(TEXT.replace("RUN", "# RUN"), threading.Event())
    p.submit(lambda state: state.set("RUN", False))
    assert slow.wait(20)
    p.cancel()
    assert not p.busy
    eventually(lambda: engine.stopped)
    p.wait()
    assert not p.state.row("RUN").on and p.result.state.row("RUN").on
    assert p.undo().build.image == TEXT


def test_what_cannot_be_is_said_and_the_next_change_clears_it():
    p = playing()
    p.submit(lambda state: state.set("FROM", False))
    assert "stays on" in p.refused.what and p.text == TEXT
    p.submit_step("again")
    p.wait()
    assert p.refused is None


def test_what_fails_in_the_background_is_a_result():
    def broken(state, cancel):
        raise (EngineError("It is gone.") if "# RUN" in state.text else ZeroDivisionError("by nought"))

    p = Controller(make(TEXT), Engine().work(build=broken))
    p.submit(lambda state: state.set("RUN", False))
    assert isinstance(p.wait().error, EngineError) and not p.busy
    p.submit_step("undo")
    assert "ZeroDivisionError: by nought" in str(p.wait().error)


def test_what_is_known_so_far_is_told():
    p, seen = playing(), []
    p.subscribe(lambda: seen.append((p.busy, p.result.build is not None and p.result.state is p.state, p.result.image)))
    p.set("RUN", False)
    assert (True, True, None) in seen and seen[-1][0] is False and seen[-1][2] is not None


# Looks


class Peeking(Engine):
    """One that can be looked into; a command "hang" waits until it is ended."""

    begun = None

    def peek(self, state, id, command, cancel):
        self.asked.append(f"peek {id} {command}".strip())
        if command == "hang":
            self.begun.set()
            assert cancel.wait(20)
            raise ValueError("stopped on request")
        if command == "bad":
            raise CourseError("There is no such program.")
        return f"{id}: {command}"

    def work(self, **other):
        return super().work(peek=self.peek, files=lambda built: ("files of", built.image), **other)


def test_peeking_without_a_command_is_remembered():
    engine = Peeking()
    p = playing(engine)
    engine.asked.clear()
    assert [p.peek(2), p.peek("RUN")] == ["RUN: "] * 2
    assert [p.peek("RUN", "ls"), p.peek("RUN", "ls")] == ["RUN: ls"] * 2
    assert engine.asked == ["peek RUN", "peek RUN ls", "peek RUN ls"] and p.looks.at == "RUN"
    p.set("CMD", False)
    assert p.looks.peeked is None  # it is of another Dockerfile
    with pytest.raises(CourseError):
        p.peek("RUN", "bad")


def test_a_newer_look_ends_an_older_one_and_a_change_ends_both():
    engine = Peeking()
    engine.begun = threading.Event()
    p = playing(engine)
    p.submit_peek("RUN", "hang")
    assert engine.begun.wait(20) and p.looks.busy
    p.submit_peek("CMD", "bad")
    p.looks.wait()
    assert "no such program" in p.looks.failed.what and not p.looks.busy
    engine.begun.clear()
    p.submit_peek("RUN", "hang")
    assert engine.begun.wait(20)
    p.set("RUN", False)
    p.looks.wait()
    assert (p.looks.busy, p.looks.failed, p.looks.peeked) == (False, None, None)


def test_comparing_leaves_the_state_as_it_is():
    engine = Peeking()
    p = playing(engine)
    other = p.compare(lambda state: state.edit("FROM", "FROM b"))
    assert p.text == TEXT and not p.can_undo and p.result.build.image == TEXT
    assert other.build.image.startswith("FROM b") and other.difference.config[0].before == TEXT
    assert engine.asked[-1] == "name"
    p.submit_compare(lambda state: state.builder_with("classic"))
    p.looks.wait()
    assert p.looks.compared.state.builder == "classic"
    with pytest.raises(CourseError):
        p.submit_compare(lambda state: state.set("FROM", False))


def test_files_of_layers_are_read_when_they_are_asked_for():
    p = playing(Peeking())
    assert p.result.files is None
    assert p.files() == ("files of", TEXT) == p.result.files
    assert p.set("RUN", False).files is None
    assert p.edit("CMD", "CDM").build is None and p.files() is None


def test_saving(tmp_path):
    p = playing()
    p.set("RUN", False)
    assert p.save(tmp_path / "mine").read_text() == p.text
    with pytest.raises(CourseError):
        p.save(tmp_path / "mine")

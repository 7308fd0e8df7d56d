import threading

import pytest
from given_work import build, eventually, work

from helpers import progress
from helpers.errors import CourseError, DockerfileError, EngineError
from helpers.inside import LayersFiles, Peek
from helpers.sources import Source
from helpers.widgets import toggle
from helpers.widgets.controller import Controller
from helpers.widgets.page import ALL, Face
from helpers.widgets.showing import result_alone
from helpers.widgets.state import make
from helpers.widgets.view import Playground
from helpers.widgets.work import toggle_tag

TEXT = 'FROM a\nRUN one\nENTRYPOINT ["e"]\nCMD ["x"]\n'


def shown(text=TEXT, run="", alternatives=None, tools=ALL, **other):
    controller = Controller(make(text, run, alternatives), work(**other))
    controller.again()
    return Playground(controller, result_alone, Face(tools=tools))


def breaking(error):
    """A playground whose first build works and whose next ones raise; clear the event, and they work again."""
    broken = threading.Event()

    def builder(state, cancel):
        if broken.is_set():
            raise error
        return build(state)

    made = shown(build=builder)
    broken.set()
    return made, broken


def by_hand(made, do, **rest):
    """What the page sends when a learner does it."""
    made._heard(made, {"do": do, **rest}, [])


def rows(made, key):
    return [row[key] for row in made.view["rows"]]


def test_each_instruction_is_a_row_and_the_first_from_is_locked():
    made = shown()
    assert rows(made, "text") == ["FROM a", "RUN one", 'ENTRYPOINT ["e"]', 'CMD ["x"]']
    assert rows(made, "locked") == [True, False, False, False] and all(rows(made, "on"))
    assert rows(made, "state") == ["built"] * 4


def test_without_a_run_there_is_no_field():
    assert shown(run=None).view["form"]["run"] is None
    assert shown().view["form"]["run"]["command"] == ""


def test_from_code_the_result_is_there_at_once_and_the_page_follows():
    made = shown()
    assert made.result.run.stdout == 'CMD ["x"]\n'
    result = made.choose("CMD", "shell")
    assert result is made.result and result.run.stdout == "CMD x\n"
    assert made.set("CMD", on=False).run.stdout == "\n"
    assert made.run_with("20").run.command.endswith(" 20")
    assert rows(made, "on") == [True, True, True, False]
    assert rows(made, "chosen")[2:] == ["exec", "shell"] and rows(made, "text")[3] == "CMD x"
    assert made.view["form"]["run"]["command"] == "20"
    assert made.text == made.view["text"] == 'FROM a\nRUN one\nENTRYPOINT ["e"]\n# CMD x\n'
    assert made.view["commands"] == ["docker build .", "docker run --rm course/toggle 20"]
    assert made.status == {"busy": False, "bad": False, "text": "3 steps built; exit code 0", "progress": ""}


def test_one_change_from_code_is_one_build():
    texts = []

    def counting(state, cancel):
        texts.append(state.text)
        return build(state)

    made = shown(build=counting)
    made.set(2, False)
    made.choose("CMD", "shell")
    made.run_with("1")
    assert len(texts) == 4


def test_by_hand_it_works_in_the_background():
    threads = []

    def noting(state, cancel):
        threads.append(threading.current_thread())
        return build(state)

    made = shown(build=noting)
    by_hand(made, "choose", id="CMD", name="shell")
    assert made.result.run.stdout == "CMD x\n"
    by_hand(made, "field", name="command", value="a 'b c'")
    assert made.result.run.stdout == "CMD x a b c\n"
    by_hand(made, "set", id="CMD", on=False)
    assert made.result.run.stdout == "a b c\n"
    assert threads[0] is threading.main_thread() and threading.main_thread() not in threads[1:]
    assert "a b c" in made.panels[0]["html"]


def test_a_learner_can_do_all_of_it():
    made = shown()
    steps = [
        ("edit", {"id": "RUN", "text": "RUN two"}, "FROM a\nRUN two\nENTRYPOINT"),
        ("add", {"after": "RUN", "text": "ENV A=1"}, "RUN two\nENV A=1\nENTRYPOINT"),
        ("move", {"id": "ENV", "to": 1}, "FROM a\nENV A=1\nRUN two"),
        ("remove", {"id": "RUN"}, "FROM a\nENV A=1\nENTRYPOINT"),
        ("undo", {}, "FROM a\nENV A=1\nRUN two"),
        ("redo", {}, "FROM a\nENV A=1\nENTRYPOINT"),
        ("reset", {}, TEXT),
        ("upload", {"text": "FROM b\nRUN other\n"}, "FROM b\nRUN other\n"),
    ]
    for do, rest, text in steps:
        by_hand(made, do, **rest)
        assert text in made.result.build.image == made.text
        assert not made.status["bad"] and not made.status["busy"]
    assert made.view["can"] == {"undo": True, "redo": False, "reset": True} and made.view["loaded"] == 1


def test_fields_set_arguments_target_builder_and_the_run():
    made = shown("FROM a AS one\nARG A=1\nRUN x\nFROM b\nARG B\n")
    assert made.view["form"]["args"] == [
        {"name": "A", "value": "", "given": "1"}, {"name": "B", "value": "", "given": ""}
    ]  # fmt: skip
    assert made.view["form"]["targets"] == [["", "the last stage"], ["one", "one"]]
    fields = {"arg.A": "2", "target": "one", "builder": "classic", "env": "C=3", "user": "me", "command": "ls"}
    for name, value in fields.items():
        by_hand(made, "field", name=name, value=value)
    assert made.result.error is None
    assert (dict(made.state.args), made.state.target, made.state.builder) == ({"A": "2"}, "one", "classic")
    assert made.state.options == {"env": {"C": "3"}, "user": "me"} and made.state.command == ("ls",)
    by_hand(made, "field", name="arg.A", value="")
    by_hand(made, "field", name="target", value="")
    by_hand(made, "runs", on=False)
    assert made.result.run is None and made.view["form"]["run"] is None
    assert (made.state.args, made.state.target) == ({}, None)


def test_a_newer_change_takes_the_place_of_an_older_one():
    begun, cancelled = threading.Event(), []

    def slow(state, cancel):
        if "# RUN one" in state.text and "# CMD" not in state.text:
            begun.set()
            assert cancel.wait(20)
            cancelled.append(state.text)
        return build(state)

    made = shown(build=slow)
    by_hand(made, "set", id="RUN", on=False)
    assert begun.wait(20) and made.status["busy"] and made.status["text"] == "Building"
    by_hand(made, "set", id="CMD", on=False)
    assert made.result.build.image == made.text == 'FROM a\n# RUN one\nENTRYPOINT ["e"]\n# CMD ["x"]\n'
    eventually(lambda: cancelled)
    assert made.result.run.stdout == "\n"
    # It is compared with what was shown before, not with what nobody saw.
    assert made.result.difference.config[0].before == TEXT


def test_what_is_cancelled_ends_and_the_page_says_so():
    begun, ended = threading.Event(), threading.Event()

    def slow(state, cancel):
        if "# RUN one" in state.text:
            begun.set()
            assert cancel.wait(20)
            ended.set()
        return build(state)

    made = shown(build=slow)
    by_hand(made, "set", id="RUN", on=False)
    assert begun.wait(20)
    by_hand(made, "cancel")
    assert ended.wait(20)
    assert made.status["text"] == "Cancelled" and not made.status["busy"]


def test_a_failure_is_explained_and_its_row_marked():
    made = shown("FROM a\nRUN false\nCMD x\n")
    assert made.result.error is not None and made.status["bad"] and "RUN false" in made.status["text"]
    assert rows(made, "state") == ["built", "failed", ""]
    assert rows(made, "error") == ["", "exit code 1: it is false", ""]
    good = made.set("RUN", False)
    assert good.error is None and good.difference is None


def test_a_line_that_is_no_instruction_is_said_at_its_row():
    made = shown()
    by_hand(made, "edit", id="RUN", text="RUM one")
    assert made.result.error is not None
    assert "Line 2" in rows(made, "error")[1] and rows(made, "error")[0] == ""
    assert rows(made, "text")[1] == "RUM one"
    by_hand(made, "edit", id="RUN", text="RUN one")
    assert made.result.error is None and rows(made, "error")[1] == ""


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("command", "it's", "close what is open"), ("env", "A", "NAME=value"), ("ports", "x", "port")],
)
def test_what_a_field_cannot_mean_is_said_at_the_field(name, value, said):
    made = shown()
    before = made.state
    by_hand(made, "field", name=name, value=value)
    assert said in made.view["form"]["errors"][name]
    assert made.status["bad"] and made.state is before
    by_hand(made, "field", name=name, value="")
    assert made.result.error is None and made.view["form"]["errors"] == {}


def test_bad_arguments_from_code_are_refused():
    made = shown()
    with pytest.raises(CourseError, match="no closing quotation"):
        made.run_with("it's")
    assert made.run_with("its").error is None


def test_what_cannot_be_by_hand_is_explained():
    made = shown()
    by_hand(made, "set", id="FROM", on=False)
    assert made.status["bad"] and "stays on" in made.status["text"] and rows(made, "on")[0]
    by_hand(made, "upload", text="nothing of a Dockerfile\n")
    assert made.status["bad"] and made.text == TEXT and made.view["loaded"] == 0
    by_hand(made, "dance")
    assert "dance" in made.status["text"]


def test_it_is_saved_by_hand_and_nothing_is_overwritten(tmp_path):
    made = shown()
    place = tmp_path / "Dockerfile.mine"
    by_hand(made, "save", path=str(place), overwrite=False)
    assert place.read_text() == TEXT and str(place) in made.status["text"]
    place.write_text("mine")
    by_hand(made, "save", path=str(place), overwrite=False)
    assert place.read_text() == "mine" and made.status["bad"]


def test_no_engine_by_hand_is_explained_and_from_code_raised():
    made, broken = breaking(EngineError("The engine does not answer."))
    by_hand(made, "set", id="RUN", on=False)
    assert isinstance(made.result.error, EngineError) and made.status["bad"]
    with pytest.raises(EngineError):
        made.set("CMD", False)
    broken.clear()
    assert made.set("RUN", True).error is None


def test_a_bug_in_the_background_is_not_silent():
    made, _ = breaking(ZeroDivisionError("by nought"))
    by_hand(made, "set", id="RUN", on=False)
    assert "ZeroDivisionError: by nought" in str(made.result.error)


def test_progress_of_the_background_is_drawn_in_the_page(monkeypatch):
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    monkeypatch.setattr(progress, "_DELAY", 0)
    made, seen = [], []

    def slow(state, cancel):
        with progress.bar() as bar:
            bar("half of it", 1, 2)
            seen.append(made and made[0].status["progress"])
        return build(state)

    made.append(shown(build=slow))
    by_hand(made[0], "set", id="RUN", on=False)
    assert made[0].result.error is None
    assert "half of it" in seen[-1] and made[0].status["progress"] == ""


def test_what_is_stored_is_the_same_each_time_and_says_it_all():
    bundle, again = shown()._repr_mimebundle_(), shown()._repr_mimebundle_()
    assert bundle["text/plain"] == again["text/plain"] and bundle["text/html"] == again["text/html"]
    assert bundle["text/plain"].split("\n") == [
        "[x] FROM a",
        "[x] RUN one",
        '[x] ENTRYPOINT ["e"]   (exec; or shell)',
        '[x] CMD ["x"]   (exec; or shell)',
        "$ docker build .",
        "[built ] 1/4 FROM a",
        "[built ] 2/4 RUN one",
        '[built ] 3/4 ENTRYPOINT ["e"]',
        '[built ] 4/4 CMD ["x"]',
        "course/toggle",
        "$ docker run --rm course/toggle",
        'CMD ["x"]',
        "exit code 0",
    ]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_hostile_text_stays_text():
    made = shown('FROM a\nRUN "<img src=x onerror=alert(1)>"\nCMD <script>$(x)</script>\n', "'<b>'")
    drawn = [panel["html"] for panel in made.panels] + [made._repr_mimebundle_()["text/html"]]
    for bad in ("<img", "<script", "<b>"):
        assert not any(bad in text for text in drawn)


def test_a_toggle_has_no_tools():
    made = shown(tools=())
    assert made.view["tools"] == [] and made.view["peek"] is None and made.view["compare"] is None


def test_a_dockerfile_that_does_not_parse_is_refused():
    with pytest.raises(DockerfileError, match="line 1"):
        toggle("FORM a\nRUN x\n")


@pytest.mark.parametrize(
    ("source", "tag"),
    [
        (Source("", None, "course/06-cmd:exec"), "course/06-cmd:exec-toggle"),
        (Source("", None, "course/06-cmd"), "course/06-cmd:toggle"),
        (Source("", None, "course/text:0123", is_text=True), "course/toggle"),
    ],
)
def test_the_tag_is_none_of_build(source, tag):
    assert toggle_tag(source) == tag


def test_the_layers_files_are_read_when_somebody_looks_at_them():
    asked = []

    def files(built):
        asked.append(built.image)
        return LayersFiles((), built.tag, "a")

    made = shown(files=files)
    made.set("CMD", False)
    assert asked == []
    by_hand(made, "opened", panel="layers")
    eventually(lambda: made.result.files is not None)
    made.set("CMD", True)
    eventually(lambda: made.result.files is not None)
    assert asked == [made.text.replace("CMD", "# CMD"), made.text]


def test_a_peek_and_a_comparison_by_hand_are_shown():
    made = shown(peek=lambda state, id, command, cancel: Peek(f"{id} {command}", 2))
    by_hand(made, "peek", id="RUN", command="ls")
    made.controller.looks.wait()
    assert made.controller.looks.peeked.instruction == "RUN ls" and made.view["peek"]["at"] == "RUN"
    assert [name for name, _ in made.view["compare"]] == ["builder classic"]
    by_hand(made, "compare", **{"with": "builder classic"})
    made.controller.looks.wait()
    assert made.controller.looks.compared.state.builder == "classic" and made.state.builder == "buildkit"
    by_hand(made, "compare", **{"with": "the moon"})
    assert made.status["bad"] and "moon" in made.status["text"]


def test_one_stands_before_what_failed():
    assert shown("FROM a\nENV A=1\nRUN false\nCMD x\n").view["peek"]["at"] == "ENV"
    assert shown().view["peek"]["at"] == "CMD"

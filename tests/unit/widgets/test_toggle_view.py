import threading
import time

import ipywidgets
import pytest
from given_work import build, work

from helpers import progress
from helpers.errors import CourseError, DockerfileError, EngineError
from helpers.sources import Source
from helpers.widgets import toggle
from helpers.widgets.state import make
from helpers.widgets.view import Toggle
from helpers.widgets.work import toggle_tag

TEXT = 'FROM a\nRUN one\nENTRYPOINT ["e"]\nCMD ["x"]\n'


def all_widgets(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from all_widgets(child)


def of(view, kind):
    return [w for w in all_widgets(view) if isinstance(w, kind)]


def eventually(holds):
    deadline = time.monotonic() + 20
    while not (value := holds()):
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.01)
    return value


def view(text=TEXT, run="", **other):
    return Toggle(make(text, run), work(**other))


def test_each_instruction_has_a_checkbox_and_the_first_from_is_locked():
    boxes = of(view(), ipywidgets.Checkbox)
    assert [box.description for box in boxes] == ["FROM a", "RUN one", 'ENTRYPOINT ["e"]', 'CMD ["x"]']
    assert [box.disabled for box in boxes] == [True, False, False, False]
    assert all(box.value for box in boxes)


def test_every_input_has_a_label():
    made = view()
    inputs = of(made, ipywidgets.Checkbox) + of(made, ipywidgets.Dropdown) + of(made, ipywidgets.Text)
    assert len(inputs) == 7 and all(one.description for one in inputs)


def test_without_a_run_there_is_no_field():
    assert not of(view(run=None), ipywidgets.Text)


def test_what_a_reader_of_the_screen_is_told():
    made = view()
    shown = made.children[-2]
    assert 'role="status" aria-live="polite"' in shown.value
    assert not of(made, ipywidgets.Output)


def test_from_code_the_result_is_there_at_once_and_the_inputs_follow():
    made = view()
    assert made.result.run.stdout == 'CMD ["x"]\n'
    result = made.choose("CMD", "shell")
    assert result is made.result and result.run.stdout == "CMD x\n"
    assert made.set("CMD", on=False).run.stdout == "\n"
    assert made.run_with("20").run.command.endswith(" 20")
    assert [box.value for box in of(made, ipywidgets.Checkbox)] == [True, True, True, False]
    assert [(one.description, one.value) for one in of(made, ipywidgets.Dropdown)] == [
        ("ENTRYPOINT as", "exec"), ("CMD as", "shell"),
    ]  # fmt: skip
    assert of(made, ipywidgets.Checkbox)[3].description == "CMD x"
    assert of(made, ipywidgets.Text)[0].value == "20"
    assert made.text == 'FROM a\nRUN one\nENTRYPOINT ["e"]\n# CMD x\n'


def test_one_change_from_code_is_one_build():
    texts = []

    def counting(state, cancel):
        text = state.text
        texts.append(text)
        return build(text)

    made = view(build=counting)
    made.set(2, False)
    made.choose("CMD", "shell")
    made.run_with("1")
    assert len(texts) == 4


def test_by_hand_it_works_in_the_background():
    threads = []

    def noting(text, cancel):
        threads.append(threading.current_thread())
        return build(text)

    made = view(build=noting)
    box, dropdown, field = (of(made, kind)[-1] for kind in (ipywidgets.Checkbox, ipywidgets.Dropdown, ipywidgets.Text))
    dropdown.value = "shell"
    assert made.result.run.stdout == "CMD x\n"
    field.value = "a 'b c'"
    assert made.result.run.stdout == "CMD x a b c\n"
    box.value = False
    assert made.result.run.stdout == "a b c\n"
    assert threads[0] is threading.main_thread() and threading.main_thread() not in threads[1:]
    shown = made.children[-2]
    assert "a b c" in shown.value


def test_a_newer_change_takes_the_place_of_an_older_one():
    begun, cancelled = threading.Event(), []

    def slow(state, cancel):
        text = state.text
        if "# RUN one" in text and "# CMD" not in text:
            begun.set()
            assert cancel.wait(20)
            cancelled.append(text)
        return build(text)

    made = view(build=slow)
    boxes = of(made, ipywidgets.Checkbox)
    boxes[1].value = False
    assert begun.wait(20)
    boxes[3].value = False
    assert made.result.build.image == made.text == 'FROM a\n# RUN one\nENTRYPOINT ["e"]\n# CMD ["x"]\n'
    eventually(lambda: cancelled)
    assert made.result.run.stdout == "\n"
    # It is compared with what was shown before, not with what nobody saw.
    assert made.result.difference.config[0].before == TEXT


def test_a_change_from_code_takes_the_place_of_one_by_hand():
    begun = threading.Event()

    def slow(state, cancel):
        text = state.text
        if "# RUN one" in text:
            begun.set()
            assert cancel.wait(20)
        return build(text)

    made = view(build=slow)
    of(made, ipywidgets.Checkbox)[1].value = False
    assert begun.wait(20)
    assert made.set("RUN", True).build.image == TEXT


def test_a_failure_is_explained_and_the_next_state_is_compared_with_the_last_good_one():
    made = view("FROM a\nRUN false\nCMD x\n")
    assert made.result.error is not None
    good = made.set("RUN", False)
    assert good.error is None and good.difference is None
    assert made.set("RUN", True).error is not None
    assert made.set("RUN", False).difference is not None


def test_bad_arguments_by_hand_are_explained_and_from_code_refused():
    made = view()
    of(made, ipywidgets.Text)[0].value = "it's"
    shown = made.children[-2]
    assert "no closing quotation" in shown.value and made.result.error is not None
    with pytest.raises(CourseError, match="no closing quotation"):
        made.run_with("it's")
    assert made.run_with("its").error is None


def test_no_engine_by_hand_is_explained_and_from_code_raised():
    broken = threading.Event()

    def builder(text, cancel):
        if broken.is_set():
            raise EngineError("The engine does not answer.")
        return build(text)

    made = view(build=builder)
    broken.set()
    of(made, ipywidgets.Checkbox)[1].value = False
    assert isinstance(made.result.error, EngineError)
    with pytest.raises(EngineError):
        made.set("RUN", True)
    broken.clear()
    assert made.set("RUN", True).error is None


def test_a_bug_in_the_background_is_not_silent():
    broken = threading.Event()

    def builder(text, cancel):
        if broken.is_set():
            raise ZeroDivisionError("by nought")
        return build(text)

    made = view(build=builder)
    broken.set()
    of(made, ipywidgets.Checkbox)[1].value = False
    assert "ZeroDivisionError: by nought" in str(made.result.error)


def test_progress_of_the_background_is_drawn_in_the_widget(monkeypatch):
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    monkeypatch.setattr(progress, "_DELAY", 0)
    seen = []

    def slow(state, cancel):
        text = state.text
        with progress.bar() as bar:
            bar("half of it", 1, 2)
            busy = made and [w.value for w in of(made[0], ipywidgets.HTML)]
            seen.append(busy)
        return build(text)

    made = []
    made.append(view(build=slow))
    of(made[0], ipywidgets.Checkbox)[1].value = False
    assert made[0].result.error is None
    assert "half of it" in seen[-1][0]
    assert "half of it" not in "".join(w.value for w in of(made[0], ipywidgets.HTML))


def test_what_is_stored_is_the_same_each_time_and_says_it_all():
    bundle, again = view()._repr_mimebundle_(), view()._repr_mimebundle_()
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
    made = view('FROM a\nRUN "<img src=x onerror=alert(1)>"\nCMD <script>$(x)</script>\n', "'<b>'")
    drawn = [w.value for w in of(made, ipywidgets.HTML)]
    drawn += [w.description for w in of(made, ipywidgets.Checkbox) if w.description_allow_html]
    drawn.append(made._repr_mimebundle_()["text/html"])
    for bad in ("<img", "<script", "<b>"):
        assert not any(bad in text for text in drawn)


def test_dollars_are_no_formula():
    made = view('FROM a\nRUN echo $A $B > c\nCMD ["x"]\n')
    box = of(made, ipywidgets.Checkbox)[1]
    assert (box.description, box.description_allow_html) == ("<code>RUN echo $A $B &gt; c</code>", True)
    made = Toggle(make("FROM a\nRUN x\n", alternatives={"RUN": {"other": "RUN <b> $A"}}), work())
    made.choose("RUN", "other")
    box = of(made, ipywidgets.Checkbox)[1]
    assert (box.description, box.description_allow_html) == ("<code>RUN &lt;b&gt; $A</code>", True)


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

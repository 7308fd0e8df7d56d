import nbformat
import pytest

from helpers import lessons
from helpers.errors import BuildError, NotFoundError
from helpers.lessons.exercise import Exercise, NotYet, checked
from helpers.lessons.notebook import tidy


def judge(answer):
    if answer == "broken":
        raise BuildError("The build failed.", why="a reason")
    if answer != "right":
        raise NotYet("look again")


EXERCISE = Exercise("x/1", "A task with <b>.", "stub", "a hint", "right", judge, (("wrong", "look"),))


@pytest.mark.parametrize(
    ("answer", "passed", "hint"),
    [("right", True, ""), ("wrong", False, "look again"), ("stub", False, "still what you were given"),
     (None, False, "still what"), ("broken", False, "The build failed. a reason")],
)  # fmt: skip
def test_an_answer_is_judged(answer, passed, hint):
    found = checked(EXERCISE, answer)
    assert found.passed == passed and hint in found.hint


def test_an_exercise_hides_its_hint_and_solution_and_escapes_its_task():
    page = EXERCISE._repr_html_()
    assert page.count("<details>") == 2 and "A task with &lt;b&gt;." in page
    assert "right" not in repr(EXERCISE)


def test_a_function_is_shown_as_its_source():
    exercise = Exercise("x/2", "A task.", None, "a hint", judge, judge, ())
    assert "def judge(answer):" in exercise._repr_html_() and " at 0x" not in exercise._repr_html_()


def test_a_missing_exercise_names_the_nearest():
    with pytest.raises(NotFoundError, match="06-cmd/9") as caught:
        lessons.exercise("06-cmd/9")
    assert "06-cmd/1" in str(caught.value)


def test_a_verdict_names_its_claim():
    found = lessons.verdict("CMD-4", "true", "The last one counts.", source="RAN: two")
    assert "Only one CMD counts" in repr(found) and "Verdict: true." in repr(found) and "RAN: two" in repr(found)


@pytest.mark.parametrize(("claim", "value"), [("CMD-99", "true"), ("CMD-4", "perhaps")])
def test_a_verdict_on_nothing_or_of_another_kind_is_refused(claim, value):
    with pytest.raises(ValueError, match="CMD-99|perhaps"):
        lessons.verdict(claim, value, "x")


def test_a_tidy_notebook_is_the_same_after_every_run():
    def run(number, widget):
        metadata = {"execution": {"iopub.execute_input": str(number)}, "tags": ["setup"]}
        cell = nbformat.v4.new_code_cell("x", metadata=metadata)
        cell.execution_count = number
        cell.id = "one"
        data = {"text/plain": "x", "application/vnd.jupyter.widget-view+json": {"model_id": widget}}
        gone = nbformat.v4.new_output("display_data", {"text/html": ""})
        cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=number), gone]
        made = nbformat.v4.new_notebook(cells=[cell], metadata={"widgets": widget})
        tidy(made)
        return made

    assert run(7, "a") == run(9, "b")
    assert run(7, "a").cells[0].execution_count == 1 and run(7, "a").cells[0].metadata == {"tags": ["setup"]}
    assert len(run(7, "a").cells[0].outputs) == 1

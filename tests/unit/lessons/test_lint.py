import pytest

from helpers import sources
from helpers.errors import NotFoundError
from helpers.lessons import lint as module
from helpers.lessons.lint import COURSE, Finding, lint

ADD = "FROM busybox:1.37\nADD a /a\n"


def test_a_finding_has_its_line_rule_level_and_message():
    assert lint(ADD).entries == (Finding(2, "DL3020", "error", "Use COPY instead of ADD for files and folders"),)


def test_findings_are_in_the_order_of_lines_and_show_a_table():
    found = lint("FROM busybox\nADD a /a\nRUN cd /x && false | true\n")
    assert [finding.line for finding in found] == sorted(finding.line for finding in found)
    assert "line  rule    level    message" in repr(found) and "DL3020" in found._repr_html_()



def test_nothing_found_says_so():
    assert "no findings" in repr(lint("FROM busybox:1.37\n"))


def test_the_command_names_the_file():
    name = next(name for name in sources.available())
    assert lint(name).command == f"hadolint dockerfiles/{name}"
    assert lint(ADD).command == "hadolint - < Dockerfile"


def test_rules_are_left_out_by_name_by_comment_and_by_configuration(tmp_path):
    mine = tmp_path / "rules.yaml"
    mine.write_text("ignored: [DL3020]\n")
    assert not lint(ADD, ignore=["DL3020"]) and not lint(ADD, config=mine)
    assert not lint("FROM busybox:1.37\n# hadolint ignore=DL3020\nADD a /a\n")


def test_configurations_that_lie_about_do_not_count(tmp_path, monkeypatch):
    (tmp_path / ".hadolint.yaml").write_text("ignored: [DL3020]\n")
    monkeypatch.chdir(tmp_path)
    assert lint(ADD).codes == ("DL3020",)


def test_a_parsers_message_is_one_line():
    found = lint("FROM busybox:1.37\nNONSENSE\n")
    assert found.codes == ("DL1000",) and "\n" not in found[0].message


def test_the_courses_configuration_is_read_by_its_name():
    shell = 'FROM busybox:1.37\nCMD echo "$HOME"\n'
    assert lint(shell).codes == ("DL3025",) and not lint(shell, config=COURSE.name)


def test_what_is_missing_is_named(tmp_path, monkeypatch):
    with pytest.raises(NotFoundError, match="no configuration nowhere.yaml"):
        lint(ADD, config="nowhere.yaml")
    monkeypatch.setattr(module.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotFoundError, match="hadolint is not installed"):
        lint(ADD)

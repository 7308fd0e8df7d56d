"""What is found in notebooks and their Dockerfiles, and how it becomes a page."""

import json

from helpers.lessons import found, pages
from helpers.lessons.claims import claims

SAID = "Claim FROM-1: a sentence.\nVerdict: true with a condition. One <b> of $A | `b`.\nRAN; REF: FROM"


def code(source, *said):
    outputs = [{"output_type": "execute_result", "data": {"text/plain": [text]}} for text in said]
    return {"cell_type": "code", "source": [source], "outputs": outputs}


def notebook(folder, *cells):
    notes = {"cell_type": "markdown", "source": ["# FROM\n", "\n", "## The first line\n", "```\n# no heading\n```\n"]}
    path = folder / "04-from.ipynb"
    path.write_text(json.dumps({"cells": [notes, *cells]}))
    return path


def test_a_lesson(tmp_path):
    files = tmp_path / "dockerfiles"
    files.mkdir()
    (files / "Dockerfile.a").write_text("FROM busybox\nRUN true \\\n  && env A=b true\n")
    (files / "ENV.txt").write_text("ENV A=b\n")
    read = found.lesson(notebook(tmp_path, code('build("FROM busybox\\nUSER 1\\n")', SAID)), files)
    assert (read.title, read.instructions) == ("FROM", {"FROM", "RUN", "USER"})
    assert read.verdicts == (
        found.Found("FROM-1", "true with a condition", "One <b> of $A | `b`.", "RAN; REF: FROM", "The first line"),
    )


def test_texts_that_are_dockerfiles():
    source = 'a = "FROM x"\nb = f"# c\\nARG A={a}\\nFROM y\\n"\nc = "not FROM x"\nd = "FROMAGE x"'
    assert list(found.dockerfile_texts(source)) == ["FROM x", "# c\nARG A=x\nFROM y\n"]
    assert list(found.dockerfile_texts("%%dockerfile -o x\nFROM x\n")) == ["FROM x\n"]
    assert list(found.dockerfile_texts('%%needs heredocs\nbuild("FROM x")')) == ["FROM x"]
    assert list(found.dockerfile_texts("!docker ps")) == []


def test_instructions_of_a_text():
    assert found.instructions("FROM x\nONBUILD COPY a b\n") == {"FROM", "ONBUILD", "COPY"}
    assert found.instructions("FROM x\nrun true\n") == {"FROM", "RUN"}
    assert found.instructions("FROM x\nRUM true\nUSER 1\nrun me\n") == {"FROM", "USER"}


def test_verdicts_as_a_page(tmp_path):
    read = found.lesson(notebook(tmp_path, code("", SAID)), tmp_path)
    page = pages.pages({"04-from": read})["verdicts.md"]
    assert "| true with a condition | 1 |" in page and f"| none yet | {len(claims()) - 1} |" in page
    row = next(line for line in page.split("\n") if line.startswith("| [FROM-1]"))
    assert "(04-from.ipynb#The-first-line)" in row and r"One \<b> of \$A \| \`b\`." in row
    assert "| FROM-2 |" in page and "ISO-1" not in page


def test_an_anchor_is_made_of_plain_headings_only():
    assert pages._anchor("Who starts `it`") == "#Who-starts-it"
    assert pages._anchor("a (b)?") == "" and pages._anchor("") == ""


def test_the_index_of_instructions():
    lesson = found.Lesson("FROM", (), frozenset({"FROM", "RUN"}))
    page = pages.pages({"04-from": lesson})["instructions.md"]
    rows = [line for line in page.split("\n") if line.startswith("| ")][1:]
    assert rows[0].endswith("| [04 FROM](04-from.ipynb) | [04](04-from.ipynb) |")
    assert rows[2].startswith("| CMD |") and rows[2].endswith("|  |")


def test_the_command_says_what_it_wrote(tmp_path, monkeypatch, capsys):
    from helpers.cli import pages as command
    from helpers.lessons import notebook as files

    monkeypatch.setattr(files, "FOLDER", tmp_path)
    monkeypatch.setattr(pages, "stored", lambda: {"a.md": "old", "b.md": "same"})
    monkeypatch.setattr(pages, "pages", lambda found: {"a.md": "new", "b.md": "same"})
    assert command.main([]) == 0
    assert capsys.readouterr().out == "written  notebooks/a.md\nsame  notebooks/b.md\n"
    assert (tmp_path / "a.md").read_text() == "new"

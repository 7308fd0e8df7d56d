"""What is inside images, runs and builds: the same in HTML and in text, and nothing in it is ever markup."""

import dataclasses

import pytest
from given_page import Page
from hypothesis import given as randomly
from hypothesis import strategies as st

from helpers import render
from helpers.inside import Comparison, Facts, File, LayerFiles, LayersFiles, Peek, Reason, Side
from helpers.model import Build, BuildStep, Config, FileChange, Image, Layer, Run
from helpers.render import insides, trees
from helpers.render.comparison import aligned
from helpers.render.trees import size

HOSTILE = "<script>alert(1)</script>\x1b[31m\x1b]0;x\x07&amp;\"'`</pre></details>\u202e"
FACTS = Facts(("cat", "a b"), {"A": "1"}, "me", 7, None, "/w")


def everything(word):
    """Each kind of value, with this word wherever a container or a Dockerfile could have put it."""
    changes = (FileChange(word, "added", 3), FileChange("/x", "removed", 4))
    facts = Facts((word, word), {word: word}, word, 1, 2, word)
    run = Run(word, word, word, 1, facts)
    step = BuildStep(word, 1, 1, word, "failed", output=word, exit_code=1)
    image = Image("id", (), {"Env": [word], "Cmd": [word]}, (Layer(word, 5), Layer(word, 0)), (), word, word, 1)
    build = Build(word, "buildkit", (step,), None, word, word)
    name = word.replace("/", "_")  # no name of a file has one
    files = (File(f"/{name}", "dir"), File(f"/{name}/{name}", "symlink", target=word), File(f"/f{name}", "file", 3))
    peek = Peek(word, 1, word, "id", changes, files, facts, {word: word}, Config({"Env": [word]}), run)
    side = Side(word, build, image, run, word)
    other = dataclasses.replace(side, image=dataclasses.replace(image, config={}, layers=()))
    layer = LayerFiles(word, 5, changes)
    return [facts, Reason("", 1, "text", word), layer, LayersFiles((layer,), word, word), peek, *files,
            dataclasses.replace(peek, image=None), Comparison(side, other, changes)]  # fmt: skip


def tags(value):
    return Page(render.html(value)).tags


@pytest.mark.parametrize("number", range(len(everything("x"))))
def test_hostile_words_are_text(number):
    harmless, hostile = everything("x")[number], everything(HOSTILE)[number]
    assert tags(hostile) == tags(harmless)
    drawn, text = render.html(hostile), render.text(hostile)
    assert "<script" not in drawn and "&lt;script&gt;alert(1)" in drawn and "script>alert(1)" in text
    assert not {"\x1b", "\x07"} & set(drawn + text)


@randomly(st.text(min_size=1, max_size=12), st.integers(0, len(everything("x")) - 1))
def test_any_word_is_text(word, number):
    allowed = set(tags(everything("x")[number])) | {"span", "br"}
    assert set(tags(everything(word)[number])) <= allowed


def test_facts_of_a_process():
    assert render.text(FACTS).split("\n") == [
        "PID 1        cat 'a b'", "user         me (7:?)", "directory    /w", "environment  A=1",
    ]  # fmt: skip
    assert "(no name) (5:0)" in render.text(Facts(("x",), {}, "", 5, 0))
    assert "first process" in render.text(Facts(("x",), first=False))


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (999_999, "1.00 MB"), (12_345, "12.3 kB"), (345_678, "346 kB"),
     (77_927_363, "77.9 MB"), (5 * 10**15, "5000 TB")],
)  # fmt: skip
def test_sizes(count, said):
    assert size(count) == said


def test_layers_are_bars_to_scale_that_open_to_their_files():
    changes = (FileChange("/a", "added", 1200), FileChange("/b", "changed", 0), FileChange("/c", "removed", 5))
    base, own = LayerFiles("x", 4000, of_base=True), LayerFiles("RUN /bin/sh -c y", 1200, changes)
    layers = LayersFiles((base, own), "t", "b:1")
    assert render.text(layers).split("\n") == [
        "████████████████████  4.00 kB  FROM b:1  (of the base)",
        "██████                1.20 kB  RUN y",
        "    files: 1 added, 1 changed, 1 removed",
        "      +  /a  1.20 kB",
        "      ~  /b  0 B",
        "      -  /c",
    ]
    drawn = render.html(layers)
    assert "width:100.0%" in drawn and "width:30.0%" in drawn and drawn.count("<details") == 1


def test_a_layer_with_very_many_files_lists_some_and_counts_the_rest():
    changes = tuple(FileChange(f"/f{i}", "added", 1) for i in range(5000))
    drawn = render.html(LayerFiles("RUN x", 5000, changes))
    assert drawn.count("<tr>") == insides.MOST and "and 4800 more" in drawn and "5000 added" in drawn


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ("RUN /bin/sh -c echo 1", "RUN echo 1"),
        ("RUN |2 A=1 B=x y /bin/sh -c echo 1 #x", "RUN echo 1 #x"),
        ("RUN /bin/bash -o pipefail -c x", "RUN /bin/bash -o pipefail -c x"),
        ("COPY a b", "COPY a b"),
    ],
)
def test_an_instruction_as_a_dockerfile_has_it(history, said):
    assert insides.told(history) == said


def test_a_tree_leaves_out_what_lies_deepest_where_there_is_too_much():
    files = [File("/d", "dir"), *(File(f"/d/e{i}", "dir") for i in range(10))]
    files += [File(f"/d/e{i}/f{j}", "file", 1) for i in range(10) for j in range(100)]
    shown = trees.tree("t", sorted(files, key=lambda f: f.path), {"/d": "+"})
    (top,) = shown.branches
    assert (top.name, top.mark, len(top.inside)) == ("d/", "+", 10)
    assert [len(one.inside) for one in top.inside] == [100, 100, 100] + [0] * 7
    assert top.inside[9].hidden == "100 entries, not drawn"
    assert render.html(Peek("x", 1, image="i", files=tuple(files), facts=FACTS)).count("<li") < trees.MOST + 20


def test_what_there_is_before_any_stage():
    text = render.text(Peek("ARG A=1", 1, args={"A": "1"}))
    assert "No stage has begun" in text and "A  1" in text and "Files" not in text


def test_a_comparison_tells_what_differs_and_folds_what_does_not():
    steps = (BuildStep("", 1, 2, "FROM a", "cached"), BuildStep("", 2, 2, "RUN x", "built"))
    layers = (Layer("b", 10), Layer("RUN /bin/sh -c x", 5))
    image = Image("i", (), {"Cmd": ["a"]}, layers, base="a", base_layers=1)
    one = Side("this", Build("b", "buildkit", steps, "i"), image, Run("r", "same\n", "", 0))
    more = (*steps, BuildStep("", 3, 3, "CMD y", "failed"))
    other = Side("that", Build("b", "classic", more, None), None, None, "no")
    text = render.text(Comparison(one, other)).split("\n")
    assert "changed builder: buildkit -> classic" in text and "removed exit code: 0 -> (nothing)" in text
    assert "added 3: (nothing) -> CMD y; (failed)" in text and "  1     FROM a" in text
    assert "removed 2: RUN x; 5 B -> (nothing)" in text and "removed Cmd: [\"a\"] -> (nothing)" in text
    drawn = render.html(Comparison(one, other))
    assert 'scope="row"' in drawn and "the same in both: 2" in drawn


def test_what_is_only_in_one_has_its_own_row():
    rows = aligned([("a", "a"), ("b", "b"), ("c", "c")], [("a", "a"), ("x", "x"), ("b", "b")])
    assert rows == [("1", "a", "a"), ("2", "", "x"), ("3", "b", "b"), ("4", "c", "")]

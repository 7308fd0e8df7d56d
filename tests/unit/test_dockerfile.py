from pathlib import Path

import pytest

from helpers.dockerfile import base_images, is_counted, parse, parse_one, render, rewrite, to_exec, to_shell
from helpers.errors import DockerfileError

FIXTURES = sorted((Path(__file__).parents[1] / "fixtures/dockerfiles").iterdir())


def read(path):
    return path.read_bytes().decode()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.name)
def test_what_was_not_changed_is_rendered_as_it_was(path):
    assert render(parse(read(path))) == read(path)


def test_an_instruction_as_written():
    flags = "--network=none --mount=type=cache,target='/x y'"
    text = f'# syntax=x\n\nFROM a AS b\nrun {flags} \\\n  one && \\\n  two\nCMD ["x"]\n'
    _, run, cmd = parse(text)
    assert (run.keyword, run.form, run.line, run.end_line, run.stage) == ("RUN", "shell", 4, 6, 0)
    assert run.flags == ("--network=none", "--mount=type=cache,target=/x y")
    assert run.value == "one && \\\n  two"
    assert run.args == ("one &&   two",)
    assert run.original == "".join(text.splitlines(True)[3:6])
    assert (cmd.form, cmd.args) == ("exec", ("x",))


def test_comments_and_directives_lead_the_instruction_below_them():
    one, two = parse("# escape=`\n# a\nFROM a\n\n# b\nRUN x `\n y\n# end")
    assert (one.lead, one.escape) == ("# escape=`\n# a\n", "`")
    assert (two.lead, two.value, two.trail) == ("\n# b\n", "x `\n y", "# end")


def test_here_documents_belong_to_the_value():
    _, run = parse("FROM a\nRUN <<-'EOF' cat\n\thi $X\n\tEOF\n")
    assert run.value == "<<-'EOF' cat\n\thi $X\n\tEOF"
    (doc,) = run.heredocs
    assert (doc.name, doc.content, doc.chomp, doc.expand) == ("EOF", "\thi $X\n", True, False)


def test_stages_are_counted():
    found = parse("ARG A\nFROM a AS x\nRUN y\nFROM x\nRUN z\n")
    assert [one.stage for one in found] == [-1, 0, 0, 1, 1]
    assert [(one.base, one.name) for one in found if one.keyword == "FROM"] == [("a", "x"), ("x", "")]


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", None, "empty"),
        ("# only this\n", None, "comment"),
        ("FORM busybox\n", 1, "FORM is no instruction"),
        ("FROM a\nRUN x\n  apt-get install y\n", 3, "apt-get is no instruction"),
        ("RUN x\nFROM a\n", 1, "before the first FROM"),
        ("\nARG a\n", 2, "no FROM"),
        ("FROM a b\n", 1, "FROM takes"),
        ("FROM\n", 1, "FROM takes"),
        ("FROM a\nENV\n", 2, "ENV needs"),
        ("FROM a\n\nCOPY x\n", 3, "source and a destination"),
        ("FROM a\nRUN <<EOF\nx\n EOF\n", 2, "unterminated heredoc"),
        ("FROM a\nCMD [1]\n", 2, "strings"),
        ("FROM a\nENV A\n", 2, "ENV must have two arguments"),
        ("FROM a\nENV A=1 B\n", 2, "name=value"),
        ("FROM a\nSHELL /bin/sh\n", 2, "JSON"),
        ("FROM a\nONBUILD FROM b\n", 2, "not allowed"),
        ("# escape=x\nFROM a\n", 1, "escape token"),
        ("FROM a\nCMD " + "[" * 100_000 + "\n", None, ""),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, line, why):
    with pytest.raises(DockerfileError) as raised:
        parse(text)
    assert raised.value.line == line
    assert why in raised.value.why
    assert (f"line {line}" in raised.value.what) == (line is not None)


@pytest.mark.parametrize(
    "text", ["RUN", "CMD", "ENTRYPOINT", "ENTRYPOINT []", "ONBUILD FOO b", "FROM b AS x\nFROM c AS X", "RUN <<EOF\nEOF"]
)
def test_what_the_builder_takes_is_not_refused(text):
    assert parse(f"FROM a\n{text}\n")


def test_a_misspelt_instruction_gets_the_nearest_name():
    with pytest.raises(DockerfileError, match="did you mean ENTRYPOINT"):
        parse("FROM a\nENTRYPIONT x\n")


def test_one_instruction_alone():
    assert parse_one("CMD a `\n b", "`").args == ("a  b",)
    with pytest.raises(DockerfileError, match="One instruction is needed, not 2"):
        parse_one("CMD a\nCMD b")


def test_a_rewritten_instruction_keeps_its_place():
    found = parse("FROM a\n# why\nCMD a\n# end")
    text = render([found[0], rewrite(found[1], "CMD b\n")])
    assert text == "FROM a\n# why\nCMD b\n# end"
    assert render([found[0], rewrite(parse("FROM a\nCMD a")[1], "CMD b\n")]) == "FROM a\nCMD b"


EXEC_AND_SHELL = [
    ('CMD ["sleep", "10"]', "CMD sleep 10"),
    ('CMD ["echo", "$HOME"]', "CMD echo $HOME"),
    ('CMD ["echo", "$HOME is", "a b"]', "CMD echo \"$HOME is\" 'a b'"),
    ('RUN --network=none ["echo", "it\'s"]', "RUN --network=none echo 'it'\"'\"'s'"),
    ('ENTRYPOINT ["--help"]', "ENTRYPOINT '--help'"),
    ('CMD ["echo", "<<EOF"]', "CMD echo '<<EOF'"),
    ('CMD ["ls", ""]', "CMD ls ''"),
]


@pytest.mark.parametrize(("exec_form", "shell_form"), EXEC_AND_SHELL)
def test_the_two_forms(exec_form, shell_form):
    shell = to_shell(parse_one(exec_form))
    assert (shell.original.strip(), shell.form) == (shell_form, "shell")
    back = to_exec(shell)
    assert (back.original.strip(), back.form, back.args) == (exec_form, "exec", parse_one(exec_form).args)


@pytest.mark.parametrize(
    "command", ["a && b", "a > b", "echo $(date)", "echo `date`", "cd /x", "A=1 b", "a # b", "exec top"]
)
def test_what_only_a_shell_understands_gets_one(command):
    assert to_exec(parse_one(f"RUN {command}")).args == ("/bin/sh", "-c", command)


@pytest.mark.parametrize(
    ("convert", "text"),
    [
        (to_exec, "RUN <<EOF\nx\nEOF"), (to_exec, "CMD echo 'a"), (to_exec, "ENV A=b"), (to_exec, "CMD"),
        (to_shell, "CMD []"), (to_shell, r'CMD ["a\nb"]'), (to_shell, "COPY a b"),
    ],
)  # fmt: skip
def test_what_has_no_other_form(convert, text):
    with pytest.raises(DockerfileError, match="has no"):
        convert(parse_one(text))


def test_an_instruction_in_this_form_stays():
    one = parse_one("CMD  a   b")
    assert to_shell(one) is one


def test_what_is_a_step():
    found = parse("ARG V\nFROM scratch AS x\nADD a /\nFROM x\nENV A=1\nFROM b\nWORKDIR /w\nCMD c\n")
    assert [one.keyword for one in found if is_counted(one, found)] == ["ADD", "FROM", "WORKDIR"]


@pytest.mark.parametrize(
    ("text", "args", "names"),
    [
        ("FROM a\nFROM scratch\nFROM a\n", None, ("a",)),
        ("FROM --platform=linux/amd64 a AS Build\nFROM build\nFROM Scratch\n", None, ("a",)),
        ("FROM b\nFROM a AS b\nFROM b\n", None, ("b", "a")),
        ('ARG V="1.37"\nARG I=busybox:$V\nFROM ${I}\n', None, ("busybox:1.37",)),
        ("ARG V=1\nFROM a:${V}\n", {"V": "2"}, ("a:2",)),
        ("ARG V\nFROM a:${V:-3}\nARG V=4\nFROM b:$V\n", None, ("a:3", "b:")),
        ("ARG I\nFROM $I\n", None, ()),
        ("FROM a\nARG I=b\nRUN x\n", None, ("a",)),
        ("FROM a AS s\nCOPY --from=s x y\nCOPY --from=0 x y\nCOPY --from=n:1 x y\n", None, ("a", "n:1")),
        ("FROM a\nRUN --mount=type=bind,from=m,target=/m x\n", None, ("a", "m")),
    ],
)
def test_the_images_that_a_build_needs(text, args, names):
    assert base_images(text, args) == names

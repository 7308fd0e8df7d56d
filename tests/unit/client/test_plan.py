from given import parsed

from helpers.client.plan import needed, stages, text


def plan(dockerfile):
    return stages(parsed(dockerfile))


def test_only_what_changes_files_is_counted():
    (stage,) = plan("FROM a\nENV A=1\nRUN x\nUSER u\nADD f /\nCMD c\nWORKDIR /w\n")
    assert [(s.keyword, s.number, s.line) for s in stage.steps] == [
        ("FROM", 1, 1), ("RUN", 2, 3), ("ADD", 3, 5), ("WORKDIR", 4, 7),
    ]  # fmt: skip


def test_from_scratch_and_from_a_stage_are_not_counted():
    one, two, three = plan("FROM scratch\nCOPY a /\nFROM a AS Build\nRUN x\nFROM build\nRUN y\n")
    assert [s.number for s in one.steps] == [1]
    assert [s.number for s in two.steps] == [1, 2]
    assert (three.parent, [s.number for s in three.steps]) == (1, [1])


def test_the_stages_that_a_target_needs():
    found = plan("FROM a AS one\nFROM b AS two\nFROM one AS three\nFROM c\n")
    assert needed(found, "three") == {0, 2}
    assert needed(found, None) == {3}
    assert needed(found, "1") == {1}
    assert needed([], None) == set()


def test_a_platform_flag_is_not_the_base():
    (stage,) = plan("FROM --platform=linux/amd64 busybox AS x\n")
    assert (stage.base, stage.name) == ("busybox", "x")


def test_an_instruction_is_shown_on_one_line():
    (run,) = parsed("RUN one && \\\n    two\n")
    assert text(run) == "RUN one && two"
    (copy,) = parsed("COPY --from=a /x /y\n")
    assert text(copy) == "COPY --from=a /x /y"
    (heredoc,) = parsed("RUN <<EOF\necho a\nEOF\n")
    assert text(heredoc) == "RUN <<EOF …"

from given import FIXTURES, parsed

from helpers.client.classic import Reader, _numbered
from helpers.client.rawjson import Decoder


def read(log, dockerfile):
    text = (FIXTURES / f"classic/{dockerfile}.Dockerfile").read_text()
    reader = Reader(_numbered(parsed(text)))
    for message in Decoder().feed((FIXTURES / f"classic/{log}.json").read_bytes()):
        reader.take(message)
    reader.finish()
    return reader


def test_a_build_without_the_courses_own_label():
    reader = read("good-built", "good")
    assert [(s.number, s.of, s.instruction, s.state, s.line) for s in reader.steps] == [
        (1, 6, "ARG BASE=busybox:1.37", "built", 1),
        (2, 6, "FROM $BASE", "cached", 2),
        (3, 6, "ENV A=1", "built", 3),
        (4, 6, "COPY hello.txt .", "built", 4),
        (5, 6, "RUN echo hello; echo err >&2", "built", 5),
        (6, 6, 'CMD ["ls"]', "built", 6),
    ]
    assert sorted(reader.steps[4].output.split()) == ["err", "hello"]
    assert reader.image.startswith("sha256:") and not reader.error


def test_a_cached_build():
    assert {s.state for s in read("good-cached", "good").steps[1:]} == {"cached"}


def test_a_failed_instruction_has_its_exit_code_and_output():
    reader = read("failing", "failing")
    last = reader.steps[-1]
    assert (last.number, last.state, last.exit_code, last.output, last.line) == (2, "failed", 3, "out\n", 2)
    assert reader.image is None


def test_a_missing_file_fails_its_copy():
    last = read("missing-file", "missing-file").steps[-1]
    assert (last.state, last.exit_code) == ("failed", None)
    assert "nope.txt" in last.output

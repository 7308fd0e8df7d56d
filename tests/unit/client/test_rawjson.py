import json

import pytest
from given import FIXTURES
from hypothesis import given as randomly
from hypothesis import strategies as st

from helpers.client.rawjson import Decoder, Graph

LOGS = sorted((FIXTURES / "buildkit").glob("*.rawjson"))


@pytest.mark.parametrize("log", LOGS, ids=lambda p: p.stem)
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_the_objects_are_the_same_however_the_stream_is_cut(log, size):
    data = log.read_bytes()
    whole, pieces = Decoder(), Decoder()
    expected = whole.feed(data)
    found = [o for i in range(0, len(data), size) for o in pieces.feed(data[i : i + size])]
    assert found == expected and len(found) > 5
    assert pieces.said == whole.said


def test_what_buildx_says_at_last_is_kept():
    decoder = Decoder()
    decoder.feed((FIXTURES / "buildkit/failing-0.13.rawjson").read_bytes())
    assert decoder.said.startswith("failing.Dockerfile:3\n")
    assert decoder.said.rstrip().endswith("exit code: 3")


def test_a_line_before_the_first_object_does_not_block_the_rest():
    decoder = Decoder()
    assert decoder.feed(b'WARNING: something\n{"vertexes":[]}\n') == [{"vertexes": []}]
    assert decoder.said.startswith("WARNING: something\n")


@randomly(st.lists(st.dictionaries(st.text(), st.text())), st.integers(1, 9))
def test_any_objects_come_back(objects, size):
    data = "\n".join(json.dumps(o, ensure_ascii=False, indent=2) for o in objects).encode()
    decoder = Decoder()
    assert [o for i in range(0, len(data), size) for o in decoder.feed(data[i : i + size])] == objects


def test_the_output_of_a_vertex_is_joined_in_order():
    graph = Graph()
    for data in ("b25lCg==", "dHdvCg=="):
        graph.take({"logs": [{"vertex": "sha256:a", "data": data}]})
    assert graph.vertexes["sha256:a"].output.text == "one\ntwo\n"

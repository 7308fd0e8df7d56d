import json

import pytest
from given import FIXTURES

from helpers.client import normal
from helpers.client.archive import Entry
from helpers.model import HistoryEntry, Layer

ENGINE_20 = {  # as Docker 20.10 tells it: everything there, much of it null
    "Hostname": "", "User": "", "AttachStdin": False, "ExposedPorts": {"80/tcp": {}}, "Tty": False,
    "Env": ["PATH=/bin"], "Cmd": ["sh"], "ArgsEscaped": True, "Image": "sha256:1", "Volumes": None, "WorkingDir": "",
    "Entrypoint": None, "OnBuild": [], "Labels": {"org.docker-course": "1"},
}  # fmt: skip
ENGINE_29 = {"ExposedPorts": {"80/tcp": {}}, "Env": ["PATH=/bin"], "Cmd": ["sh"], "Labels": {"org.docker-course": "1"}}


def test_one_configuration_from_every_engine():
    assert normal.config(ENGINE_20) == normal.config(ENGINE_29)
    assert normal.config(ENGINE_20) == {"ExposedPorts": {"80/tcp": {}}, "Env": ["PATH=/bin"], "Cmd": ["sh"]}


def test_labels_of_others_stay():
    labels = {"org.docker-course": "1", "org.docker-course.made-from": "x", "org.docker-courses": "theirs", "a": "b"}
    assert normal.config({"Labels": labels})["Labels"] == {"org.docker-courses": "theirs", "a": "b"}


def test_no_configuration_is_an_empty_one():
    assert normal.config(None) == {}


@pytest.mark.parametrize(
    ("created_by", "instruction"),
    [
        ("RUN /bin/sh -c echo a # buildkit", "RUN /bin/sh -c echo a"),
        ("/bin/sh -c echo a", "RUN /bin/sh -c echo a"),
        ('/bin/sh -c #(nop)  CMD ["ls"]', 'CMD ["ls"]'),
        ("/bin/sh -c #(nop) COPY file:" + "a" * 64 + " in / ", "COPY file:… in /"),
        ("|1 A=b /bin/sh -c echo $A", "RUN |1 A=b /bin/sh -c echo $A"),
        ("RUN |1 A=b /bin/sh -c echo $A # buildkit", "RUN |1 A=b /bin/sh -c echo $A"),
        ("ENV A=1", "ENV A=1"),
        ("", ""),
    ],
)
def test_both_builders_say_it_alike(created_by, instruction):
    assert normal.instruction(created_by) == instruction


def test_layers_are_matched_with_their_instructions():
    entries = [
        HistoryEntry("# base", False, 100), HistoryEntry("CMD sh", False), HistoryEntry("RUN true", False),
        HistoryEntry("ENV A=1", False), HistoryEntry("COPY a /", False, 5), HistoryEntry("CMD ls", False),
    ]  # fmt: skip
    told, layers = normal.layered(entries, ["sha256:1", "sha256:2", "sha256:3"])
    assert [layer.instruction for layer in layers] == ["# base", "RUN true", "COPY a /"]
    assert [entry.empty for entry in told] == [False, True, False, True, False, True]


def test_more_layers_than_history():
    told, layers = normal.layered([], ["sha256:1", "sha256:2"])
    assert (told, [layer.diff_id for layer in layers]) == ([], ["sha256:1", "sha256:2"])


def test_a_real_image_of_the_classic_builder():
    raw = json.loads((FIXTURES / "images/classic-26.json").read_text())
    entries = normal.history(raw["history"])
    told, layers = normal.layered(entries, raw["inspect"]["RootFS"]["Layers"])
    assert [e.instruction for e in told if "course" in e.instruction] == []
    assert [layer.instruction for layer in layers][-1].startswith("COPY file:…")
    assert len(layers) == 2


def test_sizes_are_those_of_the_files_in_the_layers():
    entries = [HistoryEntry("RUN a", False, 8192), HistoryEntry("ENV b=c", True, 0), HistoryEntry("RUN b", False, 4096)]
    made = [Layer("RUN a", 8192, "sha256:1"), Layer("RUN b", 4096, "sha256:2")]
    contents = [(Entry("/a", "file", size=3), Entry("/b", "file", size=4)), (Entry("/a", "whiteout"),)]
    told, layers = normal.sized(entries, made, contents)
    assert [(e.instruction, e.empty, e.size) for e in told] == [
        ("RUN a", False, 7),
        ("ENV b=c", True, 0),
        ("RUN b", False, 0),
    ]
    assert [layer.size for layer in layers] == [7, 0]


def test_a_health_check_is_told_in_one_order():
    check = {"Interval": 1, "Retries": 2, "StartInterval": 3, "StartPeriod": 4, "Test": ["NONE"], "Timeout": 5}
    told = ["Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"]
    assert list(normal.config({"Healthcheck": check})["Healthcheck"]) == told
    assert list(normal.config({"Healthcheck": {"Retries": 2, "Test": []}})["Healthcheck"]) == ["Test", "Retries"]
    assert normal.config({"Healthcheck": None}) == {}


def test_an_image_without_a_history():
    assert normal.history(None) == () and normal.layered((), ()) == ([], [])

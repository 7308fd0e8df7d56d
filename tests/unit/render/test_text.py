from helpers import render
from helpers.model import (
    Build,
    BuildStep,
    Config,
    ConfigChange,
    Difference,
    Events,
    FileChange,
    History,
    HistoryEntry,
    Layer,
    Layers,
    Process,
    Processes,
    Run,
)  # fmt: skip


def step(number, state="built", output="", text="RUN x", **more):
    return BuildStep("", number, 3, text, state, 0.5, output, number, **more)


def test_a_build():
    built = Build("docker build .", "buildkit", (step(1, "cached"), step(2, output="hi\n")), "sha256:1", "course/a")
    assert render.text(built).split("\n") == [
        "$ docker build .",
        "[cached] 1/3 RUN x",
        "[built ] 2/3 RUN x",
        "course/a",
    ]


def test_output_is_shown_where_it_is_the_same_each_time():
    fresh = Build("c", "buildkit", (step(1, output="hi\n"),), "sha256:1", "t", fresh=True)
    assert "         hi" in render.text(fresh)
    failed = Build("c", "buildkit", (step(1, output="hi\n"), step(2, "failed", "bad\n", exit_code=3)), None, "t")
    assert render.text(failed).split("\n") == [
        "$ c",
        "[built ] 1/3 RUN x",
        "[failed] 2/3 RUN x",
        "         bad",
        "failed at RUN x (line 2) with exit code 3",
    ]


def test_a_run():
    assert render.text(Run("docker run x", "out\n", "err\n", 3)) == (
        "$ docker run x\nout\nstandard error:\nerr\nexit code 3"
    )
    assert render.text(Run("docker run x", "", "", 0)) == "$ docker run x\nexit code 0"


def test_a_configuration():
    config = Config({"Env": ["A=1", "B=2"], "Cmd": ["sh"], "ExposedPorts": {"80/tcp": {}}}, "busybox")
    assert render.text(config).split("\n") == [
        "$ docker image inspect busybox",
        "Env           A=1",
        "              B=2",
        'Cmd           ["sh"]',
        "ExposedPorts  80/tcp",
    ]
    assert config == {"Env": ["A=1", "B=2"], "Cmd": ["sh"], "ExposedPorts": {"80/tcp": {}}}
    assert config.get("User") is None


def test_layers_are_bars_without_figures():
    layers = Layers((Layer("base", 1000), Layer("COPY a /", 500), Layer("RUN x", 1), Layer("RUN true", 0)), "i")
    assert render.text(layers).split("\n")[1:] == [
        "█" * 20 + " base",
        "█" * 10 + " " * 10 + " COPY a /",
        "█" + " " * 19 + " RUN x",
        " " * 21 + "RUN true",
    ]


def test_what_came_with_the_base_is_one_row():
    layers = Layers((Layer("x", 600), Layer("y", 400), Layer("COPY a /", 500)), "i", "nginx:1.26", 2)
    assert [line.lstrip("█ ") for line in render.text(layers).split("\n")[1:]] == ["FROM nginx:1.26", "COPY a /"]
    history = History((HistoryEntry("x", False), HistoryEntry("CMD a", True)), "i", "nginx:1.26", 1)
    assert render.text(history).split("\n")[1:] == ["layer  FROM nginx:1.26", "       CMD a"]


def test_a_difference():
    found = Difference(
        (FileChange("/a", "added"), FileChange("/b", "changed"), FileChange("/c", "removed")),
        (ConfigChange("Cmd", ["a"], ["b"]), ConfigChange("Env", ["A=1", "B=1"], ["A=1", "B=2"])),
        "one", "two",
    )  # fmt: skip
    assert render.text(found).split("\n") == [
        "from one to two", "configuration", '-  Cmd  ["a"]', '+  Cmd  ["b"]', "-  Env  B=1", "+  Env  B=2",
        "files", "+  /a", "~  /b", "-  /c",
    ]  # fmt: skip
    assert render.text(Difference()) == "no difference" and not Difference()


def test_processes_are_a_tree():
    found = Processes((Process(9, 1, "root", "sh"), Process(12, 9, "root", "sleep 1"), Process(13, 9, "u", "ps")))
    assert render.text(found).split("\n") == [
        "process     user", "sh          root", "├─ sleep 1  root", "└─ ps       u",
    ]  # fmt: skip


def test_no_events():
    assert render.text(Events()) == "no events"

"""The quick hook itself, compiled here: what it makes of a bundle, and what it sends. No engine."""

import json
import shutil
import socket
import subprocess
import threading

import pytest

from helpers.engine import quickhook

HOOK = "docker-course-quickhook"
CONTAINER, CONTROLLER = "4f" * 32, "1a2b3c4d5e6f"
STATE = {
    "ociVersion": "1.0",
    "id": CONTAINER,
    "annotations": {"pid": "1", 'pid":2,"x': "{", "deep": "}"},
    "pid": 4321,
    "bundle": "/b",
}


@pytest.fixture(scope="session")
def compiled(tmp_path_factory):
    """Compiles for a given real runtime, with this machine's compiler: unit tests need no root file system."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang", "tcc"))), None)
    if compiler is None:
        pytest.skip("no C compiler on this machine; tests/engine compiles it with the root file system's own")
    folder = tmp_path_factory.mktemp("quickhook")

    def compile_with(runtime):
        target = folder / f"runc-{abs(hash(runtime))}"
        if not target.exists():
            definition = f'-DRUNTIMES="{runtime}"'
            subprocess.run([compiler, "-Wall", definition, "-o", target, quickhook.SOURCE], check=True)
        return target

    return compile_with


@pytest.fixture
def recorder(tmp_path):
    """A program that writes down how it was called, as the real runtime and as the original hook."""
    script = tmp_path / "recorder"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >{tmp_path}/arguments\ncat >{tmp_path}/stdin\nexit 42\n')
    script.chmod(0o755)
    return script


def hook(path="/proc/77/exe", name="libnetwork-setkey"):
    return {"path": path, "args": [name, "-exec-root=/run/docker", CONTAINER, CONTROLLER]}


def config(**more):
    return {"ociVersion": "1.1.0", "process": {"args": ["sh", "-c", "echo 1"]}, **more}


def go(value):
    """JSON as Go's encoder writes it."""
    return json.dumps(value, separators=(",", ":"))


@pytest.fixture
def run(compiled, recorder, tmp_path):
    program = compiled(recorder)

    def run(text, *arguments):
        bundle = tmp_path / "bundle"
        bundle.mkdir(exist_ok=True)
        (bundle / "config.json").write_text(text)
        (bundle / "config.json").chmod(0o640)
        arguments = [str(part).replace("BUNDLE", str(bundle)) for part in arguments]
        done = subprocess.run([program, *arguments], stdin=subprocess.DEVNULL, cwd=bundle)
        assert done.returncode == 42, "the real runtime's exit code did not come through"
        assert (tmp_path / "arguments").read_text().splitlines() == arguments, "arguments changed on their way"
        assert [path.name for path in bundle.iterdir()] == ["config.json"]
        assert (bundle / "config.json").stat().st_mode & 0o777 == 0o640
        return (bundle / "config.json").read_text()

    run.program = program
    return run


CREATE = ["--root", "/run/runc", "--log", "/x", "create", "--bundle", "BUNDLE", "--pid-file", "/p", CONTAINER]


@pytest.mark.parametrize(
    "arguments",
    [CREATE, ["--log-format", "json", "run", "--bundle", "BUNDLE", "--keep", "id"], ["run", "-b", "BUNDLE", "id"],
     ["create", "--bundle=BUNDLE", "id"], ["run", "id"]],
)  # fmt: skip
def test_the_hook_is_pointed_at_us(run, arguments):
    before = config(hooks={"prestart": [hook()]}, linux={"resources": {}})
    after = json.loads(run(go(before), *arguments))
    (ours,) = after["hooks"].pop("prestart")
    (theirs,) = before["hooks"].pop("prestart")
    assert ours == {"path": str(run.program), "args": [HOOK, theirs["path"], *theirs["args"]]}
    assert after == before, "something else changed"


def test_other_hooks_stay(run):
    others = [{"path": "/proc/77/exe", "args": ["other"]}, {"path": "/bin/x", "args": ["libnetwork-setkey", "y"]}]
    after = json.loads(run(go(config(hooks={"prestart": [others[0], hook(), others[1]]})), *CREATE))
    assert [after["hooks"]["prestart"][place] for place in (0, 2)] == others


@pytest.mark.parametrize(
    "text",
    [
        go(config()),
        go(config(hooks={"prestart": [hook(name="libnetwork-other")]})),
        go(config(hooks={"prestart": [hook(path="/proc/self/exe")]})),
        go(config(annotations={"a": go(hook()), go(hook()): "b"})),  # a hook in a string is none
        json.dumps(config(hooks={"prestart": [hook()]}), indent=1),  # not as Go writes it: left alone
        "",
        "{",
    ],
)
def test_anything_else_stays_as_it_is(run, text):
    assert run(text, *CREATE) == text


@pytest.mark.parametrize("command", [["state", "id"], ["start", "id"], ["delete", "--force", "id"], ["--version"]])
def test_other_commands_pass_through(run, command):
    text = go(config(hooks={"prestart": [hook()]}))
    assert run(text, *command) == text


@pytest.fixture
def dockerd(tmp_path):
    """The other end of the socket: a function that sets the answer, with what it received in `.got`."""
    folder = tmp_path / "exec" / "libnetwork"
    folder.mkdir(parents=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / f"{CONTROLLER}.sock"))
    listener.listen(1)
    listener.settimeout(20)

    def answer(text):
        def serve():
            connection, _ = listener.accept()
            with connection:
                answer.got = connection.recv(1280)
                connection.sendall(text)

        threading.Thread(target=serve, daemon=True).start()

    answer.exec_root = tmp_path / "exec"
    yield answer
    listener.close()


@pytest.fixture
def as_hook(compiled, recorder, tmp_path):
    def call(exec_root, state=None, controller=CONTROLLER, extra=()):
        program = compiled(recorder)
        arguments = ["libnetwork-setkey", f"-exec-root={exec_root}", CONTAINER, controller, *extra]
        text = json.dumps(STATE if state is None else state, indent=2) if not isinstance(state, str) else state
        command = [HOOK, str(recorder), *arguments]
        done = subprocess.run(command, executable=program, input=text.encode(), capture_output=True, timeout=30)
        fell_back = (tmp_path / "arguments").exists()
        if fell_back:
            assert (tmp_path / "arguments").read_text().splitlines() == arguments[1:]
            assert (tmp_path / "stdin").read_text() == text, "the original hook got another state"
        return done.returncode, fell_back

    return call


def test_the_message_is_sent(dockerd, as_hook):
    dockerd(b"success")
    assert as_hook(dockerd.exec_root) == (0, False)
    assert json.loads(dockerd.got) == {"ContainerID": CONTAINER, "Key": "/proc/4321/ns/net"}


@pytest.mark.parametrize("answer", [b"failed to get sandbox", b"", b"successful"])
def test_another_answer_falls_back(dockerd, as_hook, answer):
    dockerd(answer)
    assert as_hook(dockerd.exec_root) == (42, True)


@pytest.mark.parametrize("state", [{}, {"annotations": {"pid": 5}}, "", "nonsense", '{"pid":"1"}', '{"pid":0}', '{"pi'])
def test_a_state_without_pid_falls_back(dockerd, as_hook, state):
    assert as_hook(dockerd.exec_root, state=state) == (42, True)


def test_a_big_state_falls_back_whole(tmp_path, as_hook):
    assert as_hook(tmp_path / "absent", state=STATE | {"annotations": {"x": "y" * 300_000}}) == (42, True)


def test_no_socket_falls_back(tmp_path, as_hook):
    assert as_hook(tmp_path / "absent") == (42, True)
    assert as_hook("/" + "x" * 200) == (42, True)


@pytest.mark.parametrize("controller", ['a"b', "../x", ""])
def test_unusual_arguments_fall_back(dockerd, as_hook, controller):
    assert as_hook(dockerd.exec_root, controller=controller) == (42, True)
    assert as_hook(dockerd.exec_root, extra=["more"]) == (42, True)

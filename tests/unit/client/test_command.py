import shlex

from docker.types import Mount

from helpers.client import containers
from helpers.client.command import build_command


def line(image="busybox", command=None, detach=False, **options):
    return containers.command_line(image, command, options, detach)


def test_a_build_in_the_learners_words():
    options = {"tag": "course/06-cmd:exec"}
    assert build_command(options, "dockerfiles/06-cmd", "dockerfiles/06-cmd/Dockerfile.exec") == (
        "docker build -t course/06-cmd:exec -f dockerfiles/06-cmd/Dockerfile.exec dockerfiles/06-cmd"
    )


def test_all_options_of_a_build():
    options = {"tag": "t", "target": "one", "no_cache": True, "args": {"A": "b c"}, "secrets": {"key": "S3CRET"}}
    assert build_command(options, "-", stdin=True) == (
        "docker build -t t --target one --no-cache --build-arg 'A=b c' --secret id=key - < Dockerfile"
    )
    assert build_command({"classic": True}, ".", stdin=True) == "DOCKER_BUILDKIT=0 docker build -f - . < Dockerfile"


def test_a_run():
    assert line("course/06-cmd:exec", ["ls", "-l"]) == "docker run --rm course/06-cmd:exec ls -l"
    assert line(command=["sh", "-c", "echo $A; exit 3"]) == "docker run --rm busybox sh -c 'echo $A; exit 3'"


def test_all_options_of_a_run():
    assert line(
        command=["x"], entrypoint="sleep 1", env={"B": "2", "A": "1 2"}, ports={80: 8080}, mounts=["./a:/b:ro"],
        network="net", user="1000", workdir="/w", stdin="text", name="me", hostname="h", read_only=True,
        mem_limit="64m", init=True, pid_mode="host", tmpfs={"/tmp": "size=1m"}, cap_add=["NET_ADMIN"], remove=False,
    ) == (
        "docker run -i --user 1000 --workdir /w --network net --hostname h --name me --env 'A=1 2' --env B=2 "
        "--publish 8080:80 -v ./a:/b:ro --cap-add NET_ADMIN --init --memory 64m --pid host --read-only "
        "--tmpfs /tmp:size=1m --entrypoint sleep busybox 1 x"
    )  # fmt: skip


def test_a_detached_run_and_an_emptied_entrypoint():
    assert line(detach=True, remove=False) == "docker run --detach busybox"
    assert line(command=["ls"], entrypoint=[]) == "docker run --rm --entrypoint '' busybox ls"


def test_ports_and_mounts_as_flags():
    ports = {"80": None, "53/udp": ("127.0.0.1", 5353), 443: [1, 2]}
    assert "--publish 80 --publish 127.0.0.1:5353:53/udp --publish 1:443 --publish 2:443" in line(ports=ports)
    mount = Mount("/t", None, type="tmpfs", tmpfs_size=1024, tmpfs_mode=0o1777)
    assert "--mount type=tmpfs,target=/t,tmpfs-size=1024,tmpfs-mode=1777" in line(mounts=[mount])
    assert "-v data:/d" in line(mounts={"data": "/d"})


def test_hostile_words_stay_words():
    hostile = "'; rm -rf / #\n$(x)"
    assert shlex.split(line(command=[hostile], env={"A": hostile}))[-1] == hostile

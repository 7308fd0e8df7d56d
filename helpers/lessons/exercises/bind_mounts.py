"""Exercises of 23-bind-mounts."""

import shlex

from helpers import api
from helpers.folders import host_folder
from helpers.lessons.exercise import Exercise, NotYet

BASE = "busybox:1.37"


def _strict(answer: str) -> None:
    if "FOLDER" not in answer:
        raise NotYet("write FOLDER where the directory of the host belongs")
    with host_folder("bind-mounts-task") as folder:
        (folder / "setting").write_text("on\n")

        def run(path, *command):
            return api.docker(["run", "--rm", *shlex.split(answer.replace("FOLDER", str(path))), BASE, *command])

        found = run(folder, "cat", "/conf/setting")
        if found.exit_code == 125:
            raise NotYet("docker run refuses it: without a type, --mount wants the name of a volume")
        if found.stdout != "on\n":
            raise NotYet("the container does not find FOLDER's file setting in /conf")
        if run(folder, "touch", "/conf/new").exit_code == 0:
            raise NotYet("the container can write in /conf")
        if run(folder / "typo", "true").exit_code != 125 or (folder / "typo").exists():
            raise NotYet("a path that is not there was made instead of refused: one of the two spellings does that")


def _update(answer: str) -> None:
    with api.volume("bind-mounts-task") as place:
        path = api.docker(f"volume inspect --format {{{{.Mountpoint}}}} {place}").stdout.strip()

        def host(script):
            return api.run(BASE, ["sh", "-c", script], mounts=[f"{path}:/dir"], workdir="/dir")

        host("echo number=one > conf")
        with api.run(BASE, "sleep 1000", mounts=[f"{path}/conf:/etc/conf:ro"], detach=True) as box:
            host(answer)
            outside, inside = host("cat conf").stdout, box.exec("cat /etc/conf").stdout
    if not outside:
        raise NotYet("conf is empty: the shell empties a file before the command reads it")
    if outside != "number=two\n":
        raise NotYet("on the host, conf does not say number=two")
    if inside != outside:
        raise NotYet("the container still reads the old file: conf is another file now, with the same name")


EXERCISES = (
    Exercise(
        "23-bind-mounts/1",
        "Write the options of `docker run` that mount FOLDER at /conf, such that the container cannot write there and "
        "a FOLDER that does not exist is refused.",
        stub="-v FOLDER:/conf",
        hint="Of the two spellings, one makes what is missing.",
        solution="--mount type=bind,source=FOLDER,target=/conf,readonly",
        judge=_strict,
        wrong=(
            ("-v FOLDER:/conf:ro", "made instead of refused"),
            ("--mount source=FOLDER,target=/conf,readonly", "without a type"),
            ("--mount type=bind,source=FOLDER,target=/conf", "can write"),
        ),
    ),
    Exercise(
        "23-bind-mounts/2",
        "A container has the single file conf mounted. This command runs on the host, in conf's directory, and changes "
        "number=one to number=two. Change it so that the running container sees that.",
        stub="sed s/one/two/ conf > new && mv new conf",
        hint="The file must stay the same file: write into it, do not put another one in its place.",
        solution="sed s/one/two/ conf > new && cat new > conf && rm new",
        judge=_update,
        wrong=(
            ("sed -i s/one/two/ conf", "another file now"),
            ("sed s/one/two/ conf > conf", "empties a file"),
        ),
    ),
)

"""Exercises of 02-ephemeral."""

from helpers import api
from helpers.errors import RunError
from helpers.lessons.exercise import Exercise, NotYet

NAME = "ephemeral-lost"
TEXT = "the only copy"
# Each start writes the report anew, so starting it again is no way to read the first one.
LOST = (
    "FROM busybox:1.37\n"
    f'CMD if test -e /report; then echo "written over" > /report; else echo "{TEXT}" > /report; fi; exit 1\n'
)


def _rescue(answer: str) -> None:
    with api.run(api.build(LOST), detach=True, name=NAME) as lost:
        lost.wait()
        given = api.docker(answer)
        now = api.docker(f"cp {NAME}:/report -").stdout
    if TEXT in given.stdout:
        return
    if "written over" in now:
        raise NotYet("the program ran again and wrote over its report: take the file without starting anything")
    if "not running" in given.stderr:
        raise NotYet("docker exec needs a container that runs; this one has ended, and its files are still there")
    raise NotYet("standard output does not have the report: its program printed nothing, it wrote a file")


def _saved(answer: str) -> None:
    built = api.build(answer)
    with api.volume("ephemeral-state") as state:
        with api.run(built, detach=True, mounts=[f"{state}:/data"]) as container:
            try:
                container.wait_for("up")
            except RunError as error:
                raise NotYet("it must still print up, and go on until it is stopped") from error
            code = container.stop(5)
        saved = api.run("busybox:1.37", "cat /data/state", mounts=[f"{state}:/data"]).stdout
    if code == 137:
        raise NotYet("killed with 137: no handler ran. A shell handles a signal only when its program has ended")
    if saved != "saved\n":
        raise NotYet("it ended in time, but /data/state does not say saved")
    if code != 0:
        raise NotYet(f"saved, but the exit code is {code}: the handler has to end the program itself")


EXERCISES = (
    Exercise(
        "02-ephemeral/1",
        f"The container {NAME} has failed. The only copy of its report is the file /report inside, and each start "
        "writes it anew. Give the docker command that brings the report to standard output.",
        stub="",
        hint="An exited container still has its writable layer. `docker cp CONTAINER:PATH -` takes from it.",
        solution=f"docker cp {NAME}:/report -",
        judge=_rescue,
        wrong=(
            (f"docker exec {NAME} cat /report", "needs a container that runs"),
            (f"docker start --attach {NAME}", "wrote over its report"),
            (f"docker logs {NAME}", "printed nothing"),
        ),
    ),
    Exercise(
        "02-ephemeral/2",
        "Change CMD so that `docker stop` has it write saved to /data/state, where a volume is, and end with exit "
        "code 0. Until then it prints up and waits.",
        stub="FROM busybox:1.37\nCMD echo up; sleep 1000\n",
        hint="trap '…' TERM, as in worker.sh. A shell that waits for a program in the foreground handles no signal: "
        "`sleep 1000 & wait`.",
        solution="FROM busybox:1.37\nCMD trap 'echo saved > /data/state; exit 0' TERM; echo up; sleep 1000 & wait\n",
        judge=_saved,
        wrong=(
            (
                "FROM busybox:1.37\nCMD trap 'echo saved > /data/state; exit 0' TERM; echo up; sleep 1000\n",
                "only when its program has ended",
            ),
            (
                "FROM busybox:1.37\nCMD trap 'echo saved > /data/state' TERM; echo up; sleep 1000 & wait\n",
                "has to end the program itself",
            ),
            ("FROM busybox:1.37\nCMD trap 'exit 0' TERM; echo up; sleep 1000 & wait\n", "does not say saved"),
        ),
    ),
)

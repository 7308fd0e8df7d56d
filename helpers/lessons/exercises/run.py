"""Exercises of 05-run."""

from helpers import api, dockerfile
from helpers.lessons.exercise import Exercise, NotYet

_MEGABYTE = 1 << 20


def _exec_form(answer: str) -> None:
    runs = [i for i in dockerfile.parse(answer) if i.keyword.upper() == "RUN"]
    if any(i.form != "exec" and i.value.lstrip().startswith("[") for i in runs):
        raise NotYet("this is no JSON, so it is taken as shell form: JSON has double quotes")
    if not runs or any(i.form != "exec" for i in runs):
        raise NotYet("the exec form is asked for: a JSON array")
    run = api.run(api.build(answer), "cat /out")
    if run.stdout != "one two\n":
        raise NotYet("there is no file /out that says one two: without a shell, > is just another argument")


def _one_layer(answer: str) -> None:
    built = api.build(answer)
    if not any(i.keyword.upper() == "RUN" and "/big" in i.value for i in dockerfile.parse(answer)):
        raise NotYet("the file /big is to be made, and then to be deleted")
    if api.run(built, "test ! -e /big").exit_code:
        raise NotYet("the file /big is still there")
    image = api.image(built)
    if any(layer.size >= _MEGABYTE for layer in image.layers[image.base_layers :]):
        raise NotYet("a layer still holds /big: deleting it in a later layer hides it, and frees nothing")


_MAKE = "dd if=/dev/zero of=/big bs=1M count=2"
EXERCISES = (
    Exercise(
        "05-run/1",
        "Write a Dockerfile from busybox:1.37 whose RUN, in exec form, makes the file /out that says: one two",
        stub="FROM busybox:1.37\n",
        hint="The exec form starts a program, and no shell unless that program is one.",
        solution='FROM busybox:1.37\nRUN ["sh", "-c", "echo one two > /out"]\n',
        judge=_exec_form,
        wrong=(
            ('FROM busybox:1.37\nRUN ["echo", "one two", ">", "/out"]\n', "just another argument"),
            ("FROM busybox:1.37\nRUN ['sh', '-c', 'echo one two > /out']\n", "double quotes"),
        ),
    ),
    Exercise(
        "05-run/2",
        "This image carries two megabytes that nobody can see. Change it so that no layer holds them; /big must still "
        "be made, and be gone at the end.",
        stub=f"FROM busybox:1.37\nRUN {_MAKE}\nRUN rm /big\n",
        hint="A layer holds what is different after its RUN ended, not in between.",
        solution=f"FROM busybox:1.37\nRUN {_MAKE} && rm /big\n",
        judge=_one_layer,
        wrong=(
            (f"FROM busybox:1.37\nRUN {_MAKE}\nRUN rm -f /big && sync\n", "frees nothing"),
            (f"FROM busybox:1.37\nRUN {_MAKE}\n", "still there"),
        ),
    ),
)

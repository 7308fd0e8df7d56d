"""python3 -m helpers COMMAND …, also with a Python that lacks the course's packages where `make` has installed them."""

import importlib.util
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def other_python(root: Path) -> Path | None:
    """The Python that `make` installed the course's packages for, where this one has none; None to go on with it."""
    if importlib.util.find_spec("docker") is not None:
        return None
    own = root / ".venv/bin/python"
    if not own.exists():
        raise SystemExit(
            "The course's packages are not installed for this Python.\n"
            "  do:  make lab, or: python3 -m pip install -r requirements.txt"
        )
    return own


if __name__ == "__main__":
    if found := other_python(ROOT):
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        os.execv(found, [str(found), "-m", "helpers", *sys.argv[1:]])
    from helpers.cli import main

    sys.exit(main(sys.argv[1:]))

"""JupyterLab's settings for the course: jupyter lab --config=jupyter_server_config.py, as `make lab` does."""

import os
import shutil
import sys
from pathlib import Path

c = get_config()  # noqa: F821  given by Jupyter
HELPERS = Path(__file__).resolve().parent / "helpers"

# `docker` in terminals and in `!docker …` cells is the course's engine, whichever that is.
os.environ["COURSE_SHIMS"] = str(HELPERS / "shims")
os.environ["PATH"] = os.pathsep.join((os.environ["COURSE_SHIMS"], os.environ.get("PATH", "")))
os.environ["COURSE_PYTHON"] = sys.executable
if (bash := shutil.which("bash")) and os.environ.get("SHELL", bash).endswith("bash"):
    c.ServerApp.terminado_settings = {"shell_command": [bash, "--rcfile", str(HELPERS / "lab/terminal.bashrc")]}

# The engine in namespaces is for root only; Jupyter refuses root unless told otherwise.
c.ServerApp.allow_root = True

# The whole course is to be seen, the Dockerfiles too; it opens on the start page.
c.LabApp.default_url = "/lab/tree/notebooks/00-start-here.ipynb"

# Nothing in class asks the internet.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"

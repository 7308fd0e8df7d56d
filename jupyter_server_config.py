"""What JupyterLab reads when it is started in the course's folder."""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821  given by Jupyter

# `docker` in terminals and in `!docker …` cells is the course's engine, whichever that is.
os.environ["PATH"] = os.pathsep.join((str(Path(__file__).parent / "helpers/shims"), os.environ.get("PATH", "")))
os.environ["COURSE_PYTHON"] = sys.executable

# The engine in namespaces is for root only; Jupyter refuses root unless told otherwise.
c.ServerApp.allow_root = True

# Nothing in class asks the internet.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.handlers.announcements.NeverCheckForUpdate"

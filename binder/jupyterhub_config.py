"""A hub for a class: everyone gets a container of the image, with an engine of their own in it and no privilege.

    make binder
    pip install jupyterhub==6.1.1 dockerspawner==14.0.0
    npm install --global configurable-http-proxy
    COURSE_PASSWORD='…' jupyterhub --config=binder/jupyterhub_config.py

It wants a Docker Engine on this machine, to run the containers. What somebody changes goes with their container.
COURSE_PASSWORD is what everyone logs in with, under any name, 8 characters or more. COURSE_IMAGE names another image.
COURSE_HUB_IP: this machine's address as containers reach it; Docker's own bridge has the one that is set here.
"""

import os

c = get_config()  # noqa: F821  given by JupyterHub

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ.get("COURSE_PASSWORD")
c.Authenticator.allow_all = True  # whoever knows it

c.JupyterHub.hub_ip = os.environ.get("COURSE_HUB_IP", "172.17.0.1")
c.JupyterHub.spawner_class = "docker"
c.DockerSpawner.image = os.environ.get("COURSE_IMAGE", "docker-course-binder")
c.DockerSpawner.pull_policy = "never"  # made here, and in no registry
c.DockerSpawner.cmd = ["/opt/venv/bin/jupyterhub-singleuser"]
c.DockerSpawner.default_url = "/lab/tree/notebooks/00-start-here.ipynb"
c.DockerSpawner.notebook_dir = "~"
c.DockerSpawner.remove = True
c.DockerSpawner.start_timeout = c.DockerSpawner.http_timeout = 120  # a whole class logs in at once

# The limits that the image is tried under. The engine takes 512 MB of the memory, JupyterLab and a kernel 250 MB.
c.DockerSpawner.mem_limit = "1G"
c.DockerSpawner.extra_host_config = {"cap_drop": ["ALL"], "security_opt": ["no-new-privileges"], "pids_limit": 512}

"""A container as Binder's cluster runs the image: its limits, its command, a path of its own behind a proxy."""

from __future__ import annotations

import secrets
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from helpers.client.labels import ours
from tests.binder.image import UID, Image

MEMORY = 1 << 30
PREFIX = "/user/somebody-x1/"
# What BinderHub puts in the place of the image's command: JupyterLab where the image's Python has it.
LAUNCH = "import os, sys, jupyterlab; os.execvp('jupyter-lab', sys.argv)"


@dataclass(frozen=True)
class Pod:
    """A running container. port: on this machine, of its Jupyter server."""

    image: Image
    id: str
    port: int
    token: str = field(repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{PREFIX.rstrip('/')}"

    def run(self, *words: str, stdin: str | None = None, timeout: float = 300, out=None) -> subprocess.CompletedProcess:
        """Run a command in it, as its user in the home folder. out: an open file for what it says."""
        client = self.image.client
        command = [str(client.docker_path), "exec", *(["-i"] if stdin is not None else []), "-e", "COURSE_PROGRESS=0"]
        streams = {"stdout": out, "stderr": subprocess.STDOUT} if out else {"capture_output": True}
        return subprocess.run(
            [*command, self.id, *words], env=client.tool_env(), input=stdin, text=True, timeout=timeout, **streams
        )

    def said(self, *words: str, **more) -> str:
        """What a command printed that has to succeed."""
        done = self.run(*words, **more)
        assert done.returncode == 0, f"{' '.join(words)}: {done.stderr or done.stdout}"
        return done.stdout

    def take(self, source: str, target: str) -> None:
        """Copy a file or folder of this machine into it."""
        client = self.image.client
        command = [str(client.docker_path), "cp", "-q", source, f"{self.id}:{target}"]
        subprocess.run(command, env=client.tool_env(), check=True, capture_output=True)

    def logs(self) -> str:
        return self.image.client.api.logs(self.id).decode(errors="replace")


@contextmanager
def started(image: Image) -> Iterator[Pod]:
    """A pod for the length of a block; its Jupyter server may still be starting."""
    api, port, token = image.client.api, free_port(), secrets.token_hex(16)
    command = ["python3", "-c", LAUNCH, "--ip=0.0.0.0", "--port=8888", "--no-browser", f"--ServerApp.base_url={PREFIX}",
               f"--IdentityProvider.token={token}", "--LabApp.expose_app_in_browser=True"]  # fmt: skip
    made = api.create_container(
        image.name,
        command,
        user=str(UID),
        ports=[8888],
        labels=ours(),
        environment={"JUPYTERHUB_SERVICE_PREFIX": PREFIX},
        host_config=api.create_host_config(
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            mem_limit=MEMORY,
            port_bindings={8888: ("127.0.0.1", port)},
        ),
    )["Id"]
    try:
        api.start(made)
        yield Pod(image, made, port, token)
    finally:
        api.remove_container(made, force=True, v=True)


def free_port() -> int:
    """A port of this machine's loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

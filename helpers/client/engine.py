"""The one client of a session: an engine's address, its API, and the binaries that go with it."""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import docker
from docker.tls import TLSConfig

from helpers import contexts, tools
from helpers.client.answers import answering
from helpers.errors import EngineError


class Api(docker.APIClient):
    """docker-py's low-level client, deaf to the proxies and certificates that the environment names for the web."""

    # REQUESTS_CA_BUNDLE would replace a private engine's own authority. requests sets this in its constructor,
    # and docker-py talks to the engine within its own: only a property is early enough.
    trust_env = property(lambda self: False, lambda self, value: None)


class _Docker(docker.DockerClient):
    def __init__(self, api: Api):
        self.api = api


class Client:
    """An engine as the course talks to it.

    env: DOCKER_HOST and, for TLS, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH. docker, buildx: binaries, looked for when
    None. capabilities: words that notebooks may ask for. aliases: base image's name -> reference that is really
    present, where they differ; whoever makes base images fills it. owned: the engine is the course's own.
    """

    def __init__(
        self,
        env: Mapping[str, str],
        docker: Path | None = None,
        buildx: Path | None = None,
        capabilities: frozenset[str] = frozenset(),
        aliases: dict[str, str] | None = None,
        owned: bool = False,
    ):
        self.env = dict(env)
        self._docker, self._buildx = docker, buildx
        self.capabilities = frozenset(capabilities)
        self.aliases = aliases if aliases is not None else {}
        self.owned = owned
        self.memo: dict = {}  # what is known for good of images: their ids name their content

    @functools.cached_property
    def api(self) -> Api:
        """The API, over a kept connection. Raises EngineError."""
        with answering("Talking to the engine"):
            return Api(
                base_url=self.env["DOCKER_HOST"],
                tls=self._tls(),
                timeout=60,
                use_ssh_client=self.env["DOCKER_HOST"].startswith("ssh://"),
            )

    @functools.cached_property
    def docker(self) -> docker.DockerClient:
        """docker-py's high-level client on the same connection."""
        return _Docker(self.api)

    def _tls(self) -> TLSConfig | bool:
        folder = self.env.get("DOCKER_CERT_PATH")
        if not folder or not self.env.get("DOCKER_TLS_VERIFY"):
            return False
        path = Path(folder)
        return TLSConfig(
            client_cert=(str(path / "cert.pem"), str(path / "key.pem")), ca_cert=str(path / "ca.pem"), verify=True
        )

    @functools.cached_property
    def buildx_path(self) -> Path:
        """The buildx binary. Raises EngineError with what to do when there is none."""
        found = self._buildx or tools.buildx()
        if not found:
            raise EngineError(
                "Building with BuildKit needs the buildx program, which is not here.",
                why="neither a plugin of the docker command nor a program docker-buildx was found",
                do='install Docker\'s package docker-buildx-plugin, or say builder="classic"',
            )
        return found

    @property
    def docker_path(self) -> Path | None:
        """The docker command, where there is one."""
        return self._docker or tools.docker()

    def tool_env(self, **more: str) -> dict[str, str]:
        """The environment in which to run the docker command or buildx against this engine."""
        dropped = ("DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DOCKER_CONTEXT", "BUILDX_BUILDER")
        env = {key: value for key, value in os.environ.items() if key not in dropped}
        # A folder of our own: a builder that the learner chose elsewhere must not become the course's.
        config = _buildx_config()
        env |= {"BUILDX_CONFIG": str(config), "BUILDX_GIT_INFO": "false", "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}
        return env | self._reached(config) | more

    @property
    def builder(self) -> str:
        """buildx's name for the engine's own BuildKit: that of the context it is reached through."""
        return contexts.NAME if self._certificates() else "default"

    def _certificates(self) -> str:
        return self.env.get("DOCKER_CERT_PATH", "") if self.env.get("DOCKER_TLS_VERIFY") else ""

    def _reached(self, config: Path) -> dict[str, str]:
        folder = self._certificates()
        if not folder:
            return self.env
        # One for each engine: two may be in use at once, each with its own address and certificates.
        own = config.with_name(f"docker-config-{hashlib.sha256(folder.encode()).hexdigest()[:8]}")
        return contexts.environment(own, self.env["DOCKER_HOST"], Path(folder))

    def alive(self) -> bool:
        """Whether the engine answers."""
        try:
            return bool(self.api.ping())
        except Exception:  # whatever goes wrong here, the answer is no
            return False


def _buildx_config() -> Path:
    """A folder for buildx's own state, below the user's cache folder."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    try:
        (cache / "docker-course/buildx").mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="docker-course-"))
    return cache / "docker-course/buildx"

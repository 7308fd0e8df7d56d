"""The hub's configuration: every setting exists, and the limits are those that the image is tried under."""

import pytest
from dockerspawner import DockerSpawner
from jupyterhub.app import JupyterHub
from jupyterhub.auth import Authenticator
from jupyterhub.authenticators.shared import SharedPasswordAuthenticator
from traitlets.config.loader import PyFileConfigLoader

from helpers.cli.binder import TAG
from helpers.sources import ROOT

KNOWN = {cls.__name__: cls for cls in (JupyterHub, DockerSpawner, Authenticator, SharedPasswordAuthenticator)}


@pytest.fixture
def config(monkeypatch):
    for name in ("COURSE_IMAGE", "COURSE_HUB_IP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COURSE_PASSWORD", "a password")
    return PyFileConfigLoader("jupyterhub_config.py", path=str(ROOT / "binder")).load_config()


def test_every_setting_is_one_of_the_hubs(config):
    assert set(config) <= set(KNOWN)
    unknown = {name: set(config[name]) - set(KNOWN[name].class_trait_names(config=True)) for name in config}
    assert not any(unknown.values()), unknown


def test_the_hub_takes_the_configuration(config):
    hub = JupyterHub(config=config)
    assert hub.authenticator_class is SharedPasswordAuthenticator and hub.spawner_class is DockerSpawner


def test_a_learner_gets_the_image_with_its_limits(config):
    given = config.DockerSpawner
    assert given.image == TAG and given.remove and given.mem_limit == "1G"
    assert given.extra_host_config["cap_drop"] == ["ALL"]
    assert "no-new-privileges" in given.extra_host_config["security_opt"]


def test_an_image_of_another_name(config, monkeypatch):
    monkeypatch.setenv("COURSE_IMAGE", "registry.example/course:1")
    again = PyFileConfigLoader("jupyterhub_config.py", path=str(ROOT / "binder")).load_config()
    assert again.DockerSpawner.image == "registry.example/course:1"

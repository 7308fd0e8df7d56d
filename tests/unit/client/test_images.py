"""Images of an engine with containerd's store, told as those of any other."""

from helpers.client import containers, images

ID = "sha256:" + "ab" * 32


class Api:
    def __init__(self):
        self.tagged = []

    def tag(self, ref, repository, tag):
        self.tagged.append((ref, f"{repository}:{tag}"))

    def images(self):
        return [
            {"RepoTags": ["course/a:b", "course/kept:abababababab"]},
            {"RepoTags": None},
            {"RepoTags": ["<none>:<none>"]},
        ]


class Client:
    def __init__(self, *capabilities):
        self.api, self.capabilities = Api(), frozenset(capabilities)


def test_an_image_is_kept_where_the_store_would_drop_it():
    ours, docker = Client("containerd-store"), Client()
    images.keep(ours, ID)
    images.keep(docker, ID)
    assert ours.api.tagged == [(ID, "course/kept:abababababab")] and docker.api.tagged == []


def test_the_names_that_keep_images_are_not_shown():
    assert containers.tags(Client()) == ["course/a:b"]

"""An image pulled by the engine, with progress; a registry that does not answer is noticed within seconds."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator

import docker
import requests

from helpers.packages import Progress

# Seconds in which the registry must have said which image it is: an engine answers /images/create only then, and
# waits for minutes where packets vanish. After that, seconds between two signs of life.
ANSWER, STALL = 8.0, 60.0


class PullError(Exception):
    """The image was not pulled; says why. `useless`: neither would another image of that registry be."""

    def __init__(self, why: str, *, useless: bool = False):
        super().__init__(why)
        self.useless = useless


def pull(client: docker.DockerClient, name: str, progress: Progress) -> None:
    """Pull one image ("busybox:1.37", "busybox@sha256:…"), bytes as progress. Raises PullError.

    Docker Engine API, ImageCreate: a stream of JSON objects, with `error` in the last one when it fails. Before the
    stream, the status tells a registry that said no (404, 403) from one that could not be asked (500).
    """
    image, _, tag = name.partition("@") if "@" in name else name.rpartition(":")
    api = client.api
    progress(f"pulling {name}", 0, 0)
    try:
        # docker-py's own pull() never times out.
        response = api.post(
            f"{api.base_url}/v{api.api_version}/images/create",
            params={"fromImage": image, "tag": tag},
            stream=True,
            timeout=(ANSWER, ANSWER),
        )
        with contextlib.closing(response):
            if not response.ok:
                raise PullError(_message(response), useless=response.status_code >= 500)
            _follow(_messages(api, response), name, progress)
    except requests.exceptions.RequestException as error:
        raise PullError("the registry did not answer in time", useless=True) from error


def _messages(api: docker.APIClient, response: requests.Response) -> Iterator[dict]:
    patient = False
    for line in response.iter_lines(chunk_size=None):
        if not patient:  # the registry has answered
            _be_patient(api, response)
            patient = True
        if line.strip():
            yield json.loads(line)


def _be_patient(api: docker.APIClient, response: requests.Response) -> None:
    # requests cannot change a time-out once an answer has begun; docker-py reaches the socket the same way.
    with contextlib.suppress(AttributeError, OSError):
        reader = api._get_raw_response_socket(response)
        for sock in (reader, getattr(reader, "_sock", None)):
            if hasattr(sock, "settimeout"):
                sock.settimeout(STALL)


def _follow(messages: Iterator[dict], name: str, progress: Progress) -> None:
    layers: dict[str, tuple[int, int]] = {}
    for message in messages:
        if error := message.get("error"):
            raise PullError(error)
        detail = message.get("progressDetail") or {}
        if message.get("status") == "Downloading" and detail.get("total"):
            layers[message["id"]] = detail.get("current", 0), detail["total"]
        elif message.get("status") == "Download complete" and message.get("id") in layers:
            total = layers[message["id"]][1]
            layers[message["id"]] = total, total
        if layers:
            progress(f"pulling {name}", sum(done for done, _ in layers.values()), sum(of for _, of in layers.values()))


def _message(response: requests.Response) -> str:
    try:
        return response.json()["message"]
    except (ValueError, KeyError):
        return response.text.strip() or response.reason

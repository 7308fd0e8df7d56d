import docker.errors
import pytest
import requests

from helpers.client.answers import answering, nearest, reason
from helpers.errors import EngineError, NotFoundError, RunError


def api_error(status, message):
    response = requests.Response()
    response.status_code = status
    return docker.errors.APIError("x", response, message)


def test_an_engine_that_is_gone_says_what_to_do():
    with pytest.raises(EngineError, match="does not answer") as caught, answering("Running"):
        raise requests.exceptions.ConnectionError("refused")
    assert "python3 -m helpers engine start" in str(caught.value)


def test_statuses():
    with pytest.raises(NotFoundError), answering("Looking"):
        raise api_error(404, "no such thing")
    with pytest.raises(EngineError, match="Looking failed"), answering("Looking"):
        raise api_error(500, "broken")
    with pytest.raises(EngineError, match="no space"), answering("Looking"):
        raise api_error(500, "write /x: no space left on device")


def test_an_error_of_ours_passes():
    with pytest.raises(RunError, match="mine"), answering("Looking"):
        raise RunError("mine")


def test_nearest():
    assert nearest("06-cmdd", ["06-cmd", "07-entrypoint"]) == "did you mean 06-cmd?"
    assert nearest("zzz", ["b", "a"]) == "there is: a, b"
    assert nearest("zzz", []) == ""


@pytest.mark.parametrize(
    ("said", "told"),
    [("No command specified", "no command specified"), ("OCI runtime create failed", "OCI runtime create failed"),
     ("invalid", "invalid"), ("A b", "a b")],
)  # fmt: skip
def test_older_engines_begin_with_a_capital_letter(said, told):
    assert reason(api_error(400, said)) == told

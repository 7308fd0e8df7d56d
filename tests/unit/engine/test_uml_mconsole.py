"""The management console's protocol, against a socket that behaves like the kernel's."""

import socket
import struct
import threading

import pytest

from helpers.engine.uml import mconsole
from helpers.errors import EngineError


def test_a_request_is_laid_out_as_in_mconsole_h():
    request = mconsole.encode("cad")
    assert len(request) == 3 * 4 + 512
    assert struct.unpack("=III", request[:12]) == (0xCAFEBABE, 2, 3)
    assert request[12:] == b"cad" + bytes(509)


def test_the_longest_request():
    assert mconsole.encode("x" * 511)[12:] == b"x" * 511 + b"\0"
    with pytest.raises(ValueError, match="511 bytes"):
        mconsole.encode("é" * 256)


def reply(text, error=0, more=0):
    return struct.pack("=III", error, more, len(text)) + text + bytes(512 - len(text))


def test_replies():
    assert mconsole.decode(reply(b"OK\0")) == (True, False, "OK")
    assert mconsole.decode(reply(b"no", error=1, more=1)) == (False, True, "no")
    assert mconsole.decode(reply(b"\xff")) == (True, False, "\N{REPLACEMENT CHARACTER}")
    with pytest.raises(ValueError, match="shorter"):
        mconsole.decode(b"\0" * 11)


@pytest.fixture
def kernel(tmp_path):
    """A function that has the next request answered with these datagrams; `.got` is that request."""
    path = tmp_path / "mconsole"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(str(path))
    listener.settimeout(20)

    def answer(*datagrams):
        def serve():
            answer.got, sender = listener.recvfrom(4096)
            for datagram in datagrams:
                listener.sendto(datagram, sender)

        threading.Thread(target=serve, daemon=True).start()
        return path

    yield answer
    listener.close()


def test_an_answer_in_parts(kernel):
    assert mconsole.ask(kernel(reply(b"one ", more=1), reply(b"two", more=0)), "proc uptime") == "one two"
    assert kernel.got == mconsole.encode("proc uptime")


def test_a_refusal(kernel):
    with pytest.raises(EngineError, match="refused") as raised:
        mconsole.ask(kernel(reply(b"Unknown command", error=1)), "nosuch")
    assert "Unknown command" in str(raised.value)


def test_no_answer(kernel):
    with pytest.raises(EngineError, match="does not answer"):
        mconsole.ask(kernel(), "version", timeout=0.05)


def test_nobody_there(tmp_path):
    with pytest.raises(EngineError, match="does not answer"):
        mconsole.ask(tmp_path / "absent", "version")

import io
import struct

import pytest

from helpers.client.streams import Output, read


class Response:
    def __init__(self, data, size):
        self.raw = self
        self._data, self._size = io.BytesIO(data), size

    def read(self, length):
        return self._data.read(min(length, self._size))


def frame(stream, data):
    return struct.pack(">BxxxL", stream, len(data)) + data


@pytest.mark.parametrize("size", [1, 3, 1 << 16])
def test_frames_come_apart_however_they_arrive(size):
    output = Output()
    data = frame(1, b"out\n") + frame(2, b"err\n") + frame(1, "ü€".encode()) + frame(1, b"")
    read(Response(data, size), output)
    assert (output.stdout, output.stderr) == ("out\nü€", "err\n")


def test_a_stream_that_breaks_off_loses_nothing_of_what_came():
    output = Output()
    read(Response(frame(1, b"whole") + struct.pack(">BxxxL", 1, 10) + b"half", 100), output)
    assert output.stdout == "wholehalf"


def test_a_terminal_has_no_frames():
    output = Output()
    read(Response(b"a\r\n\x01\x02", 2), output, tty=True)
    assert output.stdout == "a\r\n\x01\x02"


def test_bytes_that_are_no_text_are_shown_as_such():
    output = Output()
    read(Response(frame(1, b"\xff\xfe"), 9), output)
    assert output.stdout == "\ufffd\ufffd"

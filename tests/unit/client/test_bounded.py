import sys

import pytest

from helpers.client.bounded import Kept, notice
from helpers.render import ansi


@pytest.mark.parametrize("chunk", [1, 3, 7, 1000])
@pytest.mark.parametrize("length", [0, 9, 10, 11, 500])
def test_head_and_tail_are_kept_and_the_rest_is_counted(chunk, length):
    data = bytes(48 + i % 10 for i in range(length))
    kept = Kept(10)
    for at in range(0, length, chunk):
        kept.add(data[at : at + chunk])
    assert kept.size == length and kept.left_out == max(length - 10, 0)
    whole = data.decode() if length <= 10 else f"{data[:5].decode()}\n{notice(length - 10)}\n{data[-5:].decode()}"
    assert kept.text == whole


def test_memory_is_bounded_however_small_the_pieces():
    kept = Kept(1000)
    for _ in range(20_000):
        kept.add(b"x" * 7)
    assert sys.getsizeof(kept._head) + sys.getsizeof(kept._tail) < 4000 and kept.size == 140_000


def test_a_character_that_was_cut_in_two_is_not_shown_in_halves():
    kept = Kept(10)
    kept.add("€".encode() * 20)
    assert kept.text == f"€\n{notice(50)}\n€"


def test_what_is_shown_says_how_much_is_left_out_of_all():
    kept = Kept(4 * ansi.LIMIT)
    for _ in range(1000):
        kept.add(b"y\n" * 50_000)
    shown = ansi.plain(kept.text)
    left = 100_000_000 - ansi.LIMIT
    assert shown.count("left out") == 1 and abs(int(shown.split("… ")[1].split()[0]) - left) <= 2
    assert "left out" in ansi.html(kept.text) and len(shown) < ansi.LIMIT + 100

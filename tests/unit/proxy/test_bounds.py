"""How large a request may be, and how long it may take."""

from __future__ import annotations

import pytest

from understudy.errors import WrongUse
from understudy.proxy import Bounds, ServeSettings, parse_size


@pytest.mark.parametrize(("text", "size"), [("0", 0), ("100", 100), ("64K", 65536), ("64k", 65536), ("3M", 3 * 2**20)])
def test_a_size_is_a_number_and_a_unit(text, size):
    """
    In powers of 1024.
    """
    assert parse_size("--max-body", text) == size


@pytest.mark.parametrize("text", ["", "K", "-1", "1.5M", "1 M", "1MB", "1T", "9" * 30, "٣"])
def test_another_text_is_refused(text):
    """
    With one that would do.
    """
    with pytest.raises(WrongUse, match="--max-body 256M"):
        parse_size("--max-body", text)


@pytest.mark.parametrize("bound", ["head_bytes", "body_bytes", "request_s"])
def test_nothing_is_no_bound(bound):
    """
    Nothing would be let in.
    """
    with pytest.raises(WrongUse, match="expected 1 or more, found 0"):
        Bounds(**{bound: 0})


def test_what_comes_has_time():
    """
    A large body over a slow line is none that nobody sends.
    """
    assert Bounds(request_s=10).allowed_s(0) == 10
    assert Bounds(request_s=10).allowed_s(100 * 1024) == 110


def test_the_command_of_a_miss_has_the_same_bounds():
    """
    Where they are not the usual ones.
    """
    assert "--max-body" not in ServeSettings("s").commands.record
    assert " --max-body=7 " in ServeSettings("s", bounds=Bounds(body_bytes=7)).commands.record

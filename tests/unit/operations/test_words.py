"""Numbers in few words."""

from __future__ import annotations

import pytest

from understudy.operations.conversation import Usage
from understudy.operations.words import counted, digits, duration, size, tokens


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (tokens(Usage(12, 8)), "12+8"),
        (tokens(Usage(12, None)), "12+?"),
        (tokens(None), ""),
        (duration(420), "420 ms"),
        (duration(3210), "3.2 s"),
        (duration(None), ""),
        (size(1), "1 byte"),
        (size(9999), "9999 bytes"),
        (size(12_400), "12.4 kB"),
        (size(3_000_000), "3.0 MB"),
        (counted(0, "file"), "0 files"),
        (digits("a6ad8748dce1eafc"), "a6ad8748…eafc"),
        (digits("f1:01cf059f040355ae"), "f1:01cf059f…55ae"),
    ],
)
def test_numbers_are_short(said, expected):
    """
    And have their unit.
    """
    assert said == expected

"""`model/size.py`: sizes as people write them."""

from __future__ import annotations

import pytest

from understudy.errors import WrongUse
from understudy.model import parse_size, spelt_size


@pytest.mark.parametrize("text, size", [("0", 0), ("1000", 1000), ("64M", 2**26), ("8k", 8192), ("2G", 2**31)])
def test_a_size_is_a_number_and_a_unit(text, size):
    """
    In powers of 1024; it is spelt so that it is read as the same again.
    """
    assert parse_size(text) == size
    assert spelt_size(size) == text.upper()


@pytest.mark.parametrize("text", ["", "many", "-1", "1.5M", "1 M", "1MB", "9" * 30, "M", "True"])
def test_what_is_no_size_says_what_is_one(text):
    """
    Nothing is guessed.
    """
    with pytest.raises(WrongUse, match="256M"):
        parse_size(text)

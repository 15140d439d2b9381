"""Durations as a person writes them."""

from __future__ import annotations

import pytest

from understudy.model.duration import duration_ms


@pytest.mark.parametrize(
    "text, ms",
    [("200ms", 200), ("1.5s", 1500), ("0s", 0), ("5", None), ("5m", None), ("-5s", None), ("", None), ("5 s", None)],
)
def test_a_duration_is_a_number_and_its_unit(text, ms):
    """
    Without a unit nobody knows which one was meant.
    """
    assert duration_ms(text) == ms

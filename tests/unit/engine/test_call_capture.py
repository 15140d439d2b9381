"""What a function's call comes to, taken down once."""

from __future__ import annotations

import pytest

from understudy.engine import CallCapture
from understudy.model import Returned

OUTCOME = Returned("json", 1)


def test_an_outcome_is_kept_once():
    """
    What comes later does nothing.
    """
    told = []
    capture = CallCapture(told.append, lambda: told.append("released"))

    capture.came_to(OUTCOME)
    capture.came_to(OUTCOME)
    capture.discard()

    assert told == [OUTCOME]
    assert not capture.is_kept


def test_without_an_outcome_the_place_is_free():
    """
    It is released once, and nothing is kept after that.
    """
    told = []
    capture = CallCapture(told.append, lambda: told.append("released"))

    capture.discard()
    capture.discard()
    capture.came_to(OUTCOME)

    assert told == ["released"]


def test_what_cannot_be_kept_frees_the_place():
    """
    A store that cannot be written leaves no claim behind.
    """
    told = []
    capture = CallCapture(lambda outcome: 1 / 0, lambda: told.append("released"))

    with pytest.raises(ZeroDivisionError):
        capture.came_to(OUTCOME)

    assert told == ["released"]


def test_where_nothing_is_kept_nothing_is_wanted():
    """
    A session that only sends has no use for the outcome.
    """
    capture = CallCapture()

    capture.came_to(OUTCOME)
    capture.discard()

    assert not capture.is_kept

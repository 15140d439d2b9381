"""`model/keep.py`: which answers become recordings."""

from __future__ import annotations

import pytest

from understudy.errors import WrongUse
from understudy.model import MAX_ANSWER, ClosedByClient, Complete, Failed, FailureKind, Keep
from understudy.model.keep import BY_ENDING, BY_STATUS, When, when_kept

PASSING = {408, 409, 429, *range(500, 600)}
"""As docs/re-recording.md promises them."""


def test_the_table_names_every_status_once():
    """
    Without a gap, in order.
    """
    statuses = [status for first, last, _ in BY_STATUS for status in range(first, last + 1)]

    assert statuses == list(range(100, 1000))


def test_what_passes_by_itself_is_kept_on_request_alone():
    """
    The table says what the documentation promises, of every status.
    """
    found = {status for status in range(100, 1000) if when_kept(status, Complete()) is When.ON_REQUEST}
    broken = Failed(FailureKind.READ, "reset", 3)

    assert found == PASSING
    assert all(when_kept(each, ClosedByClient(3)) is when_kept(each, Complete()) for each in range(100, 1000))
    assert {when_kept(each, broken) for each in (None, *range(100, 1000))} == {When.ON_REQUEST}
    assert len(BY_ENDING) == 3


@pytest.mark.parametrize(
    "status, ended, reason",
    [
        (200, Complete(), None),
        (404, Complete(), None),
        (429, Complete(), "429"),
        (503, ClosedByClient(1), "503"),
        (200, Failed(FailureKind.READ_TIMEOUT, "slow", 1), "read-timeout"),
        (None, Failed(FailureKind.CONNECT, "refused", 0), "connect-error"),
    ],
)
def test_why_an_answer_is_not_kept(status, ended, reason):
    """
    In one word; with `record-errors` there is no reason.
    """
    assert Keep().reason_against(status, ended) == reason
    assert Keep(errors=True).reason_against(status, ended) is None


@pytest.mark.parametrize("size", [0, -1, MAX_ANSWER + 1])
def test_no_recording_is_larger_than_it_may_be(size):
    """
    Nor is any nothing.
    """
    with pytest.raises(WrongUse, match="up to 256M"):
        Keep(max_answer=size)

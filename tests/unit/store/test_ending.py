from __future__ import annotations

import pytest

from understudy.errors import RecordingUnreadable
from understudy.model import ClosedByClient, Complete, Failed, FailureKind
from understudy.store.ending import ended_at_rest, ended_from_rest

ENDINGS = [
    (Complete(), "complete"),
    (ClosedByClient(5), {"by": "client", "after": 5}),
    *(
        (Failed(kind, "peer left", 5), {"by": "upstream", "kind": kind.value, "message": "peer left", "after": 5})
        for kind in FailureKind
    ),
]


@pytest.mark.parametrize("ended, value", ENDINGS, ids=lambda part: str(part)[:40])
def test_an_ending_at_rest_and_back(ended, value):
    """
    Who broke an answer off, how and where is the same after reading.
    """
    assert ended_at_rest(ended) == value
    assert ended_from_rest(value, 5) == ended


def test_an_answer_without_an_ending_is_complete():
    """
    Format 1 has no endings, and a hand-written recording need not have one.
    """
    assert ended_from_rest(None, 5) == Complete()


def test_an_ending_is_where_the_body_ends():
    """
    After an edit of the body its ending is at its new end.
    """
    assert ended_from_rest({"by": "client", "after": 5}, 9) == ClosedByClient(9)
    assert ended_from_rest({"by": "upstream", "kind": "read-error", "message": "", "after": 5}, 9) == Failed(
        FailureKind.READ, "", 9
    )


@pytest.mark.parametrize(
    "value",
    [
        "done",
        True,
        [],
        {},
        {"by": "nobody"},
        {"by": "upstream"},
        {"by": "upstream", "kind": "boredom", "message": ""},
        {"by": "upstream", "kind": "read-error"},
        {"by": "upstream", "kind": "read-error", "message": 5},
    ],
)
def test_an_unknown_ending_is_never_taken_for_complete(value):
    """
    A broken answer does not become a whole one by a typing error.
    """
    with pytest.raises(RecordingUnreadable, match=r'^response\.ended: expected "complete" or \{"by"'):
        ended_from_rest(value, 5)

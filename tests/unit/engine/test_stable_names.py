"""Requests and calls with the stable ids of answers that were recorded before."""

from __future__ import annotations

import pytest

from understudy.engine.stable_names import call_with, outcome_with, request_with
from understudy.model import Call, Raised, Request, Returned

NAMES = {"resp_live_1": "rec-1", "r1": "rec-2"}


def test_a_request_names_them_as_on_replay():
    """
    In the URL and in the body; a short one only where it is all of a value.
    """
    asked = Request("POST", "https://x/v1/responses/resp_live_1", (), b'{"id": "resp_live_1", "a": "r1", "b": "r12"}')

    found = request_with(NAMES, asked)

    assert found.url == "https://x/v1/responses/rec-1"
    assert found.body == b'{"id": "rec-1", "a": "rec-2", "b": "r12"}'


VALUE = {"id": "resp_live_1", "list": ["see resp_live_1", "r1", "r12", 5, None]}
RENAMED = {"id": "rec-1", "list": ["see rec-1", "rec-2", "r12", 5, None]}


def test_a_call_names_them_as_on_replay():
    """
    At any depth of its arguments.
    """
    assert call_with(NAMES, Call("p", "f", VALUE)) == Call("p", "f", RENAMED)


@pytest.mark.parametrize(
    "outcome, expected",
    [
        (Returned("json", VALUE), Returned("json", RENAMED)),
        (Raised("E", "no resp_live_1", ("B",)), Raised("E", "no rec-1", ("B",))),
    ],
)
def test_what_a_call_came_to_names_them_too(outcome, expected):
    """
    A later request repeats what a tool said.
    """
    assert outcome_with(NAMES, outcome) == expected


def test_without_names_nothing_changes():
    """
    The same values are given back.
    """
    call, outcome = Call("p", "f", VALUE), Returned("json", VALUE)

    assert call_with({}, call) is call
    assert outcome_with({}, outcome) is outcome

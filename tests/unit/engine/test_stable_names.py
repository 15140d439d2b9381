"""Requests and calls with the stable ids of answers that were recorded before."""

from __future__ import annotations

import pytest

from understudy.engine.stable_names import StableNames, call_with, outcome_with, request_with
from understudy.match import Names
from understudy.model import Call, Raised, Request, Returned

NAMES = Names({"resp_live_1": "rec-1", "r1": "rec-2"})


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

    assert call_with(Names(), call) is call
    assert outcome_with(Names(), outcome) is outcome


REPLAYED = {"rec-1": "resp_live_1", "rec-1_2": "call_live_2", "rec-1-2": "resp_live_3"}


@pytest.fixture
def names():
    known = StableNames()
    known.played(REPLAYED)
    return known


def test_an_upstream_is_sent_live_ids(names):
    """
    In the URL and in the body, whatever else that holds; each stable id is one of its own, also where it begins as
    another one does.
    """
    body = b'\xff {"a": "rec-1", "b": "rec-1_2", "c": "rec-1-2", "d": "rec-1_9", "e": "xrec-1", "f": "rec-1\xe9"}'
    asked = Request("POST", "https://x/v1/responses/rec-1/items?after=rec-1_2", (("x-a", "rec-1"),), body)

    sent = names.for_upstream(asked)

    assert sent.url == "https://x/v1/responses/resp_live_1/items?after=call_live_2"
    expected = body.replace(b'"rec-1"', b'"resp_live_1"').replace(b'"rec-1_2"', b'"call_live_2"')
    expected = expected.replace(b'"rec-1-2"', b'"resp_live_3"').replace(b'"rec-1\xe9"', b'"resp_live_1\xe9"')
    assert sent.body == expected
    assert sent.headers == asked.headers


@pytest.mark.parametrize(
    "headers, body",
    [
        ((), b'{"previous_response_id": "resp_live_1"}'),
        ((), b""),
        ((("Authorization", "AWS4-HMAC-SHA256 Credential=x"),), b'{"toolUseId": "rec-1_2"}'),
    ],
    ids=["live", "empty", "signed"],
)
def test_what_names_no_replayed_answer_is_sent_as_it_is(names, headers, body):
    """
    Nothing is written anew; and no body for which a signature stands.
    """
    assert names.for_upstream(Request("POST", "https://x/v1/responses", headers, body)) is None


def test_what_an_upstream_is_sent_is_recorded_as_before(names):
    """
    The two directions undo each other.
    """
    asked = Request("POST", "https://x/v1/responses/rec-1", (), b'{"a": ["rec-1_2", "rec-1-2"]}')

    assert request_with(names.stable, names.for_upstream(asked)) == asked


def test_an_id_may_be_of_any_letters():
    """
    A recording from elsewhere names things as it likes.
    """
    known = StableNames()
    known.played({"größe-1": "größe-ü→"})

    sent = known.for_upstream(Request("POST", "https://x/", (), '{"id": "größe-1"}'.encode()))

    assert sent is not None
    assert sent.body.decode() == '{"id": "größe-ü→"}'


def test_ids_of_live_answers_are_never_written_back():
    """
    Their client was given live ones: what looks like a recording's own is somebody else's.
    """
    known = StableNames()
    known.kept(REPLAYED)

    assert known.for_upstream(Request("GET", "https://x/v1/responses/rec-1")) is None
    assert {live: known.stable[live] for live in REPLAYED.values()} == {b: a for a, b in REPLAYED.items()}

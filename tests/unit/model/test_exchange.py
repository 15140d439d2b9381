from __future__ import annotations

import pytest

from understudy.model import Mark, Request, Response

BODY = b"onetwothree"


@pytest.mark.parametrize(
    "marks, chunks",
    [
        pytest.param((), (BODY,), id="arrival-not-known"),
        pytest.param((Mark(0, 5),), (BODY,), id="one"),
        pytest.param((Mark(0, 5), Mark(3, 6), Mark(6, 6)), (b"one", b"two", b"three"), id="several"),
    ],
)
def test_a_body_is_cut_at_its_marks(marks, chunks):
    """
    The chunks are the body, cut where it was cut on arrival.
    """
    response = Response(200, body=BODY, marks=marks)

    assert response.chunks() == chunks
    assert b"".join(response.chunks()) == BODY


def test_an_empty_body_has_no_chunk():
    """
    Nothing arrives where there is nothing.
    """
    assert Response(204).chunks() == ()


@pytest.mark.parametrize("kind", [Request("GET", "http://x/", (("A", "1"), ("a", "2"))), Response(200, (("A", "1"),))])
def test_headers_are_found_without_case(kind):
    """
    A header's name compares without case, and the first of several counts.
    """
    assert kind.header("a") == kind.header("A") == "1"
    assert kind.header("b") is None

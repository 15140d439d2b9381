"""Answers that repeat a value of their request follow it."""

from __future__ import annotations

import json

import pytest

from understudy.match import parse_rules
from understudy.model import Call, ClosedByClient, Complete, Mark, Raised, Response, Returned
from understudy.store.following import followed, followed_outcome, named, values_between

TODAY = {"2026-11-22": "2027-01-05"}
SSE = (("content-type", "text/event-stream"),)
JSON = (("content-type", "application/json"),)


def sse(*texts: str) -> bytes:
    frames = [json.dumps({"id": "rec-1", "delta": {"content": text}}) for text in texts]
    return b": hello\n\n" + b"".join(f"data: {frame}\n\n".encode() for frame in frames) + b"data: [DONE]\n\n"


def test_a_whole_answer_follows():
    """
    Every place of its JSON, in the style it was written in.
    """
    answer, count = followed(Response(200, JSON, b'{"a": "2026-11-22", "b": ["on 2026-11-22"]}'), TODAY)

    assert (answer.body, count) == (b'{"a": "2027-01-05", "b": ["on 2027-01-05"]}', 2)


@pytest.mark.parametrize("at", range(1, 10))
def test_a_stream_follows_across_its_frames(at):
    """
    Frames, comments and the end stay; the text is the new one.
    """
    day = "2026-11-22"

    answer, _ = followed(Response(200, SSE, sse("It is ", day[:at], day[at:], ".")), TODAY)

    assert answer.body == sse("It is ", "2027-01-05"[:at], "2027-01-05"[at:], ".")


def test_chunks_begin_where_their_frames_begin():
    """
    A longer value moves what comes after it.
    """
    body, longer = sse("a2026-11-22", "b"), sse("a5 January 2027", "b")
    start = body.index(b"data", 40)
    response = Response(200, SSE, body, (Mark(0, 5), Mark(start, 9)))

    answer, _ = followed(response, {"2026-11-22": "5 January 2027"})

    assert answer.body == longer
    assert answer.marks == (Mark(0, 5), Mark(start + 4, 9))


def test_a_broken_stream_stays_broken():
    """
    After all bytes that there are.
    """
    body = sse("2026-11-22 or so")[: -len("or so}}\n\ndata: [DONE]\n\n")]

    answer, _ = followed(Response(200, SSE, body, ended=ClosedByClient(len(body))), {"2026-11-22": "today"})

    assert answer.ended == ClosedByClient(len(answer.body))
    assert b"today" in answer.body


def test_an_answer_without_the_value_is_the_recorded_one():
    """
    Not even written anew.
    """
    response = Response(200, JSON, b'{ "a":1}', ended=Complete())

    assert followed(response, TODAY) == (response, 0)


def test_a_text_follows():
    """
    Also one that is no JSON.
    """
    answer, _ = followed(Response(200, (("content-type", "text/plain"),), b"It is 2026-11-22."), TODAY)

    assert answer.body == b"It is 2027-01-05."


def test_a_calls_outcome_follows():
    """
    What it returned, and what it raised.
    """
    assert followed_outcome(Returned("json", ["on 2026-11-22"]), TODAY) == (Returned("json", ["on 2027-01-05"]), 1)
    assert followed_outcome(Raised("ValueError", "2026-11-22"), TODAY) == (Raised("ValueError", "2027-01-05"), 1)
    assert followed_outcome(Returned("json", 7), TODAY) == (Returned("json", 7), 0)


def test_only_values_that_differ_take_places():
    """
    By their placeholders.
    """
    rules = parse_rules(volatile=["iso-date"])
    before, now = (named(Call("p", "f", {"a": "2020-02-02", "b": day}), rules) for day in ("2026-11-22", "2027-01-05"))

    assert values_between(before, now) == TODAY

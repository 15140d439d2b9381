"""What is known of an answer that cannot change, and what makes two requests the same to the byte."""

from __future__ import annotations

import pytest

from understudy.engine import Playback
from understudy.model import ClosedByClient, Complete, Failed, FailureKind
from understudy.proxy import known
from understudy.proxy.known import Held, key_of, wire_of

JSON = ("content-type", "application/json")
POST = (b"POST", b"/v1/x?a=1", [(b"content-type", b"application/json"), (b"host", b"h")], b'{"a":1}')


def playback(*headers, **changes):
    fields = {
        "name": "r.json",
        "status": 200,
        "headers": headers or (JSON,),
        "chunks": (b"a", b"bc"),
        "at_ms": (0, 0),
        "ended": Complete(),
        "is_streaming": True,
        "live_ids": {},
    } | changes
    raw_headers = tuple((name.encode(), value.encode()) for name, value in fields["headers"])
    return Playback(**fields, raw_headers=raw_headers)


def test_a_stream_keeps_its_chunks():
    """
    Each is a chunk of HTTP/1.1 (RFC 9112, 7.1), in one piece of bytes.
    """
    assert wire_of(playback(("Content-Type", "a/b"))) == (
        b"HTTP/1.1 200 OK\r\ncontent-type: a/b\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"
    )


def test_an_empty_chunk_does_not_end_a_stream():
    """
    A chunk of no bytes would be its end.
    """
    assert wire_of(playback(chunks=(b"a", b"", b"b"))).endswith(b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n")


def test_a_whole_answer_with_a_length_has_it():
    """
    And is not cut into chunks.
    """
    whole = playback(("content-length", "3"), is_streaming=False, status=404)

    assert wire_of(whole) == b"HTTP/1.1 404 Not Found\r\ncontent-length: 3\r\n\r\nabc"


def test_a_status_without_a_name_has_none():
    """
    Gateways answer with statuses of their own.
    """
    assert wire_of(playback(status=529)).startswith(b"HTTP/1.1 529 \r\n")


@pytest.mark.parametrize(
    "other",
    [
        playback(status=None, ended=Failed(FailureKind.CONNECT, "refused", 0)),
        playback(ended=Failed(FailureKind.READ, "reset", 2)),
        playback(ended=ClosedByClient(2)),
        playback(status=204),
        playback(due_ms=(0.0, 5.0, 5.0)),
        playback(("connection", "close")),
        playback(("content-length", "4")),
        playback(("Transfer-Encoding", "chunked")),
    ],
    ids=["failed", "broken", "left", "bodiless", "paced", "closes", "wrong-length", "coded"],
)
def test_what_is_more_than_bytes_is_left_to_the_server(other):
    """
    Answers that break, take their time, or say something about the connection.
    """
    assert wire_of(other) is None


def test_equal_requests_have_one_key():
    """
    Whatever host they name, and whichever client sent them.
    """
    method, target, headers, body = POST

    assert key_of(method, target, [*headers, (b"user-agent", b"x"), (b"authorization", b"y")], body) == key_of(*POST)


@pytest.mark.parametrize(
    "other",
    [
        (b"PUT", *POST[1:]),
        (b"POST", b"/v1/x?a=2", *POST[2:]),
        (*POST[:2], [(b"content-type", b"text/plain")], POST[3]),
        (*POST[:3], b'{"a":2}'),
        (*POST[:3], b""),
    ],
    ids=["method", "target", "type", "body", "no-body"],
)
def test_other_requests_have_other_keys(other):
    """
    Each part counts, and cannot be taken for a part of another.
    """
    assert key_of(*other) not in (None, key_of(*POST))


@pytest.mark.parametrize(
    "request_",
    [
        (*POST[:2], [(b"x-understudy-scope", b"t::a")], POST[3]),
        (*POST[:2], [(b"x-understudy-fault", b"reset")], POST[3]),
        (b"HEAD", *POST[1:]),
    ],
    ids=["scope", "fault", "head"],
)
def test_what_is_asked_of_us_has_no_key(request_):
    """
    The application decides on it each time.
    """
    assert key_of(*request_) is None


def test_the_oldest_answers_go_when_all_are_too_many(monkeypatch):
    """
    Of a larger store as many are held as fit.
    """
    monkeypatch.setattr(known, "HELD_BYTES", 3 * (known.OVERHEAD + 10))
    held = Held()

    for key in (b"a", b"b", b"c", b"d"):
        held.put(key, b"x" * 10, "r.json")

    assert [key for key in (b"a", b"b", b"c", b"d") if key in held] == [b"b", b"c", b"d"]


def test_answers_are_counted_as_often_as_they_were_given(monkeypatch):
    """
    By the recording's name, each time once; also those that had to go meanwhile.
    """
    monkeypatch.setattr(known, "HELD_BYTES", 2 * (known.OVERHEAD + 10))
    held = Held()
    held.put(b"a", b"x" * 10, "r.json")
    held.put(b"b", b"y" * 10, "r.json")
    held.put(b"c", b"z" * 10, "s.json")

    assert [held.answer(key) for key in (b"a", b"b", b"b", b"c")] == [None, b"y" * 10, b"y" * 10, b"z" * 10]
    held.put(b"d", b"x" * 10, "r.json")

    assert held.counted() == {"r.json": 2, "s.json": 1}
    assert held.counted() == {}

from __future__ import annotations

import pytest

from understudy.wire.shape import Shape
from understudy.wire.sse import Fields, SseSplitter, fields, is_idle, render, shape

BOM = b"\xef\xbb\xbf"

# Named after the sentences of WHATWG HTML, section 9.2.6: the stream, its frames, its rest.
STREAMS = [
    pytest.param(b"data: 1\n\ndata: 2\n\n", [b"data: 1\n\n", b"data: 2\n\n"], b"", id="LF"),
    pytest.param(b"data: 1\r\n\r\ndata: 2\r\n\r\n", [b"data: 1\r\n\r\n", b"data: 2\r\n\r\n"], b"", id="CRLF"),
    pytest.param(b"data: 1\r\rdata: 2\r\r", [b"data: 1\r\r"], b"data: 2\r\r", id="CR-last-may-be-half-a-CRLF"),
    pytest.param(b"data: 1\n\r\ndata: 2\r\n\n", [b"data: 1\n\r\n", b"data: 2\r\n\n"], b"", id="mixed-ends"),
    pytest.param(b"data: 1\n\rdata: 2\r\n\r", [b"data: 1\n\r"], b"data: 2\r\n\r", id="LF-CR-is-two-ends"),
    pytest.param(b"data: 1\r\n\ndata", [b"data: 1\r\n\n"], b"data", id="CRLF-LF-is-two-ends"),
    pytest.param(b"data: 1\n\n\n\r\n\ndata", [b"data: 1\n\n", b"\n", b"\r\n", b"\n"], b"data", id="blank-lines"),
    pytest.param(b"\n\ndata: 1\n\n", [b"\n", b"\n", b"data: 1\n\n"], b"", id="blank-lines-first"),
    pytest.param(BOM + b"data: 1\n\n", [BOM + b"data: 1\n\n"], b"", id="one-leading-BOM-is-ignored"),
    pytest.param(BOM + b"\ndata: 1\n\n", [BOM + b"\n", b"data: 1\n\n"], b"", id="BOM-then-blank-line"),
    pytest.param(BOM + BOM + b"\n\n", [BOM + BOM + b"\n\n"], b"", id="second-BOM-is-text"),
    pytest.param(BOM[:2], [], BOM[:2], id="half-a-BOM"),
    pytest.param(b"\xef\n\n", [b"\xef\n\n"], b"", id="begins-like-a-BOM"),
    pytest.param(b": ping\n\n: pong\n\n", [b": ping\n\n", b": pong\n\n"], b"", id="comments"),
    pytest.param(b"data: a\ndata: b\n\n", [b"data: a\ndata: b\n\n"], b"", id="several-data-lines"),
    pytest.param(b"data: 1\n\ndata: 2\n", [b"data: 1\n\n"], b"data: 2\n", id="final-blank-line-missing"),
    pytest.param(b"data: 1\n\ndata: {", [b"data: 1\n\n"], b"data: {", id="broken-off"),
    pytest.param(
        "data: \u2028\x85\x0b\x0c\n\n".encode(),
        ["data: \u2028\x85\x0b\x0c\n\n".encode()],
        b"",
        id="no-other-line-ends",
    ),
    pytest.param(b"", [], b"", id="empty"),
]


@pytest.mark.parametrize(("stream", "frames", "rest"), STREAMS)
def test_a_stream_is_cut_after_each_blank_line(in_pieces, stream, frames, rest):
    """
    The same bytes give the same frames however the network cuts them, and no byte is lost.
    """
    splitter = SseSplitter()

    assert [frame for piece in in_pieces(stream) for frame in splitter.feed(piece)] == frames
    assert splitter.rest() == rest
    assert b"".join(frames) + rest == stream


def test_a_frame_is_there_with_its_last_byte():
    """
    Nothing waits for the next frame.
    """
    splitter = SseSplitter()

    assert splitter.feed(b"data: 1\n") == []
    assert splitter.feed(b"\n") == [b"data: 1\n\n"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(b"data: 1\n\n", Shape("data: {json}\n\n", b"1"), id="with-space"),
        pytest.param(b"data:1\n\n", Shape("data:{json}\n\n", b"1"), id="without-space"),
        pytest.param(b"data:  1 \n\n", Shape("data: {json}\n\n", b" 1 "), id="only-one-space-is-dropped"),
        pytest.param(b"data:\n\n", Shape("data:{json}\n\n", b""), id="empty-value"),
        pytest.param(b"data: [DONE]\n\n", Shape("data: {json}\n\n", b"[DONE]"), id="not-JSON"),
        pytest.param(b"data: a:b\r\n\r\n", Shape("data: {json}\r\n\r\n", b"a:b"), id="colon-in-value"),
        pytest.param(
            b"event: message_start\ndata: {}\n\n",
            Shape("event: message_start\ndata: {json}\n\n", b"{}"),
            id="event",
        ),
        pytest.param(
            b"data: {}\r: x\rid: 7\rretry: 5\r\r",
            Shape("data: {json}\r: x\rid: 7\rretry: 5\r\r", b"{}"),
            id="fields-after-data",
        ),
        pytest.param(BOM + b"data: 1\n\n", Shape("\ufeffdata: {json}\n\n", b"1"), id="BOM"),
        pytest.param(b"data: 1", Shape("data: {json}", b"1"), id="a-rest-has-a-shape"),
        pytest.param("data: é\n\n".encode(), Shape("data: {json}\n\n", "é".encode()), id="UTF-8"),
        pytest.param(b'data: "{json}"\n\n', Shape("data: {json}\n\n", b'"{json}"'), id="place-in-payload"),
        pytest.param(b"\n", None, id="blank-line"),
        pytest.param(b": ping\n\n", None, id="comment"),
        pytest.param(b"event: ping\n\n", None, id="no-data-line"),
        pytest.param(b"data: a\ndata: b\n\n", None, id="two-data-lines"),
        pytest.param(b"data\n\n", None, id="data-without-colon-has-no-place"),
        pytest.param(b"data\ndata: 1\n\n", None, id="data-without-colon-counts"),
        pytest.param(b"Data: 1\n\n", None, id="names-are-case-sensitive"),
        pytest.param(b" data: 1\n\n", None, id="a-name-may-begin-with-a-space"),
        pytest.param(b"data: \xff\n\n", None, id="payload-not-UTF-8"),
        pytest.param(b": \xff\ndata: 1\n\n", None, id="comment-not-UTF-8"),
        pytest.param(b"event: {json}\ndata: 1\n\n", None, id="place-outside-payload"),
    ],
)
def test_the_shape_of_a_frame(raw, expected):
    """
    A frame with one `data` line is a template and a payload, which give the frame again.
    """
    found = shape(raw)

    assert found == expected
    assert found is None or render(found.template, found.payload) == raw


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(b"data: YHOO\ndata: +2\ndata: 10\n\n", Fields(data="YHOO\n+2\n10"), id="stocks"),
        pytest.param(b": test stream\n\n", Fields(comments=("test stream",)), id="comment"),
        pytest.param(b"data: first event\nid: 1\n\n", Fields(data="first event", id="1"), id="id"),
        pytest.param(b"data:second event\nid\n\n", Fields(data="second event", id=""), id="id-reset"),
        pytest.param(b"data:  third event\n\n", Fields(data=" third event"), id="one-space-dropped"),
        pytest.param(b"data\n\n", Fields(data=""), id="name-only"),
        pytest.param(b"data\ndata\n\n", Fields(data="\n"), id="name-only-twice"),
        pytest.param(b"event: add\ndata: 7\n\n", Fields(event="add", data="7"), id="event"),
        pytest.param(b"event: a\nevent: b\n\n", Fields(event="b"), id="last-event-counts"),
        pytest.param(b"id: a\0b\n\n", Fields(), id="id-with-NULL-is-ignored"),
        pytest.param(b"retry: 2500\n\n", Fields(retry=2500), id="retry"),
        pytest.param("retry: +1\nretry: 1.5\nretry:\nretry: ²\n\n".encode(), Fields(), id="retry-of-other-characters"),
        pytest.param(b"retry: " + b"9" * 5000 + b"\n\n", Fields(), id="retry-beyond-reason"),
        pytest.param(b"other: 1\ndata : 2\n\n", Fields(), id="any-other-field-is-ignored"),
        pytest.param(b"data: a\r\ndata: b\rdata: c\n\n", Fields(data="a\nb\nc"), id="line-ends"),
        pytest.param(b"data: \xff\n\n", Fields(data="\ufffd"), id="UTF-8-decode"),
        pytest.param(BOM + b"data: 1\n\n", Fields(data="1"), id="BOM"),
    ],
)
def test_the_fields_of_a_frame(raw, expected):
    """
    A frame reads as the standard says, up to where it would be dispatched.
    """
    assert fields(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(b"\n", True, id="blank-line"),
        pytest.param(b": ping\n\n", True, id="comment"),
        pytest.param(b"event: ping\n\n", True, id="no-data-line"),
        pytest.param(b"data: [DONE]\n\n", True, id="done"),
        pytest.param(b"data:[DONE]\r\n\r\n", True, id="done-without-space"),
        pytest.param(b"data: {}\n\n", False, id="data"),
        pytest.param(b"data:\n\n", False, id="empty-data-is-dispatched"),
        pytest.param(b"data: \xff\n\n", False, id="not-UTF-8"),
    ],
)
def test_an_idle_frame_says_nothing(raw, expected):
    """
    Only what carries no data, and the mark at the end, may be passed over.
    """
    assert is_idle(raw) is expected

from __future__ import annotations

import json

import pytest

from understudy.errors import RecordingUnreadable
from understudy.store.body import at_rest, put_together, take_apart
from understudy.testing import read_capture
from understudy.testing.capture import body as body_of
from understudy.wire import FRAMINGS

SSE, NDJSON, JSON = "text/event-stream; charset=utf-8", "application/x-ndjson", "application/json"
AWS = "application/vnd.amazon.eventstream"
BOM = b"\xef\xbb\xbf"

ONE, TWO = b'{"type":"a","n":1}', b'{"type":"b","n":2}'


def message(payload, kind="chunk"):
    return FRAMINGS["eventstream"].render(json.dumps([[":event-type", kind]]), payload)


# The body, its content type, how many frames are JSON, how many are not.
BODIES = [
    pytest.param(b"data: " + ONE + b"\n\ndata: " + TWO + b"\n\ndata: [DONE]\n\n", SSE, 2, 0, id="sse"),
    pytest.param(b"data:" + ONE + b"\n\ndata:[DONE]\n\n", SSE, 1, 0, id="sse-without-space"),
    pytest.param(b"data: " + ONE + b"\n\n", SSE, 1, 0, id="sse-without-done"),
    pytest.param(b"data: " + ONE + b"\n\n", None, 1, 0, id="sse-without-content-type"),
    pytest.param(b"event: a\ndata: " + ONE + b"\n\nevent: b\ndata: " + TWO + b"\n\n", SSE, 2, 0, id="sse-names"),
    pytest.param(b"event: x\ndata: " + ONE + b"\n\nevent: b\ndata: " + TWO + b"\n\n", SSE, 2, 0, id="sse-other-names"),
    pytest.param(
        b"event: a\r\ndata: " + ONE + b"\r\n\r\nevent: b\r\ndata: " + TWO + b"\r\n\r\n", SSE, 2, 0, id="sse-CRLF"
    ),
    pytest.param(b"event: a\rdata: " + ONE + b"\r\rdata: [DONE]\r\r", SSE, 1, 0, id="sse-CR"),
    pytest.param(b"id: 1\ndata: " + ONE + b"\n\nid: 2\ndata: " + TWO + b"\n\n", SSE, 2, 0, id="sse-ids"),
    pytest.param(b"retry: 5\n\n: hi\n\ndata: " + ONE + b"\nretry: 7\n\n", SSE, 1, 0, id="sse-retry-and-comment"),
    pytest.param(b": a\n\n\n\n: b\n\ndata: " + ONE + b"\n\n: c\n\n", SSE, 1, 0, id="sse-only-keep-alives-between"),
    pytest.param(BOM + b"data: " + ONE + b"\n\n", SSE, 1, 0, id="sse-BOM"),
    pytest.param(b"data: " + ONE + b"\n\ndata: " + TWO[:9], SSE, 1, 0, id="sse-ends-mid-frame"),
    pytest.param(b"data: " + ONE + b"\n\ndata: " + TWO, SSE, 2, 0, id="sse-without-last-line-end"),
    pytest.param(b"data: " + ONE + b"\n\ndata: [DONE]", SSE, 1, 0, id="sse-ends-within-done"),
    pytest.param(b"data: {\ndata: }\n\n", SSE, 0, 1, id="sse-two-data-lines"),
    pytest.param(b"data: hello\n\ndata: " + ONE + b"\n\n", SSE, 1, 1, id="sse-text"),
    pytest.param(b"data: \xff\n\n: \xfe\n\ndata: " + ONE + b"\n\n\xff", SSE, 1, 1, id="sse-not-UTF-8"),
    pytest.param(b'data: {"a":1.10}\n\ndata: ' + ONE + b"\n\n", SSE, 1, 1, id="sse-1.10"),
    pytest.param(b'data: {"a":NaN}\n\n', SSE, 0, 1, id="sse-NaN"),
    pytest.param(b'data: {"a": 1}\n\ndata: {"a":1}\n\ndata: {"a":2}\n\n', SSE, 3, 0, id="sse-two-styles"),
    pytest.param(rb'data: {"a":"\ud800"}' + b"\n\n", SSE, 1, 0, id="sse-half-a-pair"),
    pytest.param(b'id: {json.type}\ndata: {"type":"a"}\n\n', SSE, 0, 1, id="sse-holds-our-own-place"),
    pytest.param(b'event: {json}\ndata: {"type":"{json}"}\n\n', SSE, 0, 1, id="sse-holds-the-place"),
    pytest.param(b'event: a\ndata: {"type":["a"]}\n\n', SSE, 1, 0, id="sse-type-is-no-text"),
    pytest.param(b'event: a\ndata: {"event_type":"a"}\n\n', SSE, 1, 0, id="sse-event_type"),
    pytest.param(b": event: a\ndata: " + ONE + b"\n\n", SSE, 1, 0, id="sse-event-within-a-comment"),
    pytest.param(b"data: [DONE]\n\n", SSE, 0, 0, id="sse-done-only"),
    pytest.param(b"", SSE, 0, 0, id="sse-empty"),
    pytest.param(ONE + b"\n" + TWO + b"\n", NDJSON, 2, 0, id="ndjson"),
    pytest.param(ONE + b"\r\n\r\n " + TWO, NDJSON, 2, 0, id="ndjson-CRLF-blank-line-no-end"),
    pytest.param(ONE + b"\n" + TWO[:5], NDJSON, 1, 0, id="ndjson-cut-off"),
    pytest.param(ONE + b"\nnot json\n", NDJSON, 1, 1, id="ndjson-text"),
    pytest.param(ONE, JSON, 1, 0, id="json"),
    pytest.param(b"\n " + ONE + b"\r\n", JSON, 1, 0, id="json-with-space-around"),
    pytest.param(json.dumps(json.loads(ONE), indent=2).encode(), JSON, 1, 0, id="json-indented"),
    pytest.param(json.dumps(json.loads(ONE), indent=3).encode(), JSON, 0, 1, id="json-indented-oddly"),
    pytest.param(b'{"a":1.10,"a":2}', JSON, 0, 1, id="json-odd"),
    pytest.param(b'{"a":1', JSON, 0, 1, id="json-cut-off"),
    pytest.param(b"[" * 5000, JSON, 0, 1, id="json-deep"),
    pytest.param(b"5", JSON, 1, 0, id="json-number"),
    pytest.param(b"null", JSON, 1, 0, id="json-null"),
    pytest.param(b"[1,2]", JSON, 1, 0, id="json-array"),
    pytest.param(b"[" + ONE + b"\n,\r\n" + TWO + b"\n]\n", JSON, 2, 0, id="json-array-streamed"),
    pytest.param(b"[" + ONE + b"," + TWO + b"\n,\r\n" + TWO[:6], JSON, 2, 0, id="json-array-streamed-cut-off"),
    pytest.param(b"[" + ONE + b"\n,\r\n" + TWO[:6], JSON, 0, 1, id="json-array-of-one-cut-off"),
    pytest.param(b'[{"a":1.10}\n]', JSON, 0, 1, id="json-array-of-one-odd-element"),
    pytest.param(ONE + b"\n" + TWO + b"\n", "application/octet-stream", 2, 0, id="lines-unannounced"),
    pytest.param(ONE + b"\n\n" + TWO, "application/binary", 2, 0, id="lines-unannounced-without-last-line-end"),
    pytest.param(ONE + b"\nnot json\n", "text/plain", 0, 1, id="lines-unannounced-one-of-text"),
    pytest.param(ONE + b"\n" + TWO[:6], "application/octet-stream", 0, 1, id="lines-unannounced-cut-off"),
    pytest.param(b"", JSON, 0, 0, id="empty"),
    pytest.param(b"", None, 0, 0, id="empty-without-content-type"),
    pytest.param(b" \n", JSON, 0, 1, id="blank"),
    pytest.param(b"<html>\xc3\xbc</html>\n", "text/html", 0, 1, id="text"),
    pytest.param(b"\xff\xd8\xff\x00", "image/jpeg", 0, 1, id="binary"),
    pytest.param(message(ONE) + message(TWO), AWS, 2, 0, id="eventstream"),
    pytest.param(message(ONE) + message(b"\xff", "odd") + message(TWO)[:-3], AWS, 1, 1, id="eventstream-damaged"),
    pytest.param(message(ONE, "{json.type}"), AWS, 0, 1, id="eventstream-holds-our-own-place"),
]


def kept(body, content_type):
    """As the file holds it, after the way to the disk and back."""
    return json.loads(json.dumps(at_rest(take_apart(body, content_type), "T")))


@pytest.mark.parametrize("body, content_type, plain, raw", BODIES)
def test_a_body_comes_back_from_rest(body, content_type, plain, raw):
    """
    What is written of a body gives its very bytes back, with one entry for each frame, as JSON wherever it can be.
    """
    entries, wire = kept(body, content_type)

    segments, frames = put_together(entries, wire)

    assert b"".join(segments) == body
    assert [frame.type == "T" for frame in frames].count(True) == plain
    assert [frame.type in ("text", "base64") for frame in frames].count(True) == raw
    assert len(segments) == len(frames) + 1


@pytest.mark.parametrize("body, content_type, plain, raw", BODIES)
def test_a_body_taken_apart_is_whole(body, content_type, plain, raw):
    """
    Nothing of a body lies outside of its pieces.
    """
    taken = take_apart(body, content_type)

    assert b"".join(piece.before + piece.raw for piece in taken.pieces) + taken.end == body


def test_every_captured_body_comes_back_as_json(shared):
    """
    All that real servers sent is kept as JSON that a person can edit, and comes back byte for byte.
    """
    odd = []
    for path in sorted((shared / "captures").glob("*/*.response.bin")):
        capture = read_capture(path.with_name(path.name.removesuffix(".response.bin")))
        if not capture.raw_response or any(name.lower() == "content-encoding" for name, _ in capture.headers):
            continue
        body = body_of(capture)
        entries, wire = kept(body, next((v for n, v in capture.headers if n.lower() == "content-type"), None))
        assert b"".join(put_together(entries, wire)[0]) == body, capture.name
        odd += [capture.name for entry in entries if entry["__type__"] != "T"]

    assert odd == ["openai-py3-fault-malformed-json.1"]


@pytest.mark.parametrize(
    "body, content_type, wire",
    [
        (
            b"event: a\ndata: " + ONE + b"\n\nevent: b\ndata: " + TWO + b"\n\n",
            SSE,
            {"framing": "sse", "style": "compact", "frame": "event: {json.type}\ndata: {json}\n\n"},
        ),
        (
            b"data: " + ONE + b"\n\n: ping\n\nid: 2\ndata: " + TWO + b"\n\ndata: [DONE]\n\n",
            SSE,
            {
                "framing": "sse",
                "style": "compact",
                "frame": "data: {json}\n\n",
                "frames": {"1": "id: 2\ndata: {json}\n\n"},
                "between": {"1": ": ping\n\n"},
                "end": "data: [DONE]\n\n",
            },
        ),
        (
            b'data: {"a":1}\n\ndata: {"a": 1}\n\ndata: {"a": 2}\n\n',
            SSE,
            {"framing": "sse", "style": "spaced", "frame": "data: {json}\n\n", "styles": {"0": "compact"}},
        ),
        (b"data: \xff\n\n: \xfe\n\n", SSE, {"framing": "sse", "end": {"base64": "OiD+Cgo="}}),
        (b'{\n  "a": "\xc3\xbc"\n}\n', JSON, {"framing": "whole", "style": "indent-2", "frame": "{json}\n"}),
        (b"", JSON, {"framing": "whole"}),
    ],
)
def test_what_stands_beside_the_json_is_short(body, content_type, wire):
    """
    `wire` holds what the bytes need and nothing that the JSON already says.
    """
    assert kept(body, content_type)[1] == wire


def test_an_edited_frame_is_replayed_edited_and_the_others_as_they_were():
    """
    Whoever changes the text of an answer gets the changed answer, in the server's own way of writing it.
    """
    body = rb": hi" + b"\n\n" + rb"event: a" + b"\n" + rb'data: {"type": "a", "n": "\u003c"}' + b"\n\nevent: b\ndata: "
    body += b'{"type": "b", "n": "x"}\n\ndata: [DONE]\n\n'
    entries, wire = kept(body, SSE)

    entries[0]["__data__"]["n"] = "ü<"
    entries[0]["__data__"]["type"] = "c"

    edited = body.replace(b"event: a", b"event: c").replace(b'"type": "a"', b'"type": "c"')
    edited = edited.replace(rb'"\u003c"', rb'"' + "ü".encode() + rb'\u003c"')
    assert b"".join(put_together(entries, wire)[0]) == edited


def test_frames_may_be_added_and_removed_by_hand():
    """
    An answer without templates of its own keeps its form when frames come and go.
    """
    entries, wire = kept(b"data: " + ONE + b"\n\ndata: " + TWO + b"\n\ndata: [DONE]\n\n", SSE)

    entries = [entries[1], {"__type__": "T", "__data__": [3]}]

    assert b"".join(put_together(entries, wire)[0]) == b"data: " + TWO + b"\n\ndata: [3]\n\ndata: [DONE]\n\n"


@pytest.mark.parametrize(
    "entries, wire, complaint",
    [
        ([5], {}, "response.body[0]: expected {"),
        ([{"__data__": 1}], {}, "response.body[0]: expected {"),
        ([{"__type__": "T"}], {}, "response.body[0]: expected {"),
        ([{"__type__": 1, "__data__": 1}], {}, "response.body[0]: expected {"),
        ([], {"framing": "spdy"}, f"response.wire.framing: expected one of {', '.join(FRAMINGS)}"),
        ([{"__type__": "T", "__data__": 1}], {"style": "neat"}, "response.body[0]: cannot be written as 'neat'"),
        ([{"__type__": "T", "__data__": 1}], {"frame": "data: "}, "response.body[0]: cannot be written as 'compact'"),
        ([{"__type__": "T", "__data__": "\ud800"}], {}, "response.body[0]: cannot be written as 'compact'"),
        ([{"__type__": "T", "__data__": 1}], {"framing": "eventstream"}, "response.body[0]: cannot be written"),
        ([{"__type__": "text", "__data__": None}], {}, "response.body[0].__data__: expected a text or valid base64"),
        ([{"__type__": "text", "__data__": 5}], {}, "response.body[0].__data__: expected a text or valid base64"),
        ([{"__type__": "base64", "__data__": "%"}], {}, "response.body[0].__data__: expected a text or valid base64"),
        ([{"__type__": "base64", "__data__": 5}], {}, "response.body[0].__data__: expected a text or valid base64"),
        ([], {"end": {"base64": "?"}}, "response.wire.end: expected a text or valid base64"),
        ([], {"end": {"hex": "00"}}, "response.wire.end: expected a text or valid base64"),
        ([], {"end": 7}, "response.wire.end: expected a text or valid base64"),
        (
            [{"__type__": "T", "__data__": 1}],
            {"between": {"0": 1}},
            "response.wire.between.0: expected a text or valid base64",
        ),
    ],
)
def test_a_wrong_edit_is_named_by_its_place(entries, wire, complaint):
    """
    An edit that gives no bytes is an error that says where it is, never an answer that nobody sent.
    """
    with pytest.raises(RecordingUnreadable) as caught:
        put_together(entries, wire)

    assert str(caught.value).startswith(complaint)

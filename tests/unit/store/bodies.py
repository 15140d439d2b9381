"""Bodies of answers, as servers send them and as nobody should."""

from __future__ import annotations

import json

import pytest

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

from __future__ import annotations

import json

import pytest

from tests.unit.store.bodies import BODIES, JSON, ONE, SSE, TWO
from understudy.errors import RecordingUnreadable
from understudy.store.body import at_rest, put_together
from understudy.store.taking_apart import take_apart
from understudy.testing import read_capture
from understudy.testing.capture import body as body_of
from understudy.wire import FRAMINGS


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

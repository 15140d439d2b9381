"""What holds for anything that is written to a recording and read again."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from understudy.errors import RecordingUnreadable
from understudy.match import canonical, fingerprint_of
from understudy.model import ClosedByClient, Complete, Failed, FailureKind, Mark, Request, Response
from understudy.store import Draft, read
from understudy.store.document import parsed
from understudy.store.glance import entry_of, glance
from understudy.store.marks import marks_at_rest, marks_in_body
from understudy.store.writing import document_of, text_of
from understudy.wire import FRAMINGS, NotPlain, encode, parse, style_of
from understudy.wire.json_style import ESCAPES, LAYOUTS

CONTENT_TYPES = [
    "text/event-stream",
    "text/event-stream; charset=utf-8",
    "application/x-ndjson",
    "application/json",
    "application/vnd.amazon.eventstream",
    "text/plain",
]
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.text("<>&'=/\u2028ü😀\\\"\n{}"),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
styles = st.builds(
    lambda layout, flag, escaped: layout + flag + (f"+{''.join(escaped)}" if escaped else ""),
    st.sampled_from(list(LAYOUTS)),
    st.sampled_from(["", "+ascii"]),
    st.lists(st.sampled_from(list(ESCAPES)), unique=True),
)
WORDS = [
    b"data: ", b"data:", b"event: a\n", b"event: {json.type}\n", b"id: 1\n", b": c\n", b"retry: 5\n",
    b"\n", b"\n\n", b"\r\n", b"\r", b"[DONE]", b"[", b"]", b",", b" ", b"{json}", b"\xff", b"\xef\xbb\xbf",
    b'{"type":"a"}', b'{"type": "a", "n": 1.10}', b'{"id":"x","created":7}', b'{"a":1,"a":2}', b"NaN", b"1e400",
    b'{"__type__":"text","__data__":"x"}', b'"\\ud800"',
]  # fmt: skip  # a line for each is a page
messages = st.builds(
    lambda payload: FRAMINGS["eventstream"].render('[[":event-type","chunk"]]', payload),
    st.binary(max_size=20) | json_values.map(lambda value: json.dumps(value).encode()),
)
frames = json_values.map(lambda value: b"data: " + json.dumps(value).encode() + b"\n\n")
lines = json_values.map(lambda value: json.dumps(value, separators=(",", ":")).encode() + b"\n")
bodies = (
    st.binary()
    | st.lists(st.sampled_from(WORDS), max_size=30).map(b"".join)
    | st.lists(frames | st.sampled_from(WORDS), max_size=8).map(b"".join)
    | st.lists(lines | st.sampled_from(WORDS), max_size=8).map(b"".join)
    | st.lists(messages | st.binary(max_size=5), max_size=4).map(b"".join)
    | json_values.map(lambda value: json.dumps(value, indent=2).encode())
)
header_values = st.text(st.characters(blacklist_characters="\0\r\n"), max_size=10)  # RFC 9110, 5.5
content_types = st.none() | st.sampled_from(CONTENT_TYPES) | header_values
endings = st.sampled_from([Complete(), ClosedByClient(0)]) | st.builds(
    Failed, st.sampled_from(FailureKind), st.text(max_size=10), st.just(0)
)
requests = st.builds(
    Request,
    st.sampled_from(["POST", "GET"]),
    st.sampled_from(
        ["https://api.openai.com/v1/chat/completions", "https://h:1/v1/messages?a=1", "http://h/any/ü?b", "https://h"]
    ),
    st.just((("content-type", "application/json"),)) | st.just((("content-type", "multipart/form-data; boundary=x"),)),
    st.binary() | st.sampled_from(WORDS) | json_values.map(lambda value: json.dumps(value).encode()),
)


def written(request, response, *, scope=None, stable_ids=False):
    draft = Draft(scope, request, response, fingerprint_of(canonical(request)), 1, "", stable_ids)
    return text_of(document_of(draft)).decode("utf-8")


ASKED = Request("POST", "https://api.openai.com/v1/chat/completions", (("content-type", "application/json"),), b"{}")


@given(bodies, content_types, endings, st.data())
def test_any_answer_comes_back_byte_for_byte_and_chunk_for_chunk(body, content_type, ended, data):
    """
    Whatever bytes came, under whatever content type, cut wherever: with stable ids off, replay gives the very same.
    """
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(body) - 1)), max_size=5), label="cuts"))
    starts = [0, *(cut for cut in cuts if cut < len(body))] if body else []
    marks = tuple(Mark(start, at_ms) for at_ms, start in enumerate(starts))
    headers = () if content_type is None else (("content-type", content_type),)
    sent = Response(200, headers, body, marks, ended)

    received = read(written(ASKED, sent), "x").response

    assert received.body == body
    assert received.chunks() == tuple(body[a:b] for a, b in pairwise([*starts, len(body)]))
    assert received.marks == marks
    assert type(received.ended) is type(ended)
    assert received.headers == headers


@given(bodies, content_types)
def test_any_answer_can_be_written_with_stable_ids(body, content_type):
    """
    Making ids stable never fails, and writing what was read again changes nothing.
    """
    headers = () if content_type is None else (("content-type", content_type),)

    first = read(written(ASKED, Response(200, headers, body), stable_ids=True), "x").response
    again = read(written(ASKED, first, stable_ids=True), "x").response

    assert again == first


@given(requests, st.none() | st.text(max_size=10))
def test_any_request_comes_back_and_is_found(request, scope):
    """
    Whatever was asked is asked again byte for byte, and the index, in any layout of the file, knows its fingerprint.
    """
    text = written(request, Response(200), scope=scope)

    recording, entry = read(text, "x"), glance(text, "x")

    assert recording.request.body == request.body
    assert recording.request.url == request.url
    assert recording.fingerprints == entry.fingerprints == (fingerprint_of(canonical(request)),)
    assert recording.scope == entry.scope == scope
    assert glance(json.dumps(json.loads(text)), "x") == entry == entry_of(parsed(text, "x"), "x")


@given(requests, bodies, st.data())
def test_no_part_of_a_file_is_a_recording(request, body, data):
    """
    A file that was cut anywhere is unreadable for the index and for the reader: there is never half a recording.
    """
    text = written(request, Response(200, (("content-type", "text/event-stream"),), body)).rstrip("\n")
    end = data.draw(st.integers(0, len(text) - 1), label="cut at")

    for reader in (read, glance):
        with pytest.raises(RecordingUnreadable, match=r"^x: "):
            reader(text[:end], "x")


@given(json_values, styles)
def test_any_json_in_any_style_is_recognised(value, style):
    """
    From bytes that a style wrote, a style is found that gives the same bytes back.
    """
    try:
        payload = encode(value, style)
    except NotPlain:
        assume(False)

    assert encode(parse(payload), style_of([(payload, parse(payload))])) == payload


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6), st.data())
def test_marks_come_back(segments, data):
    """
    Wherever chunks began, their marks say so after reading.
    """
    total = sum(segments)
    offsets = sorted({0, *data.draw(st.sets(st.integers(0, max(0, total - 1))))}) if total else []
    marks = tuple(Mark(offset, at_ms) for at_ms, offset in enumerate(offsets))

    assert marks_in_body(marks_at_rest(marks, segments), segments) == marks


@given(
    st.lists(st.from_regex(r"\d{1,3}@\d(\+\d)?", fullmatch=True)).map(" ".join), st.lists(st.integers(0, 5), min_size=1)
)
def test_marks_of_any_edited_body_are_sound(text, segments):
    """
    However file and marks were edited, the chunks make up the body: no byte is lost, and no chunk is empty.
    """
    body = bytes(range(sum(segments)))

    chunks = Response(200, body=body, marks=marks_in_body(text, segments)).chunks()

    assert b"".join(chunks) == body
    assert all(chunks)

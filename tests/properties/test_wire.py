"""What holds for any bytes, cut anywhere."""

from __future__ import annotations

import gzip
import json
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.codings import br, raw_deflate, zstd
from understudy.wire.coding import CodingDamaged, decoder
from understudy.wire.eventstream import render as render_message
from understudy.wire.framing import FRAMINGS, framing_for
from understudy.wire.sse import fields
from understudy.wire.websocket import Message, messages_of

ALPHABETS = {
    "sse": [
        "data",
        "data: ",
        "data:",
        "event: ",
        "id:",
        "retry: 1",
        ":",
        "{json}",
        "x",
        " ",
        "\n",
        "\r",
        "\r\n",
        "\ufeff",
    ],
    "ndjson": ["{}", '"a"', " ", "\n", "\r", "\r\n", "\ufeff"],
    "json-array": ["[", "]", "{", "}", ",", ":", '"', "\\", "1", "true", " ", "\n", "é"],
    "whole": ["{}", " ", "\n", "{json}"],
}


def texts(name: str) -> st.SearchStrategy[bytes]:
    pieces = st.sampled_from([text.encode() for text in ALPHABETS[name]]) | st.sampled_from([b"\xff", b"\xef\xbb"])
    return st.lists(pieces, max_size=40).map(b"".join)


pairs = st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=3)
messages = st.builds(render_message, pairs.map(json.dumps), st.binary(max_size=40))


@st.composite
def damaged_messages(draw: st.DrawFn) -> bytes:
    raw = bytearray(draw(messages))
    raw[draw(st.integers(0, len(raw) - 1))] ^= draw(st.integers(1, 255))
    return bytes(raw)


eventstreams = st.lists(messages | damaged_messages() | st.binary(max_size=8), max_size=5).map(b"".join)

said = st.builds(Message, st.sampled_from("<>"), st.sampled_from(["text", "binary", "close"]), st.binary(max_size=40))
heads = st.sampled_from([b"<text 2\n", b">close 01\n", b"<binary 999999999999\n", b"{}", b"\n"])
conversations = st.lists(said.map(Message.raw) | heads, max_size=6).map(b"".join)

STREAMS = {name: texts(name) | st.binary() for name in ALPHABETS} | {
    "eventstream": eventstreams | st.binary(),
    "websocket": conversations | st.binary(),
}

every_framing = pytest.mark.parametrize("framing", FRAMINGS.values(), ids=FRAMINGS)


def cut(stream: bytes, draw: st.DataObject) -> list[bytes]:
    places = draw.draw(st.lists(st.integers(0, len(stream))), label="cut at")
    return [stream[start:end] for start, end in pairwise([0, *sorted(places), len(stream)])]


@every_framing
@given(st.data())
def test_frames_do_not_depend_on_the_cut(framing, data):
    """
    The same bytes give the same frames and the same rest however they are cut, and joined they are the bytes.
    """
    stream = data.draw(STREAMS[framing.name], label="stream")
    at_once, in_pieces = framing.splitter(), framing.splitter()

    frames = at_once.feed(stream)

    assert [frame for piece in cut(stream, data) for frame in in_pieces.feed(piece)] == frames
    assert in_pieces.rest() == at_once.rest()
    assert b"".join(frames) + at_once.rest() == stream
    assert all(frames)


@every_framing
@given(st.data())
def test_a_shape_renders_to_its_frame(framing, data):
    """
    Template and payload give exactly the frame, for whole frames and for anything else.
    """
    stream = data.draw(STREAMS[framing.name], label="stream")
    splitter = framing.splitter()

    for raw in [*splitter.feed(stream), splitter.rest(), stream]:
        shape = framing.shape(raw)
        assert shape is None or framing.render(shape.template, shape.payload) == raw


@given(pairs, st.binary())
def test_a_message_keeps_its_headers_and_payload(headers, payload):
    """
    Whatever text headers and payload a message is made of, its shape names them.
    """
    framing = FRAMINGS["eventstream"]

    shape = framing.shape(framing.render(json.dumps(headers), payload))

    assert shape is not None
    assert [tuple(pair) for pair in json.loads(shape.template)] == headers
    assert shape.payload == payload


@given(
    st.lists(
        st.recursive(
            st.none() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        )
    )
)
def test_the_elements_of_an_array_are_its_payloads(elements):
    """
    Each element of any JSON array is the payload of one frame.
    """
    framing = FRAMINGS["json-array"]

    frames = framing.splitter().feed(json.dumps(elements, indent=1).encode())

    assert [json.loads(framing.shape(raw).payload) for raw in frames] == elements


@given(texts("sse") | st.binary())
def test_any_frame_has_fields(raw):
    """
    Reading a frame never fails, and its one `data` line says what its shape says.
    """
    shape = FRAMINGS["sse"].shape(raw)

    assert shape is None or fields(raw).data == shape.payload.decode()


@given(st.none() | st.text(), st.binary())
def test_every_body_has_a_framing(content_type, body):
    """
    No content type is too odd.
    """
    assert framing_for(content_type, body) in FRAMINGS.values()


@pytest.mark.parametrize(
    "content_encoding, encode",
    [
        pytest.param("identity", bytes, id="identity"),
        pytest.param("gzip", gzip.compress, id="gzip"),
        pytest.param("deflate", zlib.compress, id="deflate-zlib"),
        pytest.param("deflate", raw_deflate, id="deflate-raw"),
        pytest.param("br", br, id="br"),
        pytest.param("zstd", zstd, id="zstd"),
        pytest.param("zstd, gzip", lambda plain: gzip.compress(zstd(plain)), id="two"),
    ],
)
@given(plain=st.binary(max_size=2000), data=st.data())
def test_what_was_coded_comes_back(content_encoding, encode, plain, data):
    """
    Any body, coded and cut anywhere, decodes to itself.
    """
    undo = decoder(content_encoding)

    assert b"".join(undo.feed(piece) for piece in cut(encode(plain), data)) + undo.finish() == plain


@pytest.mark.parametrize("content_encoding", ["gzip", "deflate", "br", "zstd"])
@given(coded=st.binary())
def test_damage_has_one_error(content_encoding, coded):
    """
    Bytes that were never coded are decoded or refused, with no other error than ours.
    """
    undo = decoder(content_encoding)
    assert undo is not None

    try:
        undo.feed(coded)
    except CodingDamaged:
        pass


@given(st.lists(said))
def test_a_conversation_comes_back_message_by_message(messages):
    """
    Whatever was said, by whom and in which kind, newlines and heads within included.
    """
    assert messages_of(b"".join(message.raw() for message in messages)) == messages

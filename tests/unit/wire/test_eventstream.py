from __future__ import annotations

import struct
import zlib

import pytest

from understudy.wire.eventstream import EventstreamSplitter, render, shape
from understudy.wire.shape import Shape

# The two smallest vectors of the AWS SDKs' event stream tests: `empty_message` and `payload_no_headers`.
EMPTY = bytes.fromhex("00000010 00000000 05c248eb 7d98c8ff")
NO_HEADERS = (
    bytes.fromhex("0000001d 00000000 fd528c5a") + b"{'foo':'bar'}" + bytes.fromhex("c365393 6".replace(" ", ""))
)

DELTA = render('[[":event-type","contentBlockDelta"],[":message-type","event"]]', b'{"p":"abc"}')


def message(headers: bytes, payload: bytes = b"", total: int | None = None) -> bytes:
    lengths = struct.pack("!II", total or 16 + len(headers) + len(payload), len(headers))
    checked = lengths + struct.pack("!I", zlib.crc32(lengths)) + headers + payload
    return checked + struct.pack("!I", zlib.crc32(checked))


def damaged_at(raw: bytes, at: int) -> bytes:
    at %= len(raw)
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


MIB = 1024 * 1024
SHORT_TOTAL = message(b"", total=15)
HUGE = message(b"", total=24 * MIB + 1)
LONG_HEADERS = struct.pack("!II", 16, 1) + struct.pack("!I", zlib.crc32(struct.pack("!II", 16, 1))) + b"\0\0\0\0"


@pytest.mark.parametrize(
    ("stream", "frames", "rest"),
    [
        pytest.param(EMPTY, [EMPTY], b"", id="empty_message"),
        pytest.param(NO_HEADERS, [NO_HEADERS], b"", id="payload_no_headers"),
        pytest.param(DELTA + EMPTY + DELTA, [DELTA, EMPTY, DELTA], b"", id="several"),
        pytest.param(DELTA + DELTA[:-1], [DELTA], DELTA[:-1], id="broken-off"),
        pytest.param(DELTA + DELTA[:11], [DELTA], DELTA[:11], id="broken-off-within-prelude"),
        pytest.param(
            DELTA + damaged_at(DELTA, 0) + DELTA, [DELTA], damaged_at(DELTA, 0) + DELTA, id="corrupted_length"
        ),
        pytest.param(
            DELTA + damaged_at(DELTA, 7) + DELTA,
            [DELTA],
            damaged_at(DELTA, 7) + DELTA,
            id="corrupted_header_len",
        ),
        pytest.param(damaged_at(DELTA, -1) + DELTA, [damaged_at(DELTA, -1), DELTA], b"", id="corrupted_payload"),
        pytest.param(SHORT_TOTAL, [], SHORT_TOTAL, id="shorter-than-its-own-overhead"),
        pytest.param(LONG_HEADERS, [], LONG_HEADERS, id="headers-longer-than-message"),
        pytest.param(HUGE, [], HUGE, id="over-24-MiB"),
        pytest.param(b"", [], b"", id="empty"),
    ],
)
def test_a_stream_is_cut_by_length(in_pieces, stream, frames, rest):
    """
    The same bytes give the same messages however the network cuts them, and no byte is lost.
    """
    splitter = EventstreamSplitter()

    assert [frame for piece in in_pieces(stream) for frame in splitter.feed(piece)] == frames
    assert splitter.rest() == rest
    assert b"".join(frames) + rest == stream


def test_a_message_of_24_MiB_is_whole():
    """
    The longest message that AWS sends is not taken for damage.
    """
    longest = render("[]", bytes(24 * MIB - 16))

    assert EventstreamSplitter().feed(longest) == [longest]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(EMPTY, Shape("[]", b""), id="empty_message"),
        pytest.param(NO_HEADERS, Shape("[]", b"{'foo':'bar'}"), id="payload_no_headers"),
        pytest.param(
            DELTA,
            Shape('[[":event-type","contentBlockDelta"],[":message-type","event"]]', b'{"p":"abc"}'),
            id="contentBlockDelta",
        ),
        pytest.param(message(b"\x01a\x07\x00\x02\xc3\xa9"), Shape('[["a","é"]]', b""), id="UTF-8"),
        pytest.param(message(b"\x01a\x07\x00\x00" * 2), Shape('[["a",""],["a",""]]', b""), id="a-name-twice"),
        pytest.param(message(b"\x01a\x00"), None, id="header-of-another-type"),
        pytest.param(message(b"\x01a\x07\x00\x01b\x01c\x04\0\0\0\1"), None, id="one-header-of-another-type"),
        pytest.param(message(b"\x01a\x07\x00\x01\xff"), None, id="value-not-UTF-8"),
        pytest.param(message(b"\x01\xff\x07\x00\x01a"), None, id="name-not-UTF-8"),
        pytest.param(message(b"\x05a\x07\x00\x01b"), None, id="name-longer-than-headers"),
        pytest.param(message(b"\x01a\x07\x00\x02b", b"payload"), None, id="value-longer-than-headers"),
        pytest.param(message(b"\x01a\x07\x00"), None, id="header-broken-off"),
        pytest.param(damaged_at(DELTA, 0), None, id="corrupted_length"),
        pytest.param(damaged_at(DELTA, 20), None, id="corrupted_headers"),
        pytest.param(damaged_at(DELTA, -6), None, id="corrupted_payload"),
        pytest.param(DELTA[:-1], None, id="broken-off"),
        pytest.param(DELTA[:5], None, id="broken-off-within-prelude"),
        pytest.param(DELTA + b"x", None, id="more-than-a-message"),
        pytest.param(b"", None, id="empty"),
    ],
)
def test_the_shape_of_a_message(raw, expected):
    """
    A sound message with text headers is a template and a payload, which give the message again.
    """
    found = shape(raw)

    assert found == expected
    assert found is None or render(found.template, found.payload) == raw


@pytest.mark.parametrize(
    "template",
    [
        "",
        "{json}",
        "1",
        "{}",
        '["ab"]',
        '[["a"]]',
        '[["a",1]]',
        '[["' + "n" * 256 + '",""]]',
        '[["a","' + "v" * 65536 + '"]]',
    ],
    ids=lambda template: template[:12],
)
def test_a_template_that_lists_no_headers_is_refused(template):
    """
    A template that somebody edited gives a sound message or none.
    """
    with pytest.raises(ValueError):
        render(template, b"")

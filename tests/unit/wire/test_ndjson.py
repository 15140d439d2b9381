from __future__ import annotations

import pytest

from understudy.wire.ndjson import NdjsonSplitter, is_idle, render, shape
from understudy.wire.shape import Shape


@pytest.mark.parametrize(
    ("stream", "frames", "rest"),
    [
        pytest.param(b'{"a":1}\n{"a":2}\n', [b'{"a":1}\n', b'{"a":2}\n'], b"", id="LF"),
        pytest.param(b"{}\r\n{}\r\n", [b"{}\r\n", b"{}\r\n"], b"", id="CRLF"),
        pytest.param(b"{}\r{}\n", [b"{}\r{}\n"], b"", id="CR-ends-nothing"),
        pytest.param(b"{}\n\n\r\n{}", [b"{}\n", b"\n", b"\r\n"], b"{}", id="blank-lines"),
        pytest.param(b"{}\n{}", [b"{}\n"], b"{}", id="final-end-missing"),
        pytest.param(b"{}\n{}\r", [b"{}\n"], b"{}\r", id="half-a-CRLF"),
        pytest.param("{\u2028\x85}\n".encode(), ["{\u2028\x85}\n".encode()], b"", id="no-other-line-ends"),
        pytest.param(b"", [], b"", id="empty"),
    ],
)
def test_a_stream_is_cut_after_each_line(in_pieces, stream, frames, rest):
    """
    The same bytes give the same lines however the network cuts them, and no byte is lost.
    """
    splitter = NdjsonSplitter()

    assert [frame for piece in in_pieces(stream) for frame in splitter.feed(piece)] == frames
    assert splitter.rest() == rest
    assert b"".join(frames) + rest == stream


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(b"{}\n", Shape("{json}\n", b"{}"), id="LF"),
        pytest.param(b"{}\r\n", Shape("{json}\r\n", b"{}"), id="CRLF"),
        pytest.param(b"{}", Shape("{json}", b"{}"), id="a-rest-has-a-shape"),
        pytest.param(b"\r\n", None, id="blank-line"),
    ],
)
def test_the_shape_of_a_line(raw, expected):
    """
    A line is a template and a payload, which give the line again.
    """
    found = shape(raw)

    assert found == expected
    assert found is None or render(found.template, found.payload) == raw


@pytest.mark.parametrize("raw, expected", [(b"\n", True), (b" \r\n", True), (b"{}\n", False), (b"x", False)])
def test_an_idle_line_is_a_blank_one(raw, expected):
    """
    Only a line without a payload may be passed over.
    """
    assert is_idle(raw) is expected

"""Heads and chunked bodies are read as they lie on the wire."""

from __future__ import annotations

import pytest

from understudy.testing.http1 import decode_chunked, first, parse_head, stays_open


def test_headers_keep_their_case_and_order() -> None:
    """
    Names stay as they were; only the space around a value goes.
    """
    start, headers = parse_head(b"HTTP/1.1 200 OK\r\nX-B:  two words \r\nx-a: 1\r\nX-B: 3\r\n\r\n")

    assert start == "HTTP/1.1 200 OK"
    assert headers == (("X-B", "two words"), ("x-a", "1"), ("X-B", "3"))
    assert first(headers, "x-b") == "two words"


@pytest.mark.parametrize(
    ("raw", "chunks", "is_whole"),
    [
        pytest.param(b"", (), False, id="nothing"),
        pytest.param(b"0\r\n\r\n", (), True, id="empty"),
        pytest.param(b"3\r\none\r\nA\r\n0123456789\r\n0\r\n\r\n", (b"one", b"0123456789"), True, id="two"),
        pytest.param(b"3;name=value\r\none\r\n0\r\n\r\n", (b"one",), True, id="extension"),
        pytest.param(b"3\r\none\r\n0\r\nx-sum: 1\r\n\r\n", (b"one",), True, id="trailer"),
        pytest.param(b"4\r\n\r\n\r\n\r\n0\r\n\r\n", (b"\r\n\r\n",), True, id="line-ends-inside"),
        pytest.param(b"3\r\none\r\n", (b"one",), False, id="no-last-chunk"),
        pytest.param(b"3\r\none\r\n0\r\n", (b"one",), False, id="no-end-of-trailers"),
        pytest.param(b"3\r\non", (b"on",), False, id="cut-in-content"),
        pytest.param(b"3\r\n", (), False, id="cut-before-content"),
        pytest.param(b"3\r\none\r\n1", (b"one",), False, id="cut-in-size"),
    ],
)
def test_a_chunked_body_gives_its_chunks(raw: bytes, chunks: tuple[bytes, ...], is_whole: bool) -> None:
    """
    Each chunk on its own, also the one that was cut; whole only with the end of the last chunk.
    """
    assert decode_chunked(raw) == (chunks, is_whole)


@pytest.mark.parametrize(
    ("version", "value", "expected"),
    [
        ("HTTP/1.1", None, True),
        ("HTTP/1.1", "Close", False),
        ("HTTP/1.0", None, False),
        ("HTTP/1.0", "Keep-Alive", True),
    ],
)
def test_the_version_decides_unless_the_header_does(version: str, value: str | None, expected: bool) -> None:
    """
    HTTP/1.1 stays open unless told otherwise, HTTP/1.0 the other way round.
    """
    headers = (("Connection", value),) if value else ()

    assert stays_open(version, headers) is expected

"""Requests are read whole, however they come."""

from __future__ import annotations

import asyncio

import pytest

from understudy.testing.received import Received, parse_request, read_request

HEAD = b"POST /v1/x?y=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n"
CHUNKED_HEAD = b"POST /v1/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNKED = CHUNKED_HEAD + b"2\r\non\r\n1;x=y\r\ne\r\n0\r\nx-trailer: 1\r\n\r\n"


def read(raw: bytes, size: int) -> Received | None:
    async def feed() -> Received | None:
        reader = asyncio.StreamReader(limit=1024)
        reading = asyncio.ensure_future(read_request(reader))
        for start in range(0, len(raw), size):
            reader.feed_data(raw[start : start + size])
            await asyncio.sleep(0)
        reader.feed_eof()
        return await reading

    return asyncio.run(feed())


@pytest.mark.parametrize("size", [1, 7, 1000], ids="{}B".format)
@pytest.mark.parametrize("raw", [HEAD + b"one", CHUNKED, b"GET / HTTP/1.0\r\n\r\n"], ids=["length", "chunked", "none"])
def test_a_request_does_not_depend_on_the_reads(raw: bytes, size: int) -> None:
    """
    The same bytes give the same request, cut anywhere or read at once.
    """
    assert read(raw, size) == parse_request(raw)


def test_everything_of_a_request_is_kept() -> None:
    """
    Method, target with query, headers as they were, body, and the raw head.
    """
    received = parse_request(HEAD + b"one")

    headers = (("Host", "h"), ("Content-Length", "3"))
    assert received == Received("POST", "/v1/x?y=1", headers, b"one", HEAD)
    assert received.header("HOST") == "h"


def test_a_chunked_upload_is_decoded() -> None:
    """
    Sizes, extensions and trailers are framing, not body.
    """
    received = parse_request(CHUNKED)

    assert (received.body, received.head) == (b"one", CHUNKED_HEAD)


@pytest.mark.parametrize("raw", [b"", HEAD[:10], HEAD, HEAD + b"on", CHUNKED[:-2]])
def test_a_client_that_goes_away_has_asked_for_nothing(raw: bytes) -> None:
    """
    Half a request is none.
    """
    assert read(raw, 1000) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01 hello\r\n\r\n",
        b"GET / HTTP/2\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"GET / HTTP/1.1\r\nx: " + b"y" * 2000 + b"\r\n\r\n",
    ],
    ids=["tls", "version", "length", "too-long"],
)
def test_what_is_not_http_1_is_an_error(raw: bytes) -> None:
    """
    No guess about bytes that are no request.
    """
    with pytest.raises(ValueError):
        read(raw, 10_000)

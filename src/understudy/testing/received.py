"""A request as an upstream received it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from understudy.model import Headers
from understudy.testing.http1 import END_OF_HEAD, decode_chunked, first, is_chunked, parse_head, stays_open


@dataclass(frozen=True, slots=True)
class Received:
    """One request, read whole."""

    method: str
    target: str
    """As in the request line: path and query."""

    headers: Headers
    body: bytes
    """Without transfer framing."""

    head: bytes
    """Raw, with the empty line that ends it."""

    def header(self, name: str) -> str | None:
        """The first value of a header, or None."""
        return first(self.headers, name.lower())

    @property
    def is_last(self) -> bool:
        """The client asked for the end of the connection after the answer."""
        version = self.head.partition(b"\r\n")[0].decode("latin-1").rpartition(" ")[2]
        return not stays_open(version, self.headers)


def parse_request(raw: bytes) -> Received:
    """The request that these bytes are."""
    before, end, after = raw.partition(END_OF_HEAD)
    method, target, headers = _open(before + end)
    body = b"".join(decode_chunked(after)[0]) if is_chunked(headers) else after
    return Received(method, target, headers, body, before + end)


async def read_request(reader: asyncio.StreamReader) -> Received | None:
    """The next request, or None where the client went away instead.

    Raises:
        ValueError: what came is not HTTP/1.
    """
    try:
        head = await reader.readuntil(END_OF_HEAD)
        method, target, headers = _open(head)
        if is_chunked(headers):
            body = await _read_chunked(reader)
        else:
            body = await reader.readexactly(int(first(headers, "content-length") or 0))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    except asyncio.LimitOverrunError as error:
        raise ValueError(f"a head or a chunk's size line without end: {error}") from error
    return Received(method, target, headers, body, head)


def _open(head: bytes) -> tuple[str, str, Headers]:
    start, headers = parse_head(head)
    words = start.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise ValueError(f"not the first line of an HTTP/1 request: {start!r}")
    return words[0], words[1], headers


async def _read_chunked(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass  # trailers
    return bytes(body)

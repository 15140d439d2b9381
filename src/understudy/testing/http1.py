"""HTTP/1 as it lies on the wire: a head, a header's value, a chunked body."""

from __future__ import annotations

from understudy.model import Headers

END_OF_HEAD = b"\r\n\r\n"


def parse_head(head: bytes) -> tuple[str, Headers]:
    """The first line, and the headers as they were on the wire."""
    start, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return start, tuple((name, value.strip(" \t")) for name, _, value in pairs)


def first(headers: Headers, name: str) -> str | None:
    """The first value of a header, or None. `name` is in lower case."""
    return next((value for key, value in headers if key.lower() == name), None)


def is_chunked(headers: Headers) -> bool:
    """The body's end is told by a last chunk."""
    return (first(headers, "transfer-encoding") or "").lower().endswith("chunked")


def decode_chunked(raw: bytes) -> tuple[tuple[bytes, ...], bool]:
    """The content of each chunk, and whether the last one came. Of a chunk that was cut, what is there."""
    chunks: list[bytes] = []
    at = 0
    while (end_of_line := raw.find(b"\r\n", at)) >= 0:
        size = int(raw[at:end_of_line].partition(b";")[0], 16)
        if size == 0:
            return tuple(chunks), raw.find(END_OF_HEAD, end_of_line) >= 0
        start = end_of_line + 2
        if start < len(raw):
            chunks.append(raw[start : start + size])
        at = start + size + 2
    return tuple(chunks), False


def stays_open(version: str, headers: Headers) -> bool:
    """Whether a message leaves the connection open after it, by its version and its `connection` header."""
    connection = (first(headers, "connection") or "").lower()
    return "keep-alive" in connection if version == "HTTP/1.0" else "close" not in connection

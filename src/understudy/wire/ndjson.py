"""Newline-delimited JSON: a frame is a line with its end, LF or CRLF.

Source: ndjson-spec 1.0 and jsonlines.org, as of 2026-11. A lone CR ends nothing: to JSON it is whitespace.
"""

from __future__ import annotations

from understudy.wire.shape import Shape, fill, trimmed


class NdjsonSplitter:
    """Cuts after each LF."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        if b"\n" not in data:
            self._held += data
            return []
        first, *others = data.split(b"\n")
        lines = [bytes(self._held) + first, *others]
        self._held = bytearray(lines.pop())
        return [line + b"\n" for line in lines]

    def rest(self) -> bytes:
        return bytes(self._held)


def shape(raw: bytes) -> Shape | None:
    """The line without the whitespace around it is the payload. None for a blank line."""
    return trimmed(raw)


def is_idle(raw: bytes) -> bool:
    """Whether a line is blank."""
    return not raw.strip()


def render(template: str, payload: bytes) -> bytes:
    """The raw line again."""
    return fill(template, payload)

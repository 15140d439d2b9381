"""What all framings share: cutting bytes into frames, and telling a frame's payload from the rest of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

PLACE = "{json}"
"""Stands in a template where the payload was."""

# RFC 8259, section 2: all the whitespace that JSON knows.
SPACE = b" \t\r\n"


class Splitter(Protocol):
    """Bytes in, whole frames out; what is not whole yet stays.

    Frames and rest depend on the bytes alone, never on how they were cut, and joined they are the bytes.
    """

    def feed(self, data: bytes) -> list[bytes]:
        """The raw bytes of each frame that this piece completes, terminator included."""
        ...

    def rest(self) -> bytes:
        """What has arrived of a frame that is not whole."""
        ...


@dataclass(frozen=True, slots=True)
class Shape:
    """How a frame's payload stands within its raw bytes."""

    template: str
    """The frame as text with `{json}` in the payload's place; for `eventstream` its headers as JSON."""

    payload: bytes
    """The payload's bytes as they stand, JSON or not."""


def around(before: bytes, payload: bytes, after: bytes) -> Shape | None:
    """The shape of a frame with this text around its payload, or None where a template cannot say it."""
    try:
        texts = before.decode(), after.decode()
    except UnicodeDecodeError:
        return None
    if any(PLACE in text for text in texts):
        return None
    return Shape(PLACE.join(texts), payload)


def trimmed(raw: bytes) -> Shape | None:
    """The shape of a frame that is its payload, but for whitespace around it; None where it is only that."""
    payload = raw.strip(SPACE)
    if not payload:
        return None
    start = len(raw) - len(raw.lstrip(SPACE))
    return around(raw[:start], payload, raw[start + len(payload) :])


def fill(template: str, payload: bytes) -> bytes:
    """Put a payload into its template. ValueError where the template has not exactly one place for it."""
    if template.count(PLACE) != 1:
        raise ValueError(f"template {template!r} has {template.count(PLACE)} places {PLACE} for a payload, expected 1")
    before, _, after = template.partition(PLACE)
    return before.encode() + payload + after.encode()

"""Multipart bodies: their parts are what they mean, the boundary between them is not.

Source: RFC 2046, section 5.1; RFC 7578 for forms.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

BOUNDARY = re.compile(r'boundary=(?:"([^"]+)"|([^";,\s]+))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """One part."""

    headers: tuple[tuple[str, str], ...]
    """By name, in lower case; without the transfer encoding, which is undone, and the length."""

    content: bytes


def boundary_of(content_type: str) -> bytes | None:
    """The boundary that a multipart content type names."""
    if not content_type.lower().lstrip().startswith("multipart/"):
        return None
    found = BOUNDARY.search(content_type)
    return (found[1] or found[2]).encode("latin-1", "replace") if found else None


def parts_of(body: bytes, boundary: bytes) -> list[Part] | None:
    """The parts of a body; None where it is not laid out as the RFC has it, or has something beside its parts."""
    delimiter = b"\r\n--" + boundary
    first, *pieces = (b"\r\n" + body).split(delimiter)
    if first or len(pieces) < 2 or pieces.pop() not in (b"--", b"--\r\n"):
        return None
    parts = [part_of(piece) for piece in pieces]
    return None if None in parts else [part for part in parts if part]


def part_of(piece: bytes) -> Part | None:
    """The part in what stands between two boundaries; None where it is not laid out as the RFC has it."""
    if not piece.startswith(b"\r\n"):
        return None
    head, found, content = piece.partition(b"\r\n\r\n")
    if not found:
        return None
    headers: dict[str, str] = {}
    for line in head.decode("utf-8", "surrogateescape").split("\r\n")[1:]:
        name, colon, value = line.partition(":")
        if not colon:
            return None
        headers[name.strip().lower()] = value.strip()
    headers.pop("content-length", None)
    match headers.get("content-transfer-encoding", "binary").lower():
        case "binary" | "8bit" | "7bit":
            headers.pop("content-transfer-encoding", None)
        case "base64":
            del headers["content-transfer-encoding"]
            try:
                content = base64.b64decode(content)
            except binascii.Error:
                return None
    return Part(tuple(sorted(headers.items())), content)

"""Pictures, audio and documents within JSON: what they are is the digest of their bytes, however they are written.

A data URL (RFC 2397) or a long text in base64 (RFC 4648, either alphabet, with padding or without, in one line or
in lines of equal length as RFC 2045 has them) stands for its decoded bytes. Any other text stands for itself.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Any

SHORTEST = 64
"""Shorter texts stand for themselves: words are written in the letters of base64, too."""

MARKER = "media:sha256:"
CANDIDATE = re.compile(rf'"(?:[Dd][Aa][Tt][Aa]:|[A-Za-z0-9+/=_-]{{{SHORTEST}}}|(?:text:)*{MARKER})')
"""What must stand in JSON text where a medium may, or what reads like a digest: a data URL, or letters of base64."""

DATA_URL = re.compile(r"data:(?P<type>[^,;\"\s]*)(?:;[^,;\"\s]+)*;base64,", re.IGNORECASE)
BASE64_BEGINNING = re.compile(rf"[A-Za-z0-9+/=_-]{{{SHORTEST}}}")
BASE64 = re.compile(r"(?P<standard>[A-Za-z0-9+/]+)|(?P<url>[A-Za-z0-9_-]+)")
URL_ALPHABET = str.maketrans("-_", "+/")
LOOKS_MARKED = re.compile(rf"(?:text:)*{MARKER}")


class Digest(str):
    """What stands in the canonical form for a medium; never the text of a request, which is marked."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Medium:
    """The bytes that a text stands for."""

    content: bytes
    prefix: str
    """What stands before the base64: all of a data URL up to its comma; empty where there is none."""

    type: str
    """Media type that a data URL names; empty where there is none."""

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def medium_in(text: str) -> Medium | None:
    """What a text stands for, if it is a data URL in base64, or base64 of at least `SHORTEST` characters."""
    found = DATA_URL.match(text) if text[:1] in "dD" else None
    if found is None and (len(text) < SHORTEST or not BASE64_BEGINNING.match(text)):
        return None
    content = _decoded(text[found.end() :] if found else text)
    if content is None:
        return None
    return Medium(content, found.group() if found else "", found["type"].lower() if found else "")


def by_digest(parsed: Any) -> Any:
    """The JSON value with a `Digest` in place of each medium."""
    match parsed:
        case Digest():
            return parsed
        case str():
            if medium := medium_in(parsed):
                return digest_of(medium.digest)
            # A text that reads like one of our digests is still a text.
            return f"text:{parsed}" if MARKER in parsed and LOOKS_MARKED.match(parsed) else parsed
        case list():
            return [by_digest(entry) for entry in parsed]
        case dict():
            return {name: by_digest(value) for name, value in parsed.items()}
    return parsed


def digest_of(sha256: str) -> Digest:
    """The digest, as the canonical form has it."""
    return Digest(MARKER + sha256)


def _decoded(text: str) -> bytes | None:
    line = _one_line(text)
    if line is None:
        return None
    bare = line.rstrip("=")
    alphabet = BASE64.fullmatch(bare)
    # Padding there is whole or absent (RFC 4648, 3.2).
    if alphabet is None or len(bare) % 4 == 1 or (line != bare and len(line) % 4):
        return None
    if alphabet["url"] is not None:
        bare = bare.translate(URL_ALPHABET)
    padded = bare + "=" * (-len(bare) % 4)
    try:
        content = binascii.a2b_base64(padded, strict_mode=True)
    except binascii.Error:
        return None
    # Two texts may decode alike where bits are left over (RFC 4648, 3.5): only the canonical one stands for bytes.
    return content if binascii.b2a_base64(content, newline=False) == padded.encode() else None


def _one_line(text: str) -> str | None:
    """The text without its line breaks, if they cut it into equal lines, the last one perhaps shorter."""
    if "\n" not in text:
        return text
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    width = len(lines[0])
    is_even = width >= SHORTEST and all(len(line) == width for line in lines[:-1]) and 0 < len(lines[-1]) <= width
    return "".join(lines) if is_even else None

"""JSON styles: the few ways in which servers write JSON, so that parsed JSON gives its very bytes back.

A style is a layout, then what is escaped though it need not be, joined by `+`:
`compact`, `spaced+ascii`, `indent-2+<>&`.
Seen in 2026: compact with non-ASCII as it is (most), with `\\u003c` (Go and Google servers), spaced and
ASCII-escaped (Python's default), indented by two (OpenAI's and Google's whole answers).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

LAYOUTS: dict[str, tuple[tuple[str, str], int | None]] = {
    "compact": ((",", ":"), None),
    "spaced": ((", ", ": "), None),
    "indent-2": ((",", ": "), 2),
    "indent-4": ((",", ": "), 4),
}

ESCAPES: dict[str, str] = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "'": "\\u0027",
    "=": "\\u003d",
    "/": "\\/",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
"""Characters that some servers escape within strings. None of them occurs in JSON outside of a string."""

ESCAPE = re.compile(rb"\\(?:u....|.)", re.DOTALL)

DEEPEST = 100
"""Levels of a value that is read and written from any depth of a program's own stack."""

Style = str


class NotPlain(ValueError):
    """These bytes are not JSON, or are not what any style writes for the value they mean."""


def parse(payload: bytes) -> Any:
    """The value of UTF-8 JSON.

    Raises:
        NotPlain: not JSON, not UTF-8, or too deep or too long to parse.
    """
    try:
        value = json.loads(payload.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotPlain(str(error)) from None
    if payload.count(b"[") + payload.count(b"{") > DEEPEST and _is_deeper(value, DEEPEST):
        raise NotPlain(f"nested deeper than {DEEPEST} levels")
    return value


def _is_deeper(value: Any, levels: int) -> bool:
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return False
    return levels == 0 or any(_is_deeper(entry, levels - 1) for entry in value)


def _refuse(constant: str) -> Any:
    # Python reads NaN and Infinity; other readers of a recording would not.
    raise ValueError(f"{constant} is not JSON")


def encode(value: Any, style: Style) -> bytes:
    """The value as bytes in this style.

    Raises:
        NotPlain: the value holds what the style cannot write, such as half a surrogate pair unescaped.
    """
    encoder, escapes = _parts(style)
    try:
        text = encoder.encode(value)
        return (text.translate(escapes) if escapes else text).encode("utf-8")
    except (UnicodeEncodeError, RecursionError) as error:
        raise NotPlain(str(error)) from None


def style_of(payloads: Iterable[tuple[bytes, Any]]) -> Style:
    """The style that gives most of these payloads back byte for byte from their parsed values."""
    pairs = list(payloads)
    joined = b"".join(payload for payload, _ in pairs)
    counts = {style: sum(is_exact(*pair, style) for pair in pairs) for style in _candidates(joined)}
    return max(counts, key=lambda style: counts[style])


def is_exact(payload: bytes, value: Any, style: Style) -> bool:
    """Whether this style writes exactly this payload for the value."""
    try:
        return encode(value, style) == payload
    except NotPlain:
        return False


def _candidates(joined: bytes) -> list[Style]:
    found = set(ESCAPE.findall(joined))
    escaped = "".join(char for char, escape in ESCAPES.items() if escape.encode() in found)
    layouts = ["indent-2", "indent-4"] if b"\n" in joined else ["compact", "spaced"]
    flags = ["", "+ascii"] if any(escape.startswith(b"\\u") for escape in found) else [""]
    suffixes = [flag + (f"+{escaped}" if escaped else "") for flag in flags]
    plain = flags if escaped else []
    return [layout + suffix for layout in layouts for suffix in [*suffixes, *plain]]


@lru_cache(maxsize=64)
def _parts(style: Style) -> tuple[json.JSONEncoder, dict[int, str]]:
    layout, *flags = style.split("+")
    chars = "".join(flag for flag in flags if flag != "ascii")
    if layout not in LAYOUTS or not ESCAPES.keys() >= set(chars):
        known = f"{', '.join(LAYOUTS)}, then +ascii, then + and any of {' '.join(ESCAPES)!a}"
        raise ValueError(f"JSON style {style!r} does not exist: expected one of {known}")
    separators, indent = LAYOUTS[layout]
    encoder = json.JSONEncoder(separators=separators, indent=indent, ensure_ascii="ascii" in flags)
    return encoder, {ord(char): ESCAPES[char] for char in chars}

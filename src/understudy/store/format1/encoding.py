"""Recorded JSON as the bytes of a body: whole, as SSE frames, as NDJSON lines."""

from __future__ import annotations

import json
from typing import Any

DONE = b"data: [DONE]\n\n"

# Characters that JSON leaves alone and that end a line for `str.splitlines`, by which httpx cuts a stream
# into lines: unescaped, one of them inside a text would tear its frame apart.
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def whole(content: Any) -> bytes:
    """Compact JSON, non-ASCII as it is. A surrogate without its partner has no UTF-8: it stays escaped."""
    return _compact(content).encode("utf-8", "backslashreplace")


def sse(content: Any, event: str | None = None) -> bytes:
    """One frame of an SSE stream."""
    line = b"data: " + _line(content) + b"\n\n"
    return line if event is None else f"event: {event}\n".encode() + line


def ndjson(content: Any) -> bytes:
    """One line of an NDJSON stream."""
    return _line(content) + b"\n"


def _line(content: Any) -> bytes:
    return _compact(content).translate(_LINE_ENDS).encode("utf-8", "backslashreplace")


def _compact(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

"""A JSON array whose elements arrive one after another, as Gemini streams without `alt=sse`.

A frame is an element with the punctuation before it: `[{…}`, then `,{…}`. The closing bracket and whatever
follows are the rest, since nothing says when that is whole; so is all from the first byte that fits no array.
Source: RFC 8259; Gemini API, `streamGenerateContent`, as of 2026-11.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from understudy.wire.shape import Shape, around, fill


class _State(Enum):
    PUNCTUATION = auto()
    """Before the `[` or `,` that leads to an element."""
    ELEMENT = auto()
    """Before an element."""
    NESTED = auto()
    """Within an object or array, outside of strings."""
    STRING = auto()
    ESCAPE = auto()
    SCALAR = auto()
    """Within a number, `true`, `false` or `null`: only what follows ends it."""
    OVER = auto()


_NOT_SPACE = re.compile(rb"[^ \t\r\n]")

# The next byte that can mean something; everything before it is skipped.
_NEXT = {
    _State.PUNCTUATION: _NOT_SPACE,
    _State.ELEMENT: _NOT_SPACE,
    _State.NESTED: re.compile(rb'[\[\]{}"]'),
    _State.STRING: re.compile(rb'["\\]'),
    _State.ESCAPE: re.compile(rb".", re.DOTALL),
    _State.SCALAR: re.compile(rb"[ \t\r\n,\]]"),
    _State.OVER: re.compile(rb"(?!)"),
}

_FRAME = re.compile(rb"([ \t\r\n]*[\[,][ \t\r\n]*)([^ \t\r\n,\]].*)", re.DOTALL)


class JsonArraySplitter:
    """Cuts after each element of the outermost array, in one pass over the bytes."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._at = 0
        """Everything before this has been understood."""
        self._state = _State.PUNCTUATION
        self._punctuation = b"["
        self._depth = 0

    def feed(self, data: bytes) -> list[bytes]:
        self._held += data
        frames = []
        start = 0
        while found := _NEXT[self._state].search(self._held, self._at):
            self._at = found.start() if self._state is _State.SCALAR else found.end()
            self._state = self._after(found[0])
            if self._state is _State.PUNCTUATION:
                frames.append(bytes(self._held[start : self._at]))
                start = self._at
        del self._held[:start]
        self._at = len(self._held)
        return frames

    def rest(self) -> bytes:
        return bytes(self._held)

    def _after(self, byte: bytes) -> _State:
        match self._state:
            case _State.PUNCTUATION if byte == self._punctuation:
                self._punctuation = b","
                return _State.ELEMENT
            case _State.ELEMENT if byte not in b",]":
                self._depth = int(byte in b"{[")
                return _State.NESTED if self._depth else _State.STRING if byte == b'"' else _State.SCALAR
            case _State.NESTED if byte == b'"':
                return _State.STRING
            case _State.NESTED:
                # Which bracket closes which is left to the JSON parser.
                self._depth += 1 if byte in b"{[" else -1
                return _State.NESTED if self._depth else _State.PUNCTUATION
            case _State.STRING if byte == b"\\":
                return _State.ESCAPE
            case _State.STRING:
                return _State.NESTED if self._depth else _State.PUNCTUATION
            case _State.ESCAPE:
                return _State.STRING
            case _State.SCALAR:
                return _State.PUNCTUATION
        return _State.OVER


def shape(raw: bytes) -> Shape | None:
    """The element is the payload. None for the end of the array, and for anything else without an element."""
    found = _FRAME.fullmatch(raw)
    return around(found[1], found[2], b"") if found else None


def render(template: str, payload: bytes) -> bytes:
    """The raw frame again."""
    return fill(template, payload)

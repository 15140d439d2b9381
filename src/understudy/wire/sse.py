"""Server-sent events: bytes to frames and back, in pieces of any size.

Source: WHATWG HTML, sections 9.2.5 and 9.2.6, as of 2026-11. A frame is everything up to and including the
blank line that ends it; a further blank line is a frame of its own. Its raw bytes stay; `fields` is a view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from understudy.wire.shape import Shape, around, fill

_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n?|\n")

# Python refuses to read integers of thousands of digits; 18 digits of milliseconds are 30 million years.
_RETRY = re.compile(r"[0-9]{1,18}")


class SseSplitter:
    """Cuts an event stream after each blank line."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._line = 0
        """Where the line that is being read begins."""
        self._searched = 0
        """No line ends between the start of the line and here."""
        self._is_begun = False

    def feed(self, data: bytes) -> list[bytes]:
        self._held += data
        if not self._is_begun and not self._begin():
            return []
        frames = []
        start = 0
        while end := _LINE_END.search(self._held, self._searched):
            if end[0] == b"\r" and end.end() == len(self._held):
                break  # may be half a CRLF
            is_blank = end.start() == self._line
            self._line = self._searched = end.end()
            if is_blank:
                frames.append(bytes(self._held[start : self._line]))
                start = self._line
        else:
            self._searched = len(self._held)
        del self._held[:start]
        self._line -= start
        self._searched -= start
        return frames

    def rest(self) -> bytes:
        return bytes(self._held)

    def _begin(self) -> bool:
        """Step over a BOM; False while too little has arrived to tell."""
        if len(self._held) < len(_BOM) and _BOM.startswith(self._held):
            return False
        self._is_begun = True
        if self._held.startswith(_BOM):
            self._line = self._searched = len(_BOM)
        return True


@dataclass(frozen=True, slots=True)
class Fields:
    """What a frame says, decoded. None where it does not say it."""

    event: str | None = None
    data: str | None = None
    """All `data` lines, joined by LF. None: the standard dispatches nothing for this frame."""
    id: str | None = None
    retry: int | None = None
    """Milliseconds."""
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    name: bytes
    value: bytes
    has_colon: bool
    start: int
    """Where the value begins within the frame."""


def fields(raw: bytes) -> Fields:
    """Read a frame as a browser would. Bytes that are not UTF-8 become U+FFFD."""
    event = data = id_ = retry = None
    comments = []
    for line in _lines(raw):
        value = line.value.decode(errors="replace")
        match line.name:
            case b"" if line.has_colon:
                comments.append(value)
            case b"event":
                event = value
            case b"data":
                data = value if data is None else f"{data}\n{value}"
            case b"id" if "\0" not in value:
                id_ = value
            case b"retry" if _RETRY.fullmatch(value):
                retry = int(value)
    return Fields(event, data, id_, retry, tuple(comments))


def shape(raw: bytes) -> Shape | None:
    """The one `data` line's value is the payload. None with none or several, and for what is not UTF-8."""
    lines = [line for line in _lines(raw) if line.name == b"data"]
    if len(lines) != 1 or not lines[0].has_colon or not _is_utf8(raw):
        return None
    [line] = lines
    return around(raw[: line.start], line.value, raw[line.start + len(line.value) :])


def is_idle(raw: bytes) -> bool:
    """Whether a frame carries no data, or the `[DONE]` with which OpenAI and its imitators end a stream."""
    data = fields(raw).data
    return data is None or data == "[DONE]"


def render(template: str, payload: bytes) -> bytes:
    """The raw frame again."""
    return fill(template, payload)


def _lines(raw: bytes) -> Iterator[_Line]:
    # The standard knows a BOM at the start of a stream only; a frame cannot know whether it is the first.
    # Taking every leading one for a BOM loses nothing: it stays in the template.
    offset = len(_BOM) if raw.startswith(_BOM) else 0
    # For bytes, unlike for text, `splitlines` knows exactly the three line ends of the standard.
    for whole in raw[offset:].splitlines(keepends=True):
        name, colon, value = whole.rstrip(b"\r\n").partition(b":")
        space = value.startswith(b" ")
        yield _Line(name, value[space:], bool(colon), offset + len(name) + len(colon) + space)
        offset += len(whole)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True

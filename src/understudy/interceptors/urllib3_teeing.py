"""Bytes of an answer on their way from the socket to urllib3: handed on as they arrive, and told to a capture.

What is told is what a reader has taken. A chunk of a chunked body that arrived in several reads, and was taken in
one, is one; so what a reader gets on replay does not depend on how the network cut it.
"""

from __future__ import annotations

import io
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from understudy.engine import Capture
from understudy.interceptors.urllib3_failures import TOO_SHORT, failure_of, text_of
from understudy.interceptors.urllib3_framing import Body, Chunked, Plain
from understudy.model import FailureKind

READ_SIZE = 1 << 16


def tee(response: Any, capture: Capture, started: float) -> Tee | None:
    """Have the body of a response pass the capture; None where there is none to come."""
    received = response._original_response
    if received is None or received.fp is None or received.length == 0:
        capture.complete()
        return None
    body: Body = Chunked() if received.chunked else Plain(received.length)
    passing = Tee(received.fp, body, capture, started)
    received.fp = Reader(passing, READ_SIZE)
    return passing


@dataclass(slots=True)
class Piece:
    """Bytes that a reader has not taken yet."""

    start: int
    """Of its first byte, in all that arrived."""

    content: bytes
    at_ms: int
    is_whole: bool


class Tee(io.RawIOBase):
    """Between the library's reader and the socket's."""

    def __init__(self, fp: Any, body: Body, capture: Capture, started: float) -> None:
        self._fp, self._body, self._capture, self._started = fp, body, capture, started
        self._pieces: deque[Piece] = deque()
        self._arrived = self._taken = 0
        self._is_read_by_library = self._is_broken = False
        self.is_chunked = isinstance(body, Chunked)

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._fp.fileno()  # type: ignore[no-any-return]  # untyped in urllib3

    def readinto(self, buffer: Any) -> int:
        try:
            content: bytes = self._fp.read1(len(buffer))
        except BaseException:
            self._is_broken = True
            raise
        if not content:
            self._body.end()
            self._is_broken = not self._body.is_complete
        at_ms = round((time.monotonic() - self._started) * 1000)
        for start, piece, is_whole in self._body.feed(content) if content else ():
            if self._pieces and not self._pieces[-1].is_whole:
                last = self._pieces[-1]
                last.content, last.at_ms, last.is_whole = last.content + piece, at_ms, is_whole
            else:
                self._pieces.append(Piece(self._arrived + start, piece, at_ms, is_whole))
        self._is_broken |= self._body.is_lost
        self._arrived += len(content)
        buffer[: len(content)] = content
        return len(content)

    def take(self, size: int) -> None:
        """The reader has handed on so many more bytes."""
        self._taken += size
        while self._pieces and self._pieces[0].start < self._taken:
            piece = self._pieces.popleft()
            self._capture.chunk(piece.content, piece.at_ms)

    def close(self) -> None:
        if self.closed:
            return
        try:
            self._fp.close()
        finally:
            super().close()
            # The library closes what broke, and says only then how.
            if not (self._is_read_by_library and self._is_broken):
                self._settle()

    @contextmanager
    def read_by_library(self) -> Iterator[None]:
        """What the library raises in this block is how the answer ended."""
        self._is_read_by_library = True
        try:
            yield
        except BaseException as error:
            failure = failure_of(error)
            if failure is None:
                # The reader went away.
                self._settle()
            else:
                in_body = FailureKind.READ if failure is FailureKind.CONNECT else failure
                self._capture.failed(in_body, text_of(error))
            raise
        finally:
            self._is_read_by_library = False
        if self.closed:
            self._settle()

    def _settle(self) -> None:
        if self._body.is_complete and not self._pieces:
            self._capture.complete()
        elif self._is_broken:
            self._capture.failed(FailureKind.PROTOCOL, TOO_SHORT)
        else:
            self._capture.closed_by_client()


class Reader(io.BufferedReader):
    """Tells the tee what was taken. Less than was asked for of a chunk is not: the library drops it, and raises."""

    raw: Tee

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        if not (self.raw.is_chunked and len(content) < (size or 0)):
            self.raw.take(len(content))
        return content

    def read1(self, size: int = -1, /) -> bytes:
        content = super().read1(size)
        self.raw.take(len(content))
        return content

    def readinto(self, buffer: Any, /) -> int:
        size = super().readinto(buffer)
        if not (self.raw.is_chunked and size < len(buffer)):
            self.raw.take(size)
        return size

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        self.raw.take(len(line))
        return line

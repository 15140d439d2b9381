"""A transport that answers from a playback. aiohttp's own protocol and parser read it as they read a socket.

A chunk is fed when the one before has been read: asyncio's flow control says so. So the cuts between chunks are
those of the recording, however fast or slow the application reads.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from understudy.engine import Playback
from understudy.interceptors.aiohttp_failures import ending
from understudy.interceptors.waiting import Due


class Playing(asyncio.Transport):
    """The connection of one exchange."""

    def __init__(self, protocol: Any, playback: Playback, req: Any) -> None:
        super().__init__()
        self._loop = asyncio.get_running_loop()
        self._protocol, self._playback = protocol, playback
        self._expects = "100-continue" in req.headers.get("expect", "").lower()
        self._has_body = req.method != "HEAD" and playback.status not in (204, 304)
        self._chunks = deque(playback.chunks if self._has_body else ())
        self._is_chunked = self._has_body and not self._is_length_true()
        # From the request on, which is about to be written.
        self._due = None if playback.due_ms is None else Due(playback, None)
        self._chunks_ms = deque(self._due.chunks_ms if self._due is not None and self._has_body else ())
        self._ends_later = self._due is not None and self._due.end_ms > max(self._chunks_ms, default=0)
        self._is_begun = self._is_due = self._is_over = self._is_closed = False
        protocol.connection_made(self)
        # One exchange each: never back into the pool.
        protocol.force_close()

    def _is_length_true(self) -> bool:
        """Whether the announced length agrees with what follows; it need not where the answer broke off."""
        lengths = [value for name, value in self._playback.raw_headers if name.lower() == b"content-length"]
        size = self._playback.size
        return any(value.isdigit() and (int(value) == size or ending(self._playback) is not None) for value in lengths)

    def write(self, data: Any) -> None:
        if self._is_begun:
            return
        self._is_begun = True
        if self._expects:
            self._after(2, lambda: self._feed(b"HTTP/1.1 100 Continue\r\n\r\n"))
        # The body is written in a task that starts a turn later; an answer before it would cancel it.
        self._after(5 if self._expects else 2, self._at_first)

    def _after(self, turns: int, work: Callable[[], None]) -> None:
        if turns:
            self._loop.call_soon(self._after, turns - 1, work)
        else:
            work()

    def _feed(self, content: bytes) -> None:
        if not self._is_closed:
            self._protocol.data_received(content)

    def _at_first(self) -> None:
        if self._due is None:
            self._begin()
        else:
            self._due.call(self._loop, self._due.head_ms, self._begin)

    def _at_next(self) -> None:
        if self._due is None:
            self._next()
        else:
            self._is_due = True
            at_ms = self._chunks_ms.popleft() if self._chunks_ms else self._due.end_ms
            self._due.call(self._loop, at_ms, self._next)

    def _begin(self) -> None:
        if self._is_closed:
            return
        if self._playback.status is None:
            self._is_over = True
            self._protocol.set_exception(ending(self._playback))
            return
        self._feed(self._head())
        self._at_next()

    def _head(self) -> bytes:
        status = self._playback.status or 0
        phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
        dropped = {b"transfer-encoding", b"connection", *([b"content-length"] if self._is_chunked else [])}
        lines = [f"HTTP/1.1 {status} {phrase}".encode()]
        lines += [b"%b: %b" % pair for pair in self._playback.raw_headers if pair[0].lower() not in dropped]
        lines += [b"Transfer-Encoding: chunked"] if self._is_chunked else []
        return b"\r\n".join(lines) + b"\r\n\r\n"

    def _next(self) -> None:
        """The next chunk, or the end."""
        self._is_due = False
        if self._is_closed or self._is_over:
            return
        if self._chunks:
            content = self._chunks.popleft()
            framed = b"%x\r\n%b\r\n" % (len(content), content) if self._is_chunked else content
            if not self._chunks and ending(self._playback) is None and not self._ends_later:
                # By itself the end would be one more, empty chunk to `iter_chunks`.
                self._is_over = True
                framed += b"0\r\n\r\n" if self._is_chunked else b""
            self._feed(framed)
            # Some releases tell the transport that a chunk was read only where reading had been paused.
            self._protocol._reading_paused = True
            return
        self._is_over = True
        error = ending(self._playback)
        if error is None:
            self._feed(b"0\r\n\r\n" if self._is_chunked else b"")
        elif (payload := self._protocol._payload) is not None:
            payload.set_exception(error)

    def resume_reading(self) -> None:
        if not self._is_due:
            self._is_due = True
            self._loop.call_soon(self._at_next)

    def pause_reading(self) -> None:
        pass

    def is_reading(self) -> bool:
        return not self._is_closed

    def is_closing(self) -> bool:
        return self._is_closed

    def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._loop.call_soon(self._protocol.connection_lost, None)

    def abort(self) -> None:
        self.close()

    def get_write_buffer_size(self) -> int:
        return 0

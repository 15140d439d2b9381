"""Listens to a live connection of aiohttp for the length of one exchange, and tells the capture what arrives.

A second parser of aiohttp's own takes the same bytes, without undoing the content coding. aiohttp gets each
piece in the same turn of the loop; nothing waits for the application to read.
"""

from __future__ import annotations

import asyncio
import time
from importlib import import_module
from typing import Any

from understudy.engine import Capture
from understudy.errors import UnderstudyError
from understudy.interceptors.aiohttp_failures import kind_of

NO_LIMIT = 2**30


def tee(connection: Any, req: Any, capture: Capture, started: float) -> None:
    """Tell the capture of this exchange until the connection is given back."""
    listener = _Listener(connection.protocol, req, capture, started)
    connection.add_callback(listener.released)
    listener.listen()


class _NoFlow:
    """Stands where a parser expects its protocol: nothing is ever paused."""

    _reading_paused = False

    def pause_reading(self) -> None: ...

    def resume_reading(self, resume_parser: bool = True) -> None: ...


class _Listener(asyncio.Protocol):
    """Stands between a transport and aiohttp's protocol."""

    def __init__(self, inner: Any, req: Any, capture: Capture, started: float) -> None:
        self._inner, self._capture, self._started = inner, capture, started
        self._loop = asyncio.get_running_loop()
        self._timer = getattr(req, "_timer", None)
        self._transport = inner.transport
        self._body: Any = None
        self._parser = import_module("aiohttp.http_parser").HttpResponseParser(
            _NoFlow(),
            self._loop,
            NO_LIMIT,
            max_line_size=NO_LIMIT,
            max_field_size=NO_LIMIT,
            response_with_body=req.method != "HEAD",
            read_until_eof=True,
            auto_decompress=False,
        )

    def listen(self) -> None:
        if self._transport is not None:
            self._note(getattr(self._inner, "_tail", b""))
            self._transport.set_protocol(self)
            # `ClientTimeout(sock_read=…)` ends an exchange without a word on the wire: its protocol alone is told.
            self._inner.set_exception = self._told

    def _told(self, error: BaseException, *args: Any) -> None:
        type(self._inner).set_exception(self._inner, error, *args)
        if isinstance(error, TimeoutError):
            self._capture.failed(kind_of(error), str(error))

    def data_received(self, data: bytes) -> None:
        is_broken = False
        try:
            self._note(data)
        except UnderstudyError:
            # It could not be kept: the transport ends with this error, and the application is told.
            raise
        except Exception:
            is_broken = True
        payload = self._inner._payload
        self._inner.data_received(data)
        if is_broken:
            self._failed(payload)

    def eof_received(self) -> bool | None:
        kept_open: bool | None = self._inner.eof_received()
        return kept_open

    def connection_lost(self, exc: Exception | None) -> None:
        payload = self._inner._payload
        try:
            self._parser.feed_eof()
            self._note(b"")
        except UnderstudyError as error:
            exc = exc or error
        except Exception:
            # Too early; aiohttp's own parser finds the same, and its words are those that the application has.
            pass
        self._inner.connection_lost(exc)
        self._failed(payload, is_lost=isinstance(exc, OSError))

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def released(self) -> None:
        """The application is done with the connection."""
        if self._transport is not None and self._transport.get_protocol() is self:
            self._transport.set_protocol(self._inner)
        vars(self._inner).pop("set_exception", None)
        error = self._inner.exception()
        if getattr(self._timer, "_cancelled", False):
            # `ClientTimeout(total=…)` is over; aiohttp tells it the reader alone.
            error = error or TimeoutError()
        try:
            if error is None:
                self._capture.closed_by_client()
            else:
                self._capture.failed(kind_of(error), str(error))
        except UnderstudyError as trouble:
            # aiohttp drops what is raised here.
            self._loop.call_exception_handler({"message": str(trouble), "exception": trouble})

    def _note(self, content: bytes) -> None:
        if content:
            for message, body in self._parser.feed_data(content)[0]:
                if message.code >= 200:
                    headers = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in message.raw_headers)
                    self._capture.head(message.code, tuple(headers))
                    self._body = body
        if self._body is not None:
            at_ms = round((time.monotonic() - self._started) * 1000)
            self._capture.chunk(self._body.read_nowait(-1), at_ms)
            if self._body.is_eof():
                self._capture.complete()

    def _failed(self, payload: Any, *, is_lost: bool = False) -> None:
        error = (payload.exception() if payload is not None else None) or self._inner.exception()
        if error is not None:
            self._capture.failed(kind_of(error, is_lost=is_lost), str(error))

"""Refuses requests that are too large, too slow or told in a misleading way, before anything is made of them.

A subclass of uvicorn's protocol on httptools. The parser is strict about framing (RFC 9112, 11.2: both lengths, two
lengths, folded or bare lines, odd names); what it leaves to its caller is done here: it holds a head of any size, takes
fields behind a chunked body for headers, and any target that looks like a URL.
"""

from __future__ import annotations

import asyncio
import re
from http import HTTPStatus
from typing import Any

from understudy.proxy.bounds import Bounds

READ_AT_ONCE, READ_AS_A_RULE = 2**18, 2**12
"""Bytes that event loops read at once, and that they find as a rule."""

LONGEST_TARGET = 8192
"""Bytes of path and query. What is known of addresses is held for thousands of them."""

LINGERS_S = 2.0
"""While a client still sends, closing would take the answer from it before it is read (RFC 9112, 9.6)."""

IDLE_S = 75
"""Clients keep idle connections for 5 s (httpx) and longer; one that we close first is a failed request of theirs."""

SLASH, FRAGMENT = ord("/"), b"#"
ASTERISK = b"*"
DEFAULT_PORT = re.compile(rb":(80|443)?$")


class Unfit(Exception):
    """The parser's caller gives up on a request."""


def guarded(protocol: type[Any], bounds: Bounds) -> type[Any]:
    """The protocol class, with bounds."""
    head_bytes, short = bounds.head_bytes, min(bounds.head_bytes, READ_AS_A_RULE)
    # This stands in the way of every request: it calls its class by name, as `super()` takes its time.
    received, head_ended = protocol.data_received, protocol.on_headers_complete
    body_came, ended = protocol.on_body, protocol.on_message_complete

    class Guarded(protocol):  # type: ignore[misc]  # the class that is given
        def __init__(self, *args: Any, **settings: Any) -> None:
            super().__init__(*args, **settings)
            self._whole: list[tuple[bytes, bytes]] | None = None
            """The headers of the latest request that is whole: others are of one that is still coming."""
            self._count = 0
            """How many the latest one has."""
            self._is_body_coming = False
            self._quiet = 0
            """Bytes of a request that is not whole, since there were some of its body."""
            self._wrong: tuple[int, str] | None = None
            self._is_over = False
            self._timed: Any = None
            """The request that the clock is looked at for."""
            self._since, self._came = 0.0, 0

        def data_received(self, data: bytes) -> None:
            if self._is_over:
                return
            if len(data) > short or self._quiet:
                self._quiet += len(data)
            received(self, data)
            if self.headers is not self._whole:
                self._wait(len(data))

        def on_headers_complete(self) -> None:
            url: bytes = self.url
            if url[0] != SLASH or FRAGMENT in url or len(url) > LONGEST_TARGET:
                self._check_target(url)
            if self._quiet > head_bytes and _size(url, self.headers) > head_bytes:
                self._give_up(431, _long_head(bounds))
            self._is_body_coming = True
            self._count = len(self.headers)
            head_ended(self)

        def on_body(self, body: bytes) -> None:
            self._quiet = 0
            body_came(self, body)

        def on_message_complete(self) -> None:
            self._is_body_coming, self._quiet, self._whole = False, 0, self.headers
            if len(self.headers) != self._count:
                # Fields behind a body are no headers (RFC 9110, 6.5.1), and the parser does not tell them apart.
                del self.headers[self._count :]
            ended(self)

        def _wait(self, count: int) -> None:
            """The request is not whole."""
            self._came += count
            self._quiet = self._quiet or count
            if self._quiet > head_bytes + READ_AT_ONCE:
                self.refuse(431, _long_head(bounds))

        def send_400_response(self, msg: str) -> None:
            """uvicorn calls this where the parser stopped."""
            self.refuse(*(self._wrong or (400, "this is no HTTP/1.1 request as its specification (RFC 9112) has it")))

        def refuse(self, status: int, text: str) -> None:
            """Answer so, and take nothing more on this connection."""
            self._is_over = True
            cycle = self.cycle
            is_its_own = cycle is not None and cycle.scope is self.scope
            if cycle is not None and not cycle.response_complete:
                if not is_its_own or self.pipeline or cycle.response_started:
                    # Another answer is to come first, or a part of this one is sent: it is the last one.
                    cycle.keep_alive = False
                    return
                cycle.disconnected = True
                cycle.message_event.set()
            elif is_its_own:
                self.transport.close()
                return
            self.transport.write(_answer(status, text))
            if self.transport.can_write_eof():
                self.transport.write_eof()
            self.loop.call_later(LINGERS_S, self.transport.close)

        def look_at_clock(self, now: float) -> None:
            """Refuse a request that does not come. To be called about once a second."""
            is_idle = self.headers is self._whole
            if self._is_over or self.flow.read_paused or (is_idle and self.cycle is not None):
                self._timed = None
            elif self._timed is not (timed := self.scope or self):
                self._timed, self._since, self._came = timed, now, 0
            elif is_idle:
                if now - self._since > IDLE_S:
                    self.transport.close()
            elif now - self._since > bounds.allowed_s(self._came):
                self.refuse(408, _slow(bounds))

        def _check_target(self, url: bytes) -> None:
            if len(url) > LONGEST_TARGET:
                self._give_up(414, f"the request's target is longer than {LONGEST_TARGET:,} bytes")
            if FRAGMENT in url:
                self._give_up(400, "a request's target has no fragment (#)")
            if url == ASTERISK:
                self._give_up(400, "there is nothing here to be asked as a whole (*)")
            if self.parser.get_method() == b"CONNECT":
                self._give_up(400, "this server is no forward proxy; it is one with --forward")
            host = dict(self.headers).get(b"host", b"")
            if _authority(url) != DEFAULT_PORT.sub(b"", host.lower()):
                self._give_up(400, "the target names another host than the Host header does")

        def _give_up(self, status: int, text: str) -> None:
            self._wrong = status, text
            raise Unfit

    return Guarded


async def looking_at_clock(connections: set[Any]) -> None:
    """Refuse what does not come, on all these connections, for ever."""
    while True:
        await asyncio.sleep(1)
        now = asyncio.get_running_loop().time()
        for connection in list(connections):
            if look := getattr(connection, "look_at_clock", None):
                look(now)


def _authority(url: bytes) -> bytes:
    named = url.partition(b"://")[2].partition(b"/")[0].partition(b"?")[0]
    return DEFAULT_PORT.sub(b"", named.rpartition(b"@")[2].lower())


def _size(url: bytes, headers: list[tuple[bytes, bytes]]) -> int:
    return len(url) + sum(len(name) + len(value) + len(b": \r\n") for name, value in headers)


def _answer(status: int, text: str) -> bytes:
    body = f"{text}\n".encode()
    return (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: text/plain; charset=utf-8\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\nx-should-retry: false\r\n\r\n"
    ).encode() + body


def _long_head(bounds: Bounds) -> str:
    return f"the request's head is longer than {bounds.head_bytes:,} bytes; the server takes more with --max-head"


def _slow(bounds: Bounds) -> str:
    return (
        f"the request was not whole after {bounds.request_s} s, and a second for each KiB of it; "
        f"the server waits longer with --request-timeout"
    )

"""Sends a request on to its upstream; the client has each chunk as soon as it arrives, the capture after it.

The capture is told of an ending before the client is, and by a plain call: the engine learns from it which ids later
requests will name. In a thread it would be overtaken by the client's next request. The file is written in a thread,
while others are answered; the client has the end when the file is there. Only a body whose length was announced ends
for the client with its last chunk, a moment earlier.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

from understudy.engine import Capture
from understudy.model import Headers, Request
from understudy.proxy.aborting import break_off, cut_off
from understudy.proxy.asgi import LAST, Receive, Scope, Send, client_left, head, piece
from understudy.proxy.refusing import tell_failure, tell_not_reached, tell_trouble, tell_unreachable
from understudy.proxy.routing import Target
from understudy.proxy.troubles import Troubles
from understudy.upstream import Client, NotReached, UpstreamFailed, for_client, is_bodiless, without_leave
from understudy.upstream.signing import Signer, is_signed

SAVING = "saving a recording"
WRITERS = 16
"""Threads that write recordings. A disk syncs as many at a time in little more than the time of one."""


class Forwarding:
    """The way to the upstreams."""

    def __init__(self, client: Client, troubles: Troubles, for_named: Client | None = None) -> None:
        """`for_named` connects to hosts that clients name."""
        self._client, self._for_named, self._troubles = client, for_named or client, troubles
        self._signer = Signer()
        self._writers = ThreadPoolExecutor(WRITERS, "understudy-writer")

    def close(self) -> None:
        """Wait until all that was captured is written."""
        self._writers.shutdown()

    async def forward(
        self, request: Request, target: Target, capture: Capture, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Carry out one exchange, until its end or until the client leaves."""
        if not target.is_reachable:
            capture.not_sent()
            await tell_unreachable(send, target)
            return
        relay = _Relay(capture, request.method, target, send, self._troubles, self._writers)
        exchange = asyncio.ensure_future(self._exchange(relay, request, target, scope, receive))
        leaving = asyncio.ensure_future(client_left(receive))
        try:
            await asyncio.wait((exchange, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            exchange.cancel()
            leaving.cancel()
            await asyncio.wait((exchange, leaving))
            with self._troubles.noted(SAVING):
                capture.closed_by_client()
            if capture.too_large:
                self._troubles.note(capture.too_large, SAVING)
        if not exchange.cancelled():
            exchange.result()

    async def _exchange(self, relay: _Relay, request: Request, target: Target, scope: Scope, receive: Receive) -> None:
        try:
            if target.upstream == "bedrock" and is_signed(request) and not target.is_named_by_client:
                request = await asyncio.to_thread(self._signer.signed, request)
            await relay.run(self._for_named if target.is_named_by_client else self._client, request)
        except NotReached as error:
            relay.capture.not_sent()
            await tell_not_reached(relay.send, target, error)
        except UpstreamFailed as failure:
            # The capture before the client: one that sees the break leaves, and that would be taken for the end.
            with self._troubles.noted(SAVING):
                relay.capture.failed(failure.kind, failure.message)
            if relay.is_begun:
                await break_off(scope, receive, failure.kind)
            else:
                await tell_failure(relay.send, failure, target)
        except Exception as error:
            relay.capture.discard()
            self._troubles.note(error, f"forwarding to {target.url}")
            if relay.is_begun:
                await cut_off(scope, receive)
            else:
                await tell_trouble(relay.send, target, error)


class _Relay:
    """One answer on its way from the upstream to the client and the capture."""

    def __init__(
        self,
        capture: Capture,
        method: str,
        target: Target,
        send: Send,
        troubles: Troubles,
        writers: ThreadPoolExecutor,
    ) -> None:
        self.capture, self.send, self.is_begun = capture, send, False
        self._method, self._target, self._troubles, self._writers = method, target, troubles, writers
        self._writing: asyncio.Future[None] | None = None

    async def run(self, client: Client, request: Request) -> None:
        started = time.monotonic()
        async with client.send(request.method, request.url, request.headers, request.body) as answer:
            self.capture.head(answer.status, answer.headers)
            self.is_begun = True
            has_body = self._method != "HEAD" and not is_bodiless(answer.status)
            missing = _length(answer.headers) if has_body else 0
            if missing == 0:
                self._complete()
                await self._written()
            headers = for_client(answer.headers, answer.status)
            # To who takes us for a proxy it is that host's own answer.
            await self.send(head(answer.status, headers if self._target.is_named_by_client else without_leave(headers)))
            async with aclosing(answer.chunks()) as chunks:
                async for chunk in chunks:
                    at_ms = round((time.monotonic() - started) * 1000)
                    await self.send(piece(chunk))
                    self.capture.chunk(chunk, at_ms)
                    if missing is not None and (missing := missing - len(chunk)) == 0:
                        self._complete()
        self._complete()
        await self._written()
        await self.send(LAST)

    def _complete(self) -> None:
        with self._troubles.noted(SAVING):
            self.capture.complete(self._write)

    async def _written(self) -> None:
        if self._writing is not None:
            # A client that leaves now does not keep it from being written.
            await asyncio.shield(self._writing)

    def _write(self, write: Callable[[], None]) -> None:
        def noted() -> None:
            with self._troubles.noted(SAVING):
                write()

        self._writing = asyncio.get_running_loop().run_in_executor(self._writers, noted)


def _length(headers: Headers) -> int | None:
    length = next((value for name, value in headers if name.lower() == "content-length"), "")
    return int(length) if length.isdigit() else None

"""Carries a conversation to its upstream and back.

A message is noted in the moment in which it is handed on, and not after that: the other side's reply to it must never
be noted first, as a replay would wait for it.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack, suppress
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.http11 import Response
from websockets.typing import Subprotocol

from understudy.engine import Capture
from understudy.model import FailureKind, Request
from understudy.proxy.asgi import Receive, Scope, Send, head, piece
from understudy.proxy.websockets.denying import denial
from understudy.proxy.websockets.playing import BROKEN, SWITCHING, sending
from understudy.upstream import Limit, UpstreamFailed, for_client
from understudy.upstream.client import PORTS
from understudy.upstream.dialling import dialled
from understudy.upstream.headers import for_upstream
from understudy.upstream.proxies import proxy_for
from understudy.wire.websocket import (
    BINARY,
    CLOSE,
    FROM_CLIENT,
    FROM_SERVER,
    MEDIA_TYPE,
    TEXT,
    Message,
    closing,
    sayable,
)

OPEN_S = 10.0
OF_THE_HANDSHAKE = "sec-websocket-"


async def relay(
    request: Request, capture: Capture, scope: Scope, receive: Receive, send: Send, limit: Limit | None = None
) -> None:
    """Carry out one conversation, until either side ends it.

    Args:
        limit: for a host that the client named.

    Raises:
        NotReached: the limit forbids this host.
        UpstreamFailed: it could not be opened.
    """
    await receive()
    started = time.monotonic()
    async with AsyncExitStack() as stack:
        try:
            upstream = await stack.enter_async_context(await _connection(request, scope, limit))
        except InvalidStatus as refused:
            await _refused(refused.response, capture, _since(started), denial(send))
            return
        except (OSError, WebSocketException) as error:
            capture.failed(FailureKind.CONNECT, str(error))
            raise UpstreamFailed(FailureKind.CONNECT, str(error)) from error
        capture.head(SWITCHING, (("content-type", MEDIA_TYPE),))
        await send({"type": "websocket.accept", "subprotocol": upstream.subprotocol})
        await _carry(upstream, capture, started, receive, send)


async def _carry(upstream: ClientConnection, capture: Capture, started: float, receive: Receive, send: Send) -> None:
    notes = _Notes(capture, started)
    ways: list[asyncio.Future[None]] = [
        asyncio.ensure_future(_from_client(upstream, receive, notes)),
        asyncio.ensure_future(_from_upstream(upstream, send, notes)),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        ends = await asyncio.gather(*ways, return_exceptions=True)
        troubles = [end for end in ends if isinstance(end, Exception)]
        if troubles:
            capture.failed(FailureKind.READ, str(troubles[0]))
        else:
            capture.complete()


class _Notes:
    """Takes down a conversation up to the first word that it is over; the other side only says so too."""

    def __init__(self, capture: Capture, started: float) -> None:
        self._capture, self._started, self.have_end = capture, started, False

    def take(self, message: Message | None) -> None:
        """None is the end of a side that said nothing."""
        if message and not self.have_end:
            self._capture.chunk(message.raw(), _since(self._started))
        self.have_end = self.have_end or message is None or message.kind == CLOSE


async def _refused(answer: Response, capture: Capture, at_ms: int, deny: Send) -> None:
    headers, body = tuple(answer.headers.raw_items()), bytes(answer.body)
    capture.head(answer.status_code, headers)
    capture.chunk(body, at_ms)
    capture.complete()
    # Its framing is undone: the length is told anew.
    passed = [pair for pair in for_client(headers, answer.status_code) if pair[0].lower() != "content-length"]
    await deny(head(answer.status_code, [*passed, ("content-length", str(len(body)))]))
    await deny(piece(body, more=False))


async def _connection(request: Request, scope: Scope, limit: Limit | None) -> connect:
    parts = urlsplit(request.url)
    host, scheme = parts.hostname or "", "https" if parts.scheme == "wss" else "http"
    proxy = proxy_for(scheme, host)
    place: dict[str, Any] = {"proxy": proxy}
    if limit is not None:
        port = parts.port or PORTS[scheme]
        limit.check(host, port)
        if proxy is None:
            place = {"sock": await dialled(host, port, limit)}
    headers = [pair for pair in for_upstream(request.headers) if not pair[0].lower().startswith(OF_THE_HANDSHAKE)]
    return _Unredirected(
        request.url,
        additional_headers=headers,
        subprotocols=[Subprotocol(name) for name in scope["subprotocols"]] or None,
        user_agent_header=None,
        compression=None,
        max_size=None,
        open_timeout=OPEN_S,
        **place,
    )


class _Unredirected(connect):
    """Hands a redirect to the client, as every other answer: it is the one to say where it wants to go."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


async def _from_client(upstream: ClientConnection, receive: Receive, notes: _Notes) -> None:
    while True:
        message: dict[str, Any] = await receive()
        if message["type"] == "websocket.disconnect":
            code, reason = message.get("code") or 1000, message.get("reason") or ""
            notes.take(closing(FROM_CLIENT, code, reason))
            await upstream.close(sayable(code), reason)
            return
        text = message.get("text")
        kind, payload = (BINARY, message["bytes"]) if text is None else (TEXT, text.encode())
        notes.take(Message(FROM_CLIENT, kind, payload))
        await upstream.send(message["bytes"] if text is None else text)


async def _from_upstream(upstream: ClientConnection, send: Send, notes: _Notes) -> None:
    try:
        while True:
            said = await upstream.recv()
            kind, payload = (TEXT, said.encode()) if isinstance(said, str) else (BINARY, said)
            notes.take(Message(FROM_SERVER, kind, payload))
            await send(sending(kind, payload))
    except ConnectionClosed as ended:
        received = ended.rcvd
        code, reason = (received.code, received.reason) if received else (BROKEN, "the upstream went away")
        is_broken = received is None and not notes.have_end
        notes.take(closing(FROM_SERVER, code, reason) if received else None)
        with suppress(RuntimeError, OSError):  # the client ended it first
            await send({"type": "websocket.close", "code": sayable(code), "reason": reason})
        if is_broken:
            raise


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)

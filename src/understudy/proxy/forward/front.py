"""The first bytes of a connection: an ordinary request, one to a forward proxy, or the wish for a tunnel.

A tunnel's own first byte says whether it carries TLS; that is undone here, and the server's protocol sees plain HTTP
either way. What a connection began as it stays: clients do not mix them (RFC 9112, 3.2 and 9.3.6).
"""

from __future__ import annotations

import asyncio
import re
import ssl
from asyncio.sslproto import SSLProtocol
from collections.abc import Callable
from functools import partial
from typing import Any

from understudy.proxy.forward.asked import Asked
from understudy.proxy.forward.authority import Signer
from understudy.proxy.forward.origin import Authority, parse_authority
from understudy.proxy.forward.relay import End, opened_to
from understudy.proxy.forward.ways import Way, Ways
from understudy.proxy.guarded import IDLE_S
from understudy.upstream import NotReached

LONGEST_HEAD = 2**16
TO_A_PROXY = re.compile(rb"[A-Z]+ (https?)://", re.IGNORECASE)
TLS_HANDSHAKE = b"\x16"
"""The first byte of a ClientHello (RFC 8446, 5.1); no method begins with it."""

NotTrusted = Callable[[str, str], None]
"""Told of a host whose client did not accept our certificate, and what to say of it."""


class Front:
    """Makes the protocols of a server's connections."""

    def __init__(self, protocol: type[Any], signer: Signer, ways: Ways, not_trusted: NotTrusted) -> None:
        """`protocol` is the server's. It must not answer by itself: its target does not say which server is meant."""
        self.plain, self.tunnelled = protocol, _tunnelled(protocol)
        self.signer, self.ways, self.not_trusted = signer, ways, not_trusted

    def __call__(self, **given: Any) -> asyncio.Protocol:
        """Takes what uvicorn gives to a protocol."""
        return _Connection(self, given)


def _tunnelled(protocol: type[Any]) -> type[Any]:
    class Tunnelled(protocol):  # type: ignore[misc]  # the class that is given
        raw: asyncio.Transport

        def shutdown(self) -> None:
            """The server ends. TLS would wait for the client to say goodbye."""
            super().shutdown()
            if self.transport.is_closing():
                self.raw.close()

    return Tunnelled


class _Connection(asyncio.Protocol):
    """A connection, until it is known what it is."""

    def __init__(self, front: Front, given: dict[str, Any]) -> None:
        self._front, self._given = front, given
        self._all: set[Any] = given["server_state"].connections
        self._transport: asyncio.Transport
        self._began = b""
        self._asked: Authority | None = None
        """What a tunnel was asked to."""
        self._since = 0.0
        """When the clock was first looked at."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # of a stream
        self._all.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._all.discard(self)

    def shutdown(self) -> None:
        """The server ends."""
        self._transport.close()

    def look_at_clock(self, now: float) -> None:
        """Close what does not begin. A client may open a tunnel long before it uses it."""
        self._since = self._since or now
        if now - self._since > IDLE_S:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._began += data
        if self._asked is not None:
            self._enter(self._asked)
        elif self._began[:1].isupper() and b"\r\n" not in self._began and len(self._began) < LONGEST_HEAD:
            pass  # the first line is not yet whole
        elif found := TO_A_PROXY.match(self._began):
            shared = Asked(found[1].decode().lower(), None, self._reached_at())
            self._give_to(self._made(self._front.plain, shared))
        elif self._began.startswith(b"CONNECT "):
            self._connect()
        else:
            self._give_to(self._made(self._front.plain, None))

    def _connect(self) -> None:
        head, found, rest = self._began.partition(b"\r\n\r\n")
        if not found and len(self._began) < LONGEST_HEAD:
            return
        asked = head.split(b"\r\n")[0].split(b" ")[1].decode("latin-1")
        authority = parse_authority(asked, "https")
        if authority is None or not found:
            self._end("400 Bad Request", f"CONNECT {asked[:200]}: expected host:port")
            return
        self._began = rest
        match self._front.ways.way_to(authority.host):
            case Way.REFUSED:
                self._end("403 Forbidden", f"{authority.host}: refused by Understudy: side traffic in replay")
            case Way.PASSED:
                self._transport.pause_reading()
                self._relaying = asyncio.ensure_future(self._relay(authority))
            case Way.ANSWERED:
                self._asked = authority
                self._transport.write(b"HTTP/1.1 200 Connection Established\r\n\r\n")
                if rest:
                    self._enter(authority)

    def _end(self, status: str, text: str) -> None:
        body = f"{text}\n".encode()
        head = f"HTTP/1.1 {status}\r\ncontent-type: text/plain\r\ncontent-length: {len(body)}\r\nconnection: close"
        self._transport.write(f"{head}\r\n\r\n".encode() + body)
        self._transport.close()

    async def _relay(self, asked: Authority) -> None:
        try:
            far = await opened_to(asked.host, asked.port, self._front.ways.limit)
        except NotReached as error:
            self._end("403 Forbidden", str(error))
            return
        except OSError as error:
            self._end("502 Bad Gateway", f"{asked}: cannot be reached: {error}")
            return
        if self._transport.is_closing():
            far.shutdown()
            return
        near = End(self._all.discard)
        near.connection_made(self._transport)
        self._all.discard(self)
        self._all.add(near)
        self._transport.set_protocol(near)
        self._transport.write(b"HTTP/1.1 200 Connection Established\r\n\r\n")
        far.join(near)
        near.join(far)
        if self._began:
            near.data_received(self._began)
        self._transport.resume_reading()

    def _enter(self, asked: Authority) -> None:
        """The tunnel's first bytes are here."""
        is_tls = self._began.startswith(TLS_HANDSHAKE)
        shared = Asked("https" if is_tls else "http", asked, self._reached_at())
        inner = self._made(self._front.tunnelled, shared)
        inner.raw = self._transport
        if is_tls:
            self._undo_tls(inner, asked)
        else:
            self._give_to(inner)

    def _reached_at(self) -> str:
        return str((self._transport.get_extra_info("sockname") or ("",))[0])

    def _made(self, protocol: Callable[..., Any], asked: Asked | None) -> Any:
        inner = protocol(**self._given)
        if asked is not None:
            inner.app = asked.told(inner.app, self._front.ways)
            inner.ws_protocol_class = partial(self._made_websocket, inner.ws_protocol_class, asked)
        return inner

    def _made_websocket(self, protocol: Callable[..., Any], asked: Asked, **given: Any) -> Any:
        inner = protocol(**given)
        inner.app = asked.told(inner.app, self._front.ways)
        return inner

    def _give_to(self, inner: Any) -> None:
        self._all.discard(self)
        self._transport.set_protocol(inner)
        inner.connection_made(self._transport)
        inner.data_received(self._began)

    def _undo_tls(self, inner: Any, asked: Authority) -> None:
        loop = asyncio.get_running_loop()
        accepted: asyncio.Future[None] = loop.create_future()
        accepted.add_done_callback(partial(self._shaken, asked))
        # `loop.start_tls` would wait for a ClientHello, and it is here already.
        tls = SSLProtocol(loop, inner, self._front.signer.context_for(asked.host), accepted, server_side=True)
        self._transport.set_protocol(tls)
        tls.connection_made(self._transport)
        while self._began:
            buffer = tls.get_buffer(len(self._began))
            count = min(len(buffer), len(self._began))
            buffer[:count] = self._began[:count]
            self._began = self._began[count:]
            tls.buffer_updated(count)

    def _shaken(self, asked: Authority, accepted: asyncio.Future[None]) -> None:
        self._all.discard(self)
        error = None if accepted.cancelled() else accepted.exception()
        if isinstance(error, ssl.SSLError):
            self._front.not_trusted(
                asked.host,
                f"{asked}: the client broke off the TLS handshake: {error.reason or error}"
                f"\n\n  It has to trust Understudy's authority. Most clients do with:"
                f"\n  export SSL_CERT_FILE={self._front.signer.certificate}",
            )

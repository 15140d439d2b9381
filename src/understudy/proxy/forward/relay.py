"""Hands on the bytes of a connection as they are, in both directions."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from understudy.upstream import Limit
from understudy.upstream.dialling import dialled
from understudy.upstream.proxies import proxy_for

CONNECT_S = 10.0
LONGEST_HEAD = 2**16


class End(asyncio.Protocol):
    """One end of a relay; what it receives goes to the other one."""

    def __init__(self, on_lost: Callable[[End], None] = lambda end: None) -> None:
        self.transport: asyncio.Transport | None = None
        self._on_lost = on_lost
        self._other: End | None = None
        self._early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there."""
        self.transport = transport  # type: ignore[assignment]  # of a stream

    def join(self, other: End) -> None:
        """What comes from now on goes to the other end, and so does what has come."""
        self._other = other
        for each in self._early:
            self.data_received(each)

    def data_received(self, data: bytes) -> None:
        """Hand it on."""
        if self._other is None or self._other.transport is None:
            self._early.append(data)
        else:
            self._other.transport.write(data)

    def eof_received(self) -> bool:
        """The other side may still have something to say."""
        other = self._other.transport if self._other else None
        if other is None or not other.can_write_eof():
            return False
        other.write_eof()
        return True

    def pause_writing(self) -> None:
        """This end is slow: the other one waits."""
        if self._other and self._other.transport and not self._other.transport.is_closing():
            self._other.transport.pause_reading()

    def resume_writing(self) -> None:
        """It has caught up."""
        if self._other and self._other.transport and not self._other.transport.is_closing():
            self._other.transport.resume_reading()

    def connection_lost(self, error: Exception | None) -> None:
        """The other end goes as this one went."""
        self._on_lost(self)
        if self._other and self._other.transport:
            self._other.transport.close() if error is None else self._other.transport.abort()

    def shutdown(self) -> None:
        """The server ends."""
        if self.transport is not None:
            self.transport.close()


async def opened_to(host: str, port: int, limit: Limit) -> End:
    """The far end of a relay, through the proxy that the environment names for it.

    Raises:
        NotReached: the limit forbids this host.
        OSError: it cannot be reached.
    """
    proxy = proxy_for("https", host)
    limit.check(host, port)
    try:
        async with asyncio.timeout(CONNECT_S):
            return await (_looked_up(host, port, limit) if proxy is None else _through(proxy, host, port))
    except TimeoutError:
        raise OSError(f"no connection within {CONNECT_S:.0f} s") from None


async def _looked_up(host: str, port: int, limit: Limit) -> End:
    connection = await dialled(host, port, limit)
    _, end = await asyncio.get_running_loop().create_connection(End, sock=connection)
    return end


async def _direct(host: str, port: int, tls: ssl.SSLContext | None = None) -> End:
    loop = asyncio.get_running_loop()
    _, end = await loop.create_connection(End, host, port, ssl=tls)
    return end


async def _through(proxy: str, host: str, port: int) -> End:
    parts = urlsplit(proxy)
    tls = ssl.create_default_context() if parts.scheme == "https" else None
    end = await _direct(parts.hostname or "", parts.port or (443 if tls else 80), tls)
    asker = _Asker(end)
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {place} HTTP/1.1", f"host: {place}"]
    if parts.username:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        lines.append(f"proxy-authorization: Basic {base64.b64encode(secret).decode()}")
    assert end.transport is not None
    end.transport.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
    try:
        rest = await asker.answered
    except BaseException:
        end.transport.abort()
        raise
    end.transport.set_protocol(end)
    if rest:
        end.data_received(rest)
    return end


class _Asker(asyncio.Protocol):
    """Reads a proxy's answer to CONNECT."""

    def __init__(self, end: End) -> None:
        self.answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        """What came after its head."""
        self._head = b""
        assert end.transport is not None
        end.transport.set_protocol(self)

    def data_received(self, data: bytes) -> None:
        self._head += data
        head, found, rest = self._head.partition(b"\r\n\r\n")
        if self.answered.done():
            return
        if found and head.split(b" ", 2)[1:2] == [b"200"]:
            self.answered.set_result(rest)
        elif found or len(self._head) > LONGEST_HEAD:
            said = head.split(b"\r\n")[0][:100].decode("latin-1")
            self.answered.set_exception(OSError(f"the proxy on the way answered {said}"))

    def connection_lost(self, error: Exception | None) -> None:
        if not self.answered.done():
            self.answered.set_exception(OSError("the proxy on the way hung up"))

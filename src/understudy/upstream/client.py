"""A small HTTP client that hands on the chunks of an answer as they were read, still in their content coding.

It uses httpcore2 and not httpx2: the classes above it are the ones that sessions in a process hook.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import cast
from urllib.parse import urlsplit

import httpcore2

from understudy.model import Headers
from understudy.upstream.connections import Connections, Way
from understudy.upstream.failures import translated
from understudy.upstream.headers import for_upstream
from understudy.upstream.proxies import proxy_for
from understudy.upstream.reach import Limit

TIMEOUTS_S = {"connect": 10.0, "read": 600.0, "write": 600.0, "pool": None}
"""A model may think for minutes before its first token."""

PORTS = {"http": 80, "https": 443}
BODY_EXPECTED = frozenset({"POST", "PUT", "PATCH"})


class Answer:
    """An answer whose head has arrived."""

    def __init__(self, response: httpcore2.Response) -> None:
        self.status = response.status
        self.headers: Headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers
        )
        self._stream = cast(AsyncIterable[bytes], response.stream)

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body as it arrives, without transfer framing.

        Raises:
            UpstreamFailed: it broke before its end.
        """
        with translated():
            pieces = cast(AsyncGenerator[bytes, None], aiter(self._stream))
            async with aclosing(pieces):
                async for piece in pieces:
                    if piece:
                        yield piece


class Client:
    """Connections to upstreams. To be used in one event loop."""

    def __init__(self, limit: Limit | None = None) -> None:
        """`limit` is for hosts that clients name; without one, whatever is asked for was configured."""
        self._limit, self._connections = limit, Connections(limit)

    @asynccontextmanager
    async def send(self, method: str, url: str, headers: Headers, body: bytes) -> AsyncIterator[Answer]:
        """Send a client's request. Leaving the block closes the connection, unless the answer was read whole.

        Args:
            headers: the client's own; those of its connection with us are left out.

        Raises:
            UpstreamFailed: no answer came.
            NotReached: the limit forbids this host.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        if self._limit is not None:
            self._limit.check(host, parts.port or PORTS[parts.scheme])
        sent = [("host", parts.netloc.rpartition("@")[2]), *for_upstream(headers)]
        if body or method in BODY_EXPECTED:
            sent.append(("content-length", str(len(body))))
        request = httpcore2.Request(
            method,
            httpcore2.URL(
                scheme=parts.scheme,
                host=host,
                port=parts.port,
                target=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
            ),
            headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent],
            content=body,
            extensions={"timeout": TIMEOUTS_S},
        )
        way = Way(parts.scheme, host, parts.port, proxy_for(parts.scheme, host))
        async with self._connections.taken(way) as connection:
            with translated():
                response = await connection.handle_async_request(request)
            try:
                yield Answer(response)
            finally:
                await response.aclose()

    async def close(self) -> None:
        """Close every connection that is not in use."""
        await self._connections.close()

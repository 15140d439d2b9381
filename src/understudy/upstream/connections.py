"""Connections to upstreams, each used by one request at a time and kept for the next one while it is fresh.

They are kept here and not in a pool of httpcore2: that looks at every connection it has, whether it can still be used,
when a request begins and when one ends. At 64 of them this takes as long as the rest of a request.
"""

from __future__ import annotations

import ssl
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from typing import NamedTuple, TypeAlias

import certifi
import httpcore2

from understudy.upstream.dialling import Dialling
from understudy.upstream.proxies import opened
from understudy.upstream.reach import Limit

# Servers close idle connections after 2 s (gunicorn), 5 s (Node, uvicorn), 75 s (nginx). One that closes while
# we send looks like a failed answer, and would be recorded as one.
IDLE_S = 1.0

Connection: TypeAlias = httpcore2.AsyncHTTPConnection | httpcore2.AsyncConnectionPool


class Way(NamedTuple):
    """Where a connection leads, and through which proxy."""

    scheme: str
    host: str
    port: int | None
    proxy: str | None


class Connections:
    """To be used in one event loop."""

    def __init__(self, limit: Limit | None = None) -> None:
        """`limit` says which hosts may be reached."""
        self._limit = limit
        self._free: dict[Way, deque[tuple[float, Connection]]] = defaultdict(deque)

    @asynccontextmanager
    async def taken(self, way: Way) -> AsyncIterator[Connection]:
        """A connection that nobody else uses during the block; the one that was used last, if one is free."""
        free = self._free[way]
        connection = free.pop()[1] if free else self._opened(way)
        if _is_stale(connection):
            await connection.aclose()
            connection = self._opened(way)
        try:
            yield connection
        finally:
            now = time.monotonic()
            free.append((now, connection))
            while free and now - free[0][0] > IDLE_S:
                await free.popleft()[1].aclose()

    async def close(self) -> None:
        """Close every connection that is free."""
        for free in self._free.values():
            while free:
                await free.pop()[1].aclose()

    def _opened(self, way: Way) -> Connection:
        tls = self._trusted if way.scheme == "https" else None
        if way.proxy:
            # What lies behind a proxy is looked up there: names are all that we see of it.
            proxy = opened(way.proxy)
            return httpcore2.AsyncConnectionPool(
                ssl_context=tls, proxy=proxy, max_connections=1, keepalive_expiry=IDLE_S
            )
        url = httpcore2.URL(scheme=way.scheme, host=way.host, port=way.port, target="/")
        backend = Dialling(self._limit) if self._limit else None
        return httpcore2.AsyncHTTPConnection(url.origin, tls, keepalive_expiry=IDLE_S, network_backend=backend)

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """What the system trusts (`SSL_CERT_FILE` included), and the usual roots where it knows none."""
        certificates = ssl.create_default_context()
        certificates.load_verify_locations(certifi.where())
        return certificates


def _is_stale(connection: Connection) -> bool:
    """Whether it cannot be used again: its server has closed it, or may any moment, or a request left it unread."""
    # A proxy's pool sees to that itself.
    if isinstance(connection, httpcore2.AsyncConnectionPool):
        return False
    return connection.is_closed() or connection.has_expired()

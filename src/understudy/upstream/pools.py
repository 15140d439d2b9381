"""Connections to upstreams that nobody uses at the moment.

Each lies in a pool of httpcore2 of its own. One pool for all looks at every connection that it has when a request
begins and when one ends, whether it can still be used: at 64 of them that takes as long as the rest of a request.
"""

from __future__ import annotations

import ssl
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from typing import NamedTuple

import certifi
import httpcore2

from understudy.upstream.dialling import Dialling
from understudy.upstream.proxies import opened
from understudy.upstream.reach import Limit

# Servers close idle connections after 2 s (gunicorn), 5 s (Node, uvicorn), 75 s (nginx). One that closes while
# we send looks like a failed answer, and would be recorded as one.
IDLE_S = 1.0


class Way(NamedTuple):
    """Where a connection leads, and through which proxy."""

    scheme: str
    host: str
    port: int | None
    proxy: str | None


class Pools:
    """To be used in one event loop."""

    def __init__(self, limit: Limit | None = None) -> None:
        """`limit` says which hosts may be reached."""
        self._limit = limit
        self._free: dict[Way, deque[tuple[float, httpcore2.AsyncConnectionPool]]] = defaultdict(deque)

    @asynccontextmanager
    async def connected(self, way: Way) -> AsyncIterator[httpcore2.AsyncConnectionPool]:
        """A connection that nobody else uses during the block; the one that was used last, if one is free."""
        free = self._free[way]
        pool = free.pop()[1] if free else self._opened(way)
        try:
            yield pool
        finally:
            now = time.monotonic()
            free.append((now, pool))
            while now - free[0][0] > IDLE_S:
                await free.popleft()[1].aclose()

    async def close(self) -> None:
        """Close every connection that is free."""
        for free in self._free.values():
            while free:
                await free.pop()[1].aclose()

    def _opened(self, way: Way) -> httpcore2.AsyncConnectionPool:
        return httpcore2.AsyncConnectionPool(
            ssl_context=self._trusted if way.scheme == "https" else None,
            proxy=opened(way.proxy) if way.proxy else None,
            max_connections=1,
            keepalive_expiry=IDLE_S,
            # What lies behind a proxy is looked up there: names are all that we see of it.
            network_backend=Dialling(self._limit) if self._limit and not way.proxy else None,
        )

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """What the system trusts (`SSL_CERT_FILE` included), and the usual roots where it knows none."""
        certificates = ssl.create_default_context()
        certificates.load_verify_locations(certifi.where())
        return certificates

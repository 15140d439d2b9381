"""A server of its own for a site, until a signal ends it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from understudy.operations.stopping import stopped_by_signals
from understudy.ui.site import Site

GRACE_S = 1
"""How long pages in flight may go on once the server is told to stop."""


def serve(site: Site, listener: socket.socket, on_ready: Callable[[str], None]) -> None:
    """Show a site until SIGTERM or SIGINT, and close it.

    Args:
        listener: takes connections already.
        on_ready: is told the address once it answers.
    """
    config = uvicorn.Config(
        site,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    host, port = listener.getsockname()[:2]
    server = _Server(config)
    server.on_started = lambda: on_ready(f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/")
    try:
        asyncio.run(server.serve(sockets=[listener]))
    finally:
        site.close()


class _Server(uvicorn.Server):
    on_started: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.on_started()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn's own would raise the signal that ended it once more, and the process would not end with 0."""

        def stop() -> None:
            self.should_exit = True

        with stopped_by_signals(stop):
            yield

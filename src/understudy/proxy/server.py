"""One server: its socket, its event loop, and its end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from understudy.engine import Session
from understudy.errors import WrongUse
from understudy.operations.project_rules import rules_for
from understudy.operations.use import now, renews_in
from understudy.proxy.aborting import breakable
from understudy.proxy.app import App
from understudy.proxy.routing import Routing
from understudy.proxy.settings import ServeSettings
from understudy.proxy.troubles import Troubles
from understudy.store import Directory
from understudy.upstream import Client

# Clients keep idle connections for 5 s (httpx) and longer; one that we close first is a failed request of theirs.
IDLE_S = 75
BACKLOG = 2048


class Server:
    """Listens from the constructor on; answers while `run` runs.

    Raises:
        WrongUse: it cannot listen there, or what is to be renewed names nothing.
        RecordingUnreadable: a file of the store is not a recording.
        StoreUnusable: the store cannot be opened.
    """

    address: str
    """`http://127.0.0.1:54321`."""

    def __init__(self, settings: ServeSettings) -> None:
        self._session = Session(
            Directory(settings.store, rules=rules_for(settings.store)),
            settings.mode,
            stable_ids=settings.stable_ids,
            repeat=settings.repeat,
            renews=renews_in(settings.store, settings.mode, settings.renew, settings.max_age),
            redates=settings.max_age is not None,
            today=now,
            mode_source=settings.mode_source,
            commands=settings.commands,
        )
        self._listener = listening(settings.host, settings.port)
        host, port = self._listener.getsockname()[:2]
        self.address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self._client, self._troubles = Client(), Troubles()
        app = App(self._session, Routing(settings.upstreams), self._client, self.address, self._troubles)
        self._uvicorn = _Uvicorn(
            uvicorn.Config(
                app,
                http=breakable(_protocol()),
                ws="none",
                lifespan="off",
                log_config=None,
                # Its own troubles with an application are the application's, which tells them itself.
                log_level="critical",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=False,
                timeout_keep_alive=IDLE_S,
                timeout_graceful_shutdown=settings.grace_s,
            )
        )

    def run(self) -> None:
        """Answer until `stop` is called; then let streams in flight end, and keep all that was captured."""
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(self._run())

    def stop(self) -> None:
        """End `run`; a second call ends it at once. Safe in signal handlers and other threads."""
        self._uvicorn.force_exit = self._uvicorn.should_exit
        self._uvicorn.should_exit = True

    async def _run(self) -> None:
        try:
            await self._uvicorn.serve(sockets=[self._listener])
        finally:
            answers = list(self._uvicorn.server_state.tasks)
            for answer in answers:
                if not answer.cancelling():
                    answer.cancel()
            await asyncio.gather(*answers, return_exceptions=True)
            await self._client.close()
            with self._troubles.noted("closing the session"):
                self._session.close()


class _Uvicorn(uvicorn.Server):
    """Leaves signals alone: it would raise the one that ended it once more, and the process would not end with 0."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listening(host: str, port: int) -> socket.socket:
    """A socket that takes connections from now on.

    Raises:
        WrongUse: there is no such address, or it is taken.
    """
    try:
        # The protocol's number has to be in the socket: without it asyncio leaves Nagle's algorithm on.
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        try:
            if hasattr(socket, "SO_REUSEPORT"):  # not Windows, where SO_REUSEADDR lets two servers share a port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise WrongUse(
            f"{host}:{port}: cannot listen there: {error.strerror}\n\n  Take another port; 0 is any free one."
        ) from error
    return listener


def _protocol() -> type[asyncio.Protocol]:
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
    except ImportError:
        from uvicorn.protocols.http.h11_impl import H11Protocol

        return H11Protocol
    return HttpToolsProtocol


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's where it is installed, else the platform's."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop

"""One server: its socket, its event loop, and its end."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from understudy.engine import Session
from understudy.errors import UnderstudyError
from understudy.model import INSTANT
from understudy.operations.running import Running
from understudy.proxy.aborting import breakable
from understudy.proxy.app import App
from understudy.proxy.asgi import Application
from understudy.proxy.forward.way_out import check_way_out
from understudy.proxy.forward.ways import Ways
from understudy.proxy.forwarding import SAVING
from understudy.proxy.guarded import IDLE_S, guarded, looking_at_clock
from understudy.proxy.keys import Keys
from understudy.proxy.known import Known
from understudy.proxy.listening import listening
from understudy.proxy.log.style import LogStyle
from understudy.proxy.loops import loop_factory
from understudy.proxy.on_time import clocked
from understudy.proxy.settings import ServeSettings
from understudy.proxy.troubles import Troubles
from understudy.proxy.workers import Workers, giving_back
from understudy.upstream import Client

LONGEST_MESSAGE = 256 * 2**20
"""Bytes of one message of a conversation over WebSocket."""


class Server:
    """Listens from the constructor on; answers while `run` runs.

    Raises:
        WrongUse: it cannot listen there, what is to be renewed names nothing, or a key is not in the environment.
        RecordingUnreadable: a file of the store is not a recording.
        StoreUnusable: the store cannot be opened.
    """

    address: str
    """`http://127.0.0.1:54321`."""

    def __init__(
        self,
        settings: ServeSettings,
        *,
        session: Session | None = None,
        listener: socket.socket | None = None,
        workers: Workers | None = None,
        site: Callable[[Running], Application] | None = None,
    ) -> None:
        """The session and the socket are made as the settings say, where they are not given. Where there are workers,
        they listen, and hand over what has to be decided. `site` makes the pages for people."""
        if settings.forward:
            check_way_out(settings.port)
        is_logged = settings.log is not LogStyle.OFF
        self._client, self._troubles = Client(), Troubles(as_json=settings.log is LogStyle.JSON)
        keys = Keys(settings.upstream_keys, settings.inbound_key, settings.upstreams, os.environ, self._troubles)
        self._session, self._is_reported = session or settings.open(commands=settings.commands), session is not None
        self._session.hide(keys.secrets)
        self._session.on_unkept = lambda error: self._troubles.note(error, SAVING)
        self._workers, self._known = workers, None
        self._listeners = [] if workers else [listener or listening(settings.host, settings.port)]
        host, port = workers.name if workers else self._listeners[0].getsockname()[:2]
        self.address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        ways = Ways(self._session, settings.ignore_hosts, port, settings.limit) if settings.forward else None
        self._clients = [self._client, *([ways.client] if ways else [])]
        self._app = app = App(self._session, settings, keys, self._client, self.address, self._troubles, ways, site)
        # Who has to show a key, may mean any host, or has to be logged is looked at by the application each time.
        protocol = breakable(_protocol(None if keys.is_locked or ways or is_logged else app.known))
        if settings.pace != INSTANT:
            protocol = clocked(protocol)
        if hasattr(protocol, "on_headers_complete"):  # h11, in its place, has bounds of its own
            protocol = guarded(protocol, settings.bounds)
        if workers:
            protocol, self._known = giving_back(protocol), app.known
        self._uvicorn = _Uvicorn(
            uvicorn.Config(
                app,
                http=self._front(protocol, settings.ca_dir, ways) if ways else protocol,
                ws="websockets-sansio",
                ws_max_size=LONGEST_MESSAGE,
                ws_per_message_deflate=False,
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
        if workers:
            self._uvicorn.on_started = self._serve_workers
        self._uvicorn.on_stopping = self._stop

    def run(self) -> None:
        """Answer until `stop` is called; then let streams in flight end, and keep all that was captured."""
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(self._run())

    def stop(self) -> None:
        """End `run`; a second call ends it at once. Safe in signal handlers and other threads."""
        self._uvicorn.force_exit = self._uvicorn.should_exit
        self._uvicorn.should_exit = True

    def _stop(self) -> None:
        self._app.stop()
        if self._workers:
            self._workers.stop()

    def _serve_workers(self) -> None:
        assert self._workers is not None
        assert self._known is not None

        def tell(text: str) -> None:
            self._troubles.note(UnderstudyError(text), "serving")

        self._workers.serve(self._known, self._session, self._uvicorn.connection, tell)

    def _front(self, protocol: type[Any], ca_dir: Path | None, ways: Ways) -> Any:
        from understudy.proxy.forward.authority import Signer
        from understudy.proxy.forward.front import Front

        return Front(protocol, Signer(ca_dir), ways, self._note_distrust)

    def _note_distrust(self, host: str, text: str) -> None:
        if self._is_reported:
            self._session.journal.refuse(host, text)
        else:
            self._troubles.note(UnderstudyError(text), "the forward proxy")

    async def _run(self) -> None:
        looking = asyncio.ensure_future(looking_at_clock(self._uvicorn.server_state.connections))
        try:
            await self._uvicorn.serve(sockets=self._listeners)
        finally:
            looking.cancel()
            answers = list(self._uvicorn.server_state.tasks)
            for answer in answers:
                if not answer.cancelling():
                    answer.cancel()
            await asyncio.gather(*answers, return_exceptions=True)
            if self._workers:
                self._workers.end()
            self._app.close()
            for client in self._clients:
                await client.close()
            with self._troubles.noted("closing the session"):
                self._session.close()


class _Uvicorn(uvicorn.Server):
    """Leaves signals alone: it would raise the one that ended it once more, and the process would not end with 0."""

    on_started: Callable[[], None] = staticmethod(lambda: None)
    on_stopping: Callable[[], None] = staticmethod(lambda: None)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.on_stopping()
        await super().shutdown(sockets)

    def connection(self) -> Any:
        """A protocol for one more connection."""
        config = self.config
        return config.http_protocol_class(  # type: ignore[call-arg]  # as uvicorn calls it
            config=config, server_state=self.server_state, app_state=self.lifespan.state
        )

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _protocol(known: Known | None = None) -> type[asyncio.Protocol]:
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

        from understudy.proxy.shortcut import with_shortcut
        from understudy.proxy.upgrading import without_offers
    except ImportError:
        from uvicorn.protocols.http.h11_impl import H11Protocol

        return H11Protocol
    return without_offers(HttpToolsProtocol if known is None else with_shortcut(known))

"""A worker: gives known answers, and hands every other request to the deciding process with its connection."""

from __future__ import annotations

import asyncio
import signal
import socket
from typing import Any

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser

from understudy.proxy.guarded import IDLE_S, looking_at_clock
from understudy.proxy.known import Held, key_of
from understudy.proxy.loops import loop_factory
from understudy.proxy.workers.channel import Channel
from understudy.proxy.workers.handing import Tasks, go_on

TELLS_S = 0.05
"""How long a worker counts plays before it tells of them."""

LONGEST = 2**20
"""Bytes of a request that is looked up."""

LOOK_AGAIN_S = 0.01
"""While a client has not taken an answer, its connection cannot go."""


def work(listener: socket.socket, end: socket.socket) -> None:
    """Answer until the deciding process is gone."""
    # Terminals and supervisors signal all processes of a group; when to end is the deciding one's to say.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(_Worker(Channel(end)).run(listener))


class _Worker:
    def __init__(self, channel: Channel) -> None:
        self.held = Held()
        self.channel = channel
        self.connections: set[_Connection] = set()
        self._ended, self._tasks = asyncio.Event(), Tasks()

    async def run(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        self.channel.attach(self._take, self._ended.set)
        server = await loop.create_server(lambda: _Connection(self), sock=listener)
        telling = asyncio.ensure_future(self._tell_of_plays())
        looking = asyncio.ensure_future(looking_at_clock(self.connections))
        # Then what is under way is with the deciding process; what is here is idle.
        await self._ended.wait()
        telling.cancel()
        looking.cancel()
        server.close()

    def tell(self) -> None:
        """Tell of the plays since the last time."""
        if counted := self.held.counted():
            self.channel.send(("played", counted))

    async def _tell_of_plays(self) -> None:
        while True:
            await asyncio.sleep(TELLS_S)
            self.tell()

    def _take(self, message: Any, connection: socket.socket | None) -> None:
        match message:
            case ("known", key, wire, name):
                self.held.put(key, wire, name)
            case ("end",):
                self._ended.set()
            case ("back",) if connection is not None:
                self._tasks.start(go_on(_Connection(self), connection))


class _Connection(asyncio.Protocol):
    """One client's connection. Answers a request only where it has that one and nothing of another."""

    def __init__(self, worker: _Worker) -> None:
        self._worker = worker
        self._parser = HttpRequestParser(self)
        self._raw: list[bytes] = []
        self._headers: list[tuple[bytes, bytes]] = []
        self._body: list[bytes] = []
        self._size = self._begun = self._ended = 0
        self._is_plain, self._is_paused = True, False
        self._quiet_since = 0.0
        """When the clock was first looked at since something came."""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._worker.connections.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._worker.connections.discard(self)

    def look_at_clock(self, now: float) -> None:
        """What does not come is not waited for here, and an idle connection not for ever."""
        self._quiet_since = self._quiet_since or now
        if self._size and now > self._quiet_since:
            self._hand_over()
        elif now - self._quiet_since > IDLE_S:
            self._transport.close()

    def pause_writing(self) -> None:
        self._is_paused = True

    def resume_writing(self) -> None:
        self._is_paused = False

    def data_received(self, data: bytes) -> None:
        self._quiet_since = 0.0
        self._raw.append(data)
        self._size += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self._is_plain = False
        if not self._is_plain or self._begun > 1 or self._size > LONGEST or self._is_paused:
            self._hand_over()
        elif self._ended:
            self._answer()

    def _answer(self) -> None:
        key = key_of(self._parser.get_method(), self._target, self._headers, b"".join(self._body))
        wire = None if key is None else self._worker.held.answer(key)
        if wire is None:
            self._hand_over()
            return
        self._raw.clear()
        self._size = self._begun = self._ended = 0
        self._transport.write(wire)

    def _hand_over(self) -> None:
        """All that came since the last answer, and the connection with what is still to come."""
        if self._transport.is_closing():
            return
        self._transport.pause_reading()
        if self._transport.get_write_buffer_size():
            asyncio.get_running_loop().call_later(LOOK_AGAIN_S, self._hand_over)
            return
        self._worker.tell()
        self._worker.channel.send(("take", b"".join(self._raw)), self._transport.get_extra_info("socket"))
        # Ours alone is closed: the connection itself is open as long as anyone has it.
        self._transport.abort()

    def on_message_begin(self) -> None:
        self._begun += 1
        if self._begun == 1:
            self._target, self._headers, self._body = b"", [], []

    def on_url(self, url: bytes) -> None:
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        name = name.lower()
        self._headers.append((name, value))
        if name == b"expect":
            self._is_plain = False

    def on_headers_complete(self) -> None:
        if self._parser.get_http_version() != "1.1" or not self._parser.should_keep_alive():
            self._is_plain = False

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        self._ended += 1
        if self._parser.should_upgrade():
            self._is_plain = False

"""The deciding process's side of a connection: taken from a worker, and given back once it is idle."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from typing import Any


def giving_back(protocol: type[Any]) -> type[Any]:
    """uvicorn's protocol class for connections that `take` takes: each goes back after its answer."""

    class GivingBack(protocol):  # type: ignore[misc]  # the class that is given
        read_before = b""
        """What a worker had read already."""
        give_back: Callable[[Any], None] | None = None
        is_within_message = False

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            # Now, before anything is read that came later.
            if self.read_before:
                self.data_received(self.read_before)

        def on_message_begin(self) -> None:
            self.is_within_message = True
            super().on_message_begin()

        def on_message_complete(self) -> None:
            self.is_within_message = False
            super().on_message_complete()

        def on_response_complete(self) -> None:
            is_last = not self.pipeline
            super().on_response_complete()
            if self.give_back is not None and is_last and not self.is_within_message:
                # Not before what is under way has returned to the loop: it may still look at the connection.
                self.loop.call_soon(self._give_back)

        def _give_back(self) -> None:
            is_idle = (self.cycle is None or self.cycle.response_complete) and not self.is_within_message
            if not is_idle or self.give_back is None or self.transport.is_closing():
                return
            # What is still unsent, or has just come, goes its way from here; the next answer is another chance.
            if not self.transport.get_write_buffer_size():
                self.transport.pause_reading()
                self.give_back(self.transport.get_extra_info("socket"))
                self.transport.abort()

    return GivingBack


async def take(protocol: Any, raw: bytes, connection: socket.socket, give_back: Callable[[Any], None]) -> None:
    """Go on with a connection of a worker's, beginning with what it read of a request."""
    protocol.read_before, protocol.give_back = raw, give_back
    await go_on(protocol, connection)


async def go_on(protocol: asyncio.Protocol, connection: socket.socket) -> None:
    """Give a connection that came from another process to a protocol."""
    connection.setblocking(False)
    try:
        await asyncio.get_running_loop().connect_accepted_socket(lambda: protocol, connection)
    except OSError:  # the client has left
        connection.close()


class Tasks:
    """Tasks that somebody holds until they are done, as an event loop does not."""

    def __init__(self) -> None:
        self._running: set[asyncio.Future[None]] = set()

    def start(self, task: Coroutine[Any, Any, None]) -> None:
        """Do this beside everything else."""
        running = asyncio.ensure_future(task)
        self._running.add(running)
        running.add_done_callback(self._running.discard)

"""One client's connection, seen from an upstream: it knows at once when the client goes away.

A bare socket and no transport: each write is one send, and nothing is left to close once the loop has ended.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import time
from contextlib import suppress

from understudy.testing.answer import Finish
from understudy.testing.received import Received, read_request

LONGEST_HEAD = 1 << 20
READ_SIZE = 1 << 18


class Connection:
    """Requests in, bytes out. `stay_until` and `write` raise an OSError where the client went away."""

    def __init__(self, client: socket.socket) -> None:
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client = client
        self._loop = asyncio.get_running_loop()
        self._gone: asyncio.Future[None] = self._loop.create_future()
        self._reader = asyncio.StreamReader(limit=LONGEST_HEAD)
        self._loop.add_reader(client, self._take)

    def _take(self) -> None:
        try:
            content = self._client.recv(READ_SIZE)
        except BlockingIOError:
            return
        except OSError:
            content = b""
        if content:
            self._reader.feed_data(content)
        else:
            self._loop.remove_reader(self._client)
            self._reader.feed_eof()
            self._gone.set_result(None)

    async def read_request(self) -> Received | None:
        """The next request, or None where the client went away instead."""
        return await read_request(self._reader)

    async def stay_until(self, due: float) -> None:
        """Wait until this `time.monotonic()`."""
        await asyncio.sleep(0)  # the loop sees who left, even where there is nothing to wait for
        while not self._gone.done() and (rest := due - time.monotonic()) > 0:
            await asyncio.wait([self._gone], timeout=rest)
        if self._gone.done():
            raise ConnectionResetError("the client went away")

    async def write(self, content: bytes) -> None:
        """Hand these bytes to the kernel, all of them."""
        await self._loop.sock_sendall(self._client, content)

    def end(self, finish: Finish) -> None:
        """Close the socket, with FIN or with RST."""
        self._loop.remove_reader(self._client)
        if finish is Finish.RESET:
            no_linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
            with suppress(OSError):  # the client was faster
                self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_linger)
        self._client.close()

"""What goes between the deciding process and a worker: messages, some with a connection, in the order of their sending.

Source: unix(7), SCM_RIGHTS. A descriptor travels with the first byte of its message.
"""

from __future__ import annotations

import asyncio
import marshal
import os
import socket
from collections import deque
from collections.abc import Callable
from typing import Any

HEAD = 5
"""Bytes before a message: four for its length, one that says whether a connection comes with it."""

PIECE = 2**18
MOST_AT_ONCE = 64
"""Descriptors in one read; Linux takes 253."""


class Channel:
    """One end. Sends never wait: what the other end has not taken stays here until it does."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        end.setblocking(False)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._unsent: deque[tuple[memoryview, int | None]] = deque()
        self._received = bytearray()
        self._descriptors: deque[int] = deque()

    def attach(self, take: Callable[[Any, socket.socket | None], None], ended: Callable[[], None]) -> None:
        """From now on, and in this event loop, give each message to `take`; and tell when the other end is gone."""
        self._loop, self._take, self._ended = asyncio.get_running_loop(), take, ended
        self._loop.add_reader(self._end.fileno(), self._read)
        self._flush()

    def send(self, message: Any, connection: socket.socket | None = None) -> None:
        """Send what `marshal` can write. The connection stays the sender's to close."""
        content = marshal.dumps(message)
        head = len(content).to_bytes(HEAD - 1, "big") + bytes([connection is not None])
        descriptor = None if connection is None else os.dup(connection.fileno())
        self._unsent.append((memoryview(head + content), descriptor))
        if len(self._unsent) == 1:
            self._flush()

    def close(self) -> None:
        """The other end learns of it once it has read what was sent."""
        if self._end.fileno() < 0:
            return
        if self._loop is not None:
            self._loop.remove_reader(self._end.fileno())
            self._loop.remove_writer(self._end.fileno())
        self._end.close()
        while self._descriptors:
            os.close(self._descriptors.popleft())
        self._forget_unsent()

    def _forget_unsent(self) -> None:
        for _, descriptor in self._unsent:
            if descriptor is not None:
                os.close(descriptor)
        self._unsent.clear()

    def _flush(self) -> None:
        try:
            while self._unsent:
                content, descriptor = self._unsent[0]
                if descriptor is None:
                    sent = self._end.send(content)
                else:
                    sent = socket.send_fds(self._end, [content], [descriptor])
                    os.close(descriptor)
                if sent < len(content):
                    self._unsent[0] = (content[sent:], None)
                else:
                    self._unsent.popleft()
        except BlockingIOError:
            if self._loop is not None:
                self._loop.add_writer(self._end.fileno(), self._flush)
            return
        except OSError:  # the other end is gone; reading tells
            self._forget_unsent()
        if self._loop is not None:
            self._loop.remove_writer(self._end.fileno())

    def _read(self) -> None:
        try:
            content, descriptors, _, _ = socket.recv_fds(self._end, PIECE, MOST_AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            content, descriptors = b"", []
        self._descriptors += descriptors
        self._received += content
        while len(self._received) >= HEAD:
            end = HEAD + int.from_bytes(self._received[: HEAD - 1], "big")
            if len(self._received) < end:
                break
            message = marshal.loads(self._received[HEAD:end])
            connection = socket.socket(fileno=self._descriptors.popleft()) if self._received[HEAD - 1] else None
            del self._received[:end]
            self._take(message, connection)
        if not content:
            if self._loop is not None and self._end.fileno() >= 0:  # else closed by what was just told
                self._loop.remove_reader(self._end.fileno())
            self._ended()

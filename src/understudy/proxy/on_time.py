"""Sends each message when it is due. Times count from the request, so that no delay adds up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from time import monotonic as clock
from typing import Any

from understudy.proxy.aborting import EXTENSION
from understudy.proxy.asgi import Message, Receive, Scope, Send, client_left

Timed = tuple[float, Message]
"""Milliseconds after the request, and what is sent then."""


def clocked(protocol: type[Any]) -> type[Any]:
    """uvicorn's protocol class, which knows when it heard of its client last. Of many requests at one moment the last
    is decided on milliseconds after it came: times count from when it did."""

    class Clocked(protocol):  # type: ignore[misc]  # the class that is given
        heard_at: float | None = None

        def data_received(self, data: bytes) -> None:
            self.heard_at = clock()
            super().data_received(data)

    return Clocked


async def send_on_time(messages: Iterable[Timed], end_ms: float, scope: Scope, receive: Receive, send: Send) -> bool:
    """Send them, and wait for the end. Returns False, at once, where the client leaves before."""
    started = getattr(scope.get("extensions", {}).get(EXTENSION), "heard_at", None) or clock()
    leaving = asyncio.ensure_future(client_left(receive))
    waits = Waits(leaving)
    try:
        for due_ms, message in messages:
            left = started + due_ms / 1000 - clock()
            if left > 0:
                await waits.pause(left)
            if leaving.done():
                return False
            await send(message)
        left = started + end_ms / 1000 - clock()
        if left > 0:
            await waits.pause(left)
        return not leaving.done()
    finally:
        leaving.cancel()


class Waits:
    """Waits for a time, or for the client to leave. `asyncio.wait` would take three times as long to set up."""

    def __init__(self, leaving: asyncio.Future[None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None
        self._leaving = leaving
        leaving.add_done_callback(self._wake)

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until the client leaves."""
        if self._leaving.done():
            return
        self._waiter = waiter = self._loop.create_future()
        timer = self._loop.call_later(seconds, self._wake)
        try:
            await waiter
        finally:
            timer.cancel()

    def _wake(self, *_: object) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

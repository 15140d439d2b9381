"""Waiting in a process for what is due later. Times count from the request, so that no delay adds up.

A client's patience ends as it would with a server: after its own time-out for reading, and with its own error.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from time import monotonic as clock
from time import sleep as pause

from understudy.engine import Playback


class PatienceEnded(Exception):
    """What is due comes later than the client waits for."""


class Due:
    """The times of one playback, from now on."""

    def __init__(self, playback: Playback, patience_s: float | None) -> None:
        assert playback.due_ms is not None, "it is not given at once"
        *self.chunks_ms, self.end_ms = playback.due_ms
        self.head_ms = playback.due_ms[0]
        self._started, self._patience_s = clock(), patience_s

    def wait(self, at_ms: float) -> None:
        """Sleep until then.

        Raises:
            PatienceEnded: that is too late for the client, which has waited as long as it does.
        """
        left, is_too_long = self._left(at_ms)
        if left > 0:
            pause(left)
        if is_too_long:
            raise PatienceEnded(f"nothing came for {left:g} s")

    async def wait_async(self, at_ms: float) -> None:
        """The same, in an event loop. Raises as `wait` does."""
        left, is_too_long = self._left(at_ms)
        if left > 0:
            await pause_async(left)
        if is_too_long:
            raise PatienceEnded(f"nothing came for {left:g} s")

    def call(self, loop: asyncio.AbstractEventLoop, at_ms: float, then: Callable[[], None]) -> None:
        """Do something then. Whoever calls is left to be patient himself."""
        left = self._started + at_ms / 1000 - clock()
        if left > 0:
            call_later(loop, left, then)
        else:
            then()

    def _left(self, at_ms: float) -> tuple[float, bool]:
        left = self._started + at_ms / 1000 - clock()
        if self._patience_s is not None and left > self._patience_s:
            return self._patience_s, True
        return left, False


def call_later(loop: asyncio.AbstractEventLoop, seconds: float, then: Callable[[], None]) -> None:
    """Do something so much later."""
    loop.call_later(seconds, then)


async def pause_async(seconds: float) -> None:
    """Sleep in whichever event loop runs here."""
    # Whatever runs in trio has imported it.
    trio = sys.modules.get("trio")
    if trio is not None and _is_in(trio):
        await trio.sleep(seconds)
    else:
        await asyncio.sleep(seconds)


def _is_in(trio: object) -> bool:
    try:
        trio.lowlevel.current_task()  # type: ignore[attr-defined]  # it is not among our dependencies
    except RuntimeError:
        return False
    return True

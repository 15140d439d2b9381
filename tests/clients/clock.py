"""A clock that moves when somebody waits, and no faster."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from understudy.interceptors import waiting


class Clock:
    """Stands where interceptors look at the time and sleep."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now_ms = 1_000_000
        """Whole milliseconds: what is compared is exact."""
        self.waited_ms: list[int] = []
        patch.setattr(waiting, "clock", lambda: self.now_ms / 1000)
        patch.setattr(waiting, "pause", self.wait)
        patch.setattr(waiting, "pause_async", self._wait_async)
        patch.setattr(waiting, "call_later", self._call_later)

    def wait(self, seconds: float) -> None:
        """Let so much time pass."""
        self.waited_ms.append(round(seconds * 1000))
        self.now_ms += round(seconds * 1000)

    async def _wait_async(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.wait(seconds)

    def _call_later(self, loop: asyncio.AbstractEventLoop, seconds: float, then: Callable[[], None]) -> None:
        due_ms = self.now_ms + round(seconds * 1000)

        def arrive() -> None:
            self.wait(max(0, due_ms - self.now_ms) / 1000)
            then()

        loop.call_soon(arrive)

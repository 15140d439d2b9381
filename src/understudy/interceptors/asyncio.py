"""asyncio resolves names in the threads of a pool, which know nothing of sessions: they get the task's context."""

from __future__ import annotations

import contextvars
import socket
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from understudy.interceptors.reaching import ask, is_patched, patched


def hook(module: ModuleType) -> Sequence[Callable[[], None]]:
    """Hook the loops of an imported `asyncio.base_events`."""
    if is_patched(module.BaseEventLoop, "getaddrinfo"):
        return []

    async def getaddrinfo(self: Any, host: Any, port: Any, **kwargs: Any) -> Any:
        # Here as well as in the thread: here the caller can be named.
        ask(host, port)
        work = contextvars.copy_context().run
        arguments = (kwargs.get(name, 0) for name in ("family", "type", "proto", "flags"))
        return await self.run_in_executor(None, work, socket.getaddrinfo, host, port, *arguments)

    return [patched(module.BaseEventLoop, "getaddrinfo", getaddrinfo)]

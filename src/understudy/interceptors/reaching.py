"""The places where Python's standard library reaches out: connecting a socket, and resolving a name."""

from __future__ import annotations

import asyncio
import contextvars
import socket
from collections.abc import Callable, Sequence
from typing import Any

Check = Callable[[str | bytes, object], set[str] | None]
"""Raises if the host may not be reached. What comes back is told the host's addresses, if it wants to know them."""


def put_on(check: Check) -> Sequence[Callable[[], None]]:
    """Ask `check` before anything reaches out; what comes back takes it off again."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo
    resolve = asyncio.BaseEventLoop.getaddrinfo

    def check_address(address: Any) -> None:
        # Addresses of other families (unix sockets, netlink, …) are no such pairs, and never leave the machine.
        if isinstance(address, tuple) and len(address) >= 2 and isinstance(address[0], str):
            check(address[0], address[1])

    def connect_guarded(self: socket.socket, address: Any) -> None:
        check_address(address)
        connect(self, address)

    def connect_ex_guarded(self: socket.socket, address: Any) -> int:
        try:
            check_address(address)
        except OSError as error:
            return error.errno or 111
        return connect_ex(self, address)

    def getaddrinfo_guarded(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        allowed = check(host, port) if isinstance(host, (str, bytes)) else None
        found = getaddrinfo(host, port, *args, **kwargs)
        if allowed is not None:
            allowed.update(str(address[0]) for *_, address in found)
        return found

    async def resolve_guarded(self: asyncio.BaseEventLoop, host: Any, port: Any, **kwargs: Any) -> Any:
        # asyncio resolves in a thread of a pool, which knows nothing of sessions: it gets the task's context.
        work = contextvars.copy_context().run
        if isinstance(host, (str, bytes)):
            check(host, port)
        arguments = (kwargs.get(name, 0) for name in ("family", "type", "proto", "flags"))
        return await self.run_in_executor(None, work, socket.getaddrinfo, host, port, *arguments)

    return [
        _patched(owner, name, guard, original)
        for owner, name, guard, original in (
            (socket.socket, "connect", connect_guarded, connect),
            (socket.socket, "connect_ex", connect_ex_guarded, connect_ex),
            (socket, "getaddrinfo", getaddrinfo_guarded, getaddrinfo),
            (asyncio.BaseEventLoop, "getaddrinfo", resolve_guarded, resolve),
        )
    ]


def _patched(owner: Any, name: str, guard: Any, original: Any) -> Callable[[], None]:
    is_own = name in vars(owner)
    setattr(owner, name, guard)

    def undo() -> None:
        # Somebody may have wrapped ours: taking theirs away is not ours to do, and without a session ours is idle.
        if getattr(owner, name) is not guard:
            return
        if is_own:
            setattr(owner, name, original)
        else:
            delattr(owner, name)

    return undo

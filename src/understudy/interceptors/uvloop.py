"""uvloop connects and resolves in C, where nothing of Python's is passed: its loop is asked first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from understudy.interceptors.reaching import ask, ask_address, is_patched, patched


def hook(module: ModuleType) -> Sequence[Callable[[], None]]:
    """Hook the loop of an imported `uvloop`."""
    loop = getattr(module, "Loop", None)
    if loop is None or is_patched(loop, "getaddrinfo"):
        return []
    connecting, socket_connecting, resolving = loop.create_connection, loop.sock_connect, loop.getaddrinfo

    async def create_connection(self: Any, factory: Any, host: Any = None, port: Any = None, **more: Any) -> Any:
        ask(host, port)
        return await connecting(self, factory, host, port, **more)

    async def sock_connect(self: Any, sock: Any, address: Any) -> Any:
        ask_address(address)
        return await socket_connecting(self, sock, address)

    async def getaddrinfo(self: Any, host: Any, port: Any, **more: Any) -> Any:
        allowed = ask(host, port)
        found = await resolving(self, host, port, **more)
        if allowed is not None:
            allowed.update(str(address[0]) for *_, address in found)
        return found

    return [
        patched(loop, "create_connection", create_connection),
        patched(loop, "sock_connect", sock_connect),
        patched(loop, "getaddrinfo", getaddrinfo),
    ]

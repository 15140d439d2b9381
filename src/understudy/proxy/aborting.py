"""Breaking a client's connection in the middle of an answer, the way the upstream's broke.

ASGI has no message for it: an application can only end an answer well. A replayed failure that ended well would
be a wrong answer, so our subclass of uvicorn's protocol puts itself, and with it the transport, into
`scope["extensions"]`.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import sys
from contextlib import suppress
from typing import Any

from understudy.model import FailureKind
from understudy.proxy.asgi import Receive, Scope, Send, client_left

EXTENSION = "understudy.connection"
LOOK_AGAIN_S = 0.001


def breakable(protocol: type[asyncio.Protocol]) -> type[asyncio.Protocol]:
    """uvicorn's protocol class, with connections that `break_off` can break."""

    class Breakable(protocol):  # type: ignore[misc, valid-type]  # the class that is given
        app: Any
        transport: asyncio.Transport

        def __init__(self, *args: Any, **settings: Any) -> None:
            super().__init__(*args, **settings)
            app, extensions = self.app, {EXTENSION: self}

            def with_connection(scope: Scope, receive: Receive, send: Send) -> Any:
                scope["extensions"] = extensions
                return app(scope, receive, send)

            self.app = with_connection

    return Breakable


async def break_off(scope: Scope, receive: Receive, kind: FailureKind) -> None:
    """Break the connection once the client has all that was written: with FIN before the end where the upstream
    closed too early (a protocol error), else with RST."""
    protocol = scope["extensions"][EXTENSION]
    transport = protocol.transport
    if kind is FailureKind.PROTOCOL:
        transport.close()
    else:
        # Within TLS there is a transport below this one.
        await _delivered(transport, getattr(protocol, "raw", transport))
        _reset(transport)
    # Until the server knows that the connection is gone it would answer a silent application with a 500.
    await client_left(receive)


async def cut_off(scope: Scope, receive: Receive) -> None:
    """Break the connection at once, whatever is still unsent."""
    scope["extensions"][EXTENSION].transport.abort()
    await client_left(receive)


async def _delivered(transport: asyncio.Transport, below: asyncio.Transport) -> None:
    # RST overtakes what has not reached the client, and the kernel drops it.
    while not transport.is_closing() and (
        transport.get_write_buffer_size() or below.get_write_buffer_size() or _unacknowledged(transport)
    ):
        await asyncio.sleep(LOOK_AGAIN_S)


def _unacknowledged(transport: asyncio.Transport) -> int:
    """Bytes that our kernel has taken and the client's has not; 0 on systems that do not tell."""
    try:
        from fcntl import ioctl
        from termios import TIOCOUTQ

        answer = ioctl(transport.get_extra_info("socket").fileno(), TIOCOUTQ, bytes(4))
    except (ImportError, OSError):
        return 0
    return int.from_bytes(answer, sys.byteorder)


def _reset(transport: asyncio.Transport) -> None:
    no_linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
    with suppress(OSError):  # the client was faster
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_linger)
    transport.abort()

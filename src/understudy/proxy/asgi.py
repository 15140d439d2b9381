"""The part of ASGI that we speak: a request's body, a whole answer, and a client that leaves.

Source: ASGI specification, HTTP message format 2.3.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from understudy.model import Headers

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LAST: Message = {"type": "http.response.body", "body": b"", "more_body": False}
"""Ends an answer."""


def head(status: int, headers: Headers | Iterable[tuple[str, str]]) -> Message:
    """Begins an answer."""
    encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return {"type": "http.response.start", "status": status, "headers": encoded}


def piece(content: bytes, *, more: bool = True) -> Message:
    """A piece of a body."""
    return {"type": "http.response.body", "body": content, "more_body": more}


async def read_body(receive: Receive) -> bytes | None:
    """The request's body, or None where the client left before it was whole."""
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        body: bytes = message.get("body", b"")
        return body
    pieces = []
    while message["type"] == "http.request":
        pieces.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(pieces)
        message = await receive()
    return None


async def client_left(receive: Receive) -> None:
    """Wait until the client has gone, or has its whole answer."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def respond(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    """Give a whole answer."""
    await send(head(status, [*headers.items(), ("content-length", str(len(body)))]))
    await send(piece(body, more=False))

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


class TooLong(Exception):
    """A body is longer than may be."""


async def read_body(scope: Scope, receive: Receive, longest: int) -> bytes | None:
    """The request's body, or None where the client left before it was whole.

    Raises:
        TooLong: it has more bytes than that, or says so.
    """
    for name, value in scope["headers"]:
        if name == b"content-length" and int(value) > longest:
            raise TooLong
    pieces: list[bytes] = []
    size = 0
    while (message := await receive())["type"] == "http.request":
        body: bytes = message.get("body", b"")
        size += len(body)
        if size > longest:
            raise TooLong
        if not message.get("more_body"):
            return b"".join((*pieces, body)) if pieces else body
        pieces.append(body)
    return None


async def client_left(receive: Receive) -> None:
    """Wait until the client has gone, or has its whole answer."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def respond(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    """Give a whole answer."""
    await send(head(status, [*headers.items(), ("content-length", str(len(body)))]))
    await send(piece(body, more=False))

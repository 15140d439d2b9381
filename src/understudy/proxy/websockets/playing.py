"""Plays a recorded conversation to a client."""

from __future__ import annotations

import json
from collections.abc import Callable

from understudy.engine import Playback
from understudy.engine.conversation import Conversation, Unexpected
from understudy.model import Complete
from understudy.proxy.asgi import Receive, Scope, Send, head, piece
from understudy.proxy.websockets.denying import denial
from understudy.wire.websocket import BINARY, CLOSE, TEXT, Message

SWITCHING = 101
POLICY, BROKEN = 1008, 1011
LONGEST_REASON = 123
"""Bytes of a reason (RFC 6455, 5.5.1)."""


async def play(
    playback: Playback,
    conversation: Conversation,
    refused: Callable[[Unexpected], str],
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Say what the recorded server said, as long as the client says what the recorded client did.

    Args:
        refused: is told of a message that is not recorded, and says what the client is told.
    """
    await receive()
    if playback.status != SWITCHING:
        await _deny(playback, send)
        return
    await send({"type": "websocket.accept", "subprotocol": next(iter(scope["subprotocols"]), None)})
    while not await _said(conversation.due(), send):
        if conversation.is_over and not isinstance(playback.ended, Complete):
            await send({"type": "websocket.close", "code": BROKEN, "reason": "the recorded conversation broke here"})
            return
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        text = message.get("text")
        kind, payload = (BINARY, message["bytes"]) if text is None else (TEXT, text.encode())
        if found := conversation.hear(kind, payload):
            reason = refused(found).encode()[:LONGEST_REASON].decode("utf-8", "ignore")
            await send({"type": "websocket.close", "code": POLICY, "reason": reason})
            return


async def _said(messages: list[Message], send: Send) -> bool:
    """Say these; whether one of them was the end."""
    for message in messages:
        if message.kind == CLOSE:
            await send({"type": "websocket.close", **json.loads(message.payload)})
            return True
        await send(sending(message.kind, message.payload))
    return False


def sending(kind: str, payload: bytes) -> dict[str, object]:
    """The ASGI message that says this to the client."""
    if kind == TEXT:
        return {"type": "websocket.send", "text": payload.decode("utf-8")}
    return {"type": "websocket.send", "bytes": payload}


async def _deny(playback: Playback, send: Send) -> None:
    deny = denial(send)
    await deny(head(playback.status or BROKEN, playback.headers))
    await deny(piece(b"".join(playback.chunks), more=False))

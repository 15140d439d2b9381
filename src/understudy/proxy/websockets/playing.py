"""Plays a recorded conversation to a client."""

from __future__ import annotations

from collections.abc import Callable

from understudy.engine import Playback
from understudy.engine.conversation import Conversation, Unexpected
from understudy.errors import RecordingUnreadable
from understudy.model import Complete
from understudy.proxy.asgi import Receive, Scope, Send, head, piece
from understudy.proxy.websockets.denying import denial
from understudy.wire.websocket import BINARY, CLOSE, LONGEST_REASON, TEXT, Message, ending_of

SWITCHING = 101
POLICY, BROKEN = 1008, 1011


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

    Raises:
        RecordingUnreadable: it holds a message that no server can say.
    """
    await receive()
    try:
        await _play(playback, conversation, refused, scope, receive, send)
    except ValueError as error:
        # Somebody else's recording may hold anything.
        raise RecordingUnreadable(
            f"{playback.name}: a message of its conversation cannot be said: {error}"
            f"\n\n  Mend it in an editor, or record it again."
        ) from None


async def _play(
    playback: Playback,
    conversation: Conversation,
    refused: Callable[[Unexpected], str],
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
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
            code, reason = ending_of(message)
            await send({"type": "websocket.close", "code": code, "reason": reason})
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

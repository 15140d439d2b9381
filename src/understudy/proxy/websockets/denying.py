"""An answer in place of a conversation.

Source: ASGI specification, WebSocket denial response 2.3.
"""

from __future__ import annotations

from understudy.proxy.asgi import Message, Send


def denial(send: Send) -> Send:
    """What sends an HTTP answer to a client that wanted a conversation."""

    async def deny(message: Message) -> None:
        await send({**message, "type": f"websocket.{message['type']}"})

    return deny

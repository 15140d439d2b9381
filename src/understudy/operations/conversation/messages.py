"""A conversation over WebSocket for people: what each side said, in its turn."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from understudy.model import Response
from understudy.operations.conversation.parts import Other, Text, Turn
from understudy.wire.websocket import MEDIA_TYPE, Message, messages_of


def is_conversation(response: Response) -> bool:
    """Whether an answer is one."""
    return response.header("content-type") == MEDIA_TYPE


def turns_of(response: Response) -> tuple[Turn, ...]:
    """Whatever one side said before the other did is one turn."""
    sides = groupby(messages_of(response.body), key=lambda message: message.is_from_client)
    return tuple(
        Turn("client" if is_from_client else "server", tuple(map(_part, messages)))
        for is_from_client, messages in sides
    )


def _part(message: Message) -> Other | Text:
    try:
        content: Any = json.loads(message.payload)
    except ValueError:
        return Text(message.payload.decode("utf-8", "replace"))
    return Other({message.kind: content} if message.kind == "close" else content)

r"""A WebSocket conversation as one body: each message with its direction, kind and length.

    <text 17\n{"type":"created"}\n        from the server
    >text 2\nhi\n                         from the client
    <close 29\n{"code":1000,"reason":""}\n

The wire's own frames (RFC 6455: masks, fragments, pings) are below this; what is kept is what both sides handed over.
The form is ours: such a conversation has no bytes that a file could hold as they are.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from understudy.wire.shape import PLACE, Shape

MEDIA_TYPE = "application/vnd.understudy.websocket"
HEAD = re.compile(rb"([<>])(text|binary|close) (\d{1,12})\n")
TEMPLATE = re.compile(r"[<>](?:text|binary|close)")

FROM_SERVER, FROM_CLIENT = "<", ">"
TEXT, BINARY, CLOSE = "text", "binary", "close"

USUAL_END = 1000
NO_CODE = frozenset({1005, 1006, 1015})
"""Codes that are never on the wire (RFC 6455, 7.4.1): they stand for an end that had none."""

LONGEST_REASON = 123
"""Bytes of a reason (RFC 6455, 5.5.1)."""

SAYABLE = frozenset({*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)})
"""Codes that an end may have on the wire."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one side handed over."""

    side: str
    kind: str
    payload: bytes

    @property
    def is_from_client(self) -> bool:
        return self.side == FROM_CLIENT

    def raw(self) -> bytes:
        """As it stands in the body."""
        return f"{self.side}{self.kind} {len(self.payload)}\n".encode() + self.payload + b"\n"


def closing(side: str, code: int, reason: str) -> Message:
    """The end, as one side said it. Codes: RFC 6455, 7.4."""
    said = {"code": code, "reason": reason}
    return Message(side, CLOSE, json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode())


def ending_of(message: Message) -> tuple[int, str]:
    """Code and reason of an end, as a server can say it.

    Raises:
        ValueError: it says none, or what no end can say (RFC 6455, 5.5.1 and 7.4).
    """
    match json.loads(message.payload):
        case {"code": int(code), "reason": str(reason)} if len(reason.encode()) <= LONGEST_REASON:
            if (said := sayable(code)) in SAYABLE:
                return said, reason
    raise ValueError(f"{message.payload[:60]!r} is not the end of a conversation")


def sayable(code: int) -> int:
    """The code with which an end is passed on that had this one, or none."""
    return USUAL_END if code in NO_CODE else code


def messages_of(body: bytes) -> list[Message]:
    """The messages of a body; what is not whole at its end is left out."""
    found = (_parsed(raw) for raw in WebsocketSplitter().feed(body))
    return [message for message in found if message]


class WebsocketSplitter:
    """Cuts by the length. From a damaged head on all is the rest: no length can be trusted."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        self._held += data
        frames, start = [], 0
        while head := HEAD.match(self._held, start):
            end = head.end() + int(head[3]) + 1
            if end > len(self._held) or self._held[end - 1 : end] != b"\n":
                break
            frames.append(bytes(self._held[start:end]))
            start = end
        del self._held[:start]
        return frames

    def rest(self) -> bytes:
        return bytes(self._held)


def shape(raw: bytes) -> Shape | None:
    """Side and kind are the template: the length is that of the payload. None where the head is none."""
    message = _parsed(raw)
    return None if message is None else Shape(f"{message.side}{message.kind} {PLACE}", message.payload)


def render(template: str, payload: bytes) -> bytes:
    """The raw message again. ValueError where the template is none."""
    head, _, place = template.partition(" ")
    if place != PLACE or not TEMPLATE.fullmatch(head):
        raise ValueError(f"template {template!r} is no WebSocket message: expected such as '<text {PLACE}'")
    return Message(head[0], head[1:], payload).raw()


def _parsed(raw: bytes) -> Message | None:
    head = HEAD.match(raw)
    # A length with zeros before it would not come back.
    if head is None or head.end() + int(head[3]) + 1 != len(raw) or raw[-1:] != b"\n":
        return None
    message = Message(head[1].decode(), head[2].decode(), raw[head.end() : -1])
    return message if message.raw() == raw else None

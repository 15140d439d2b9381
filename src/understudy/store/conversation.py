"""A WebSocket conversation at rest: which of its messages are the client's, and which ids are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from understudy.apis import Profile, values
from understudy.store.taking_apart import Piece
from understudy.wire.websocket import CLOSE, FROM_CLIENT


def is_sent(piece: Piece) -> bool:
    """Whether the client said it."""
    return (piece.template or piece.raw[:1].decode("latin-1")).startswith(FROM_CLIENT)


def types_of(entries: Iterable[dict[str, Any]], pieces: Iterable[Piece], type_: str) -> list[dict[str, Any]]:
    """The messages at rest; the client's ones have a type of their own, and so does the end."""
    return [
        {
            **entry,
            "__type__": type_of(piece.template, type_, entry["__type__"]) if piece.template else entry["__type__"],
        }
        for entry, piece in zip(entries, pieces, strict=True)
    ]


def type_of(template: str, sent: str, received: str) -> str:
    """The type of a message of this template."""
    if template[1:].startswith(CLOSE):
        return CLOSE
    return sent if template.startswith(FROM_CLIENT) else received


def own_ids(pieces: Iterable[Piece], profile: Profile) -> dict[str, str]:
    """Ids that the client made up before the server named them, each as its own name: a replay is asked with them
    again."""
    own: dict[str, str] = {}
    named: set[str] = set()
    for piece in pieces:
        here = {
            value for each in profile.stable for value in values(piece.content, each.path) if isinstance(value, str)
        }
        if is_sent(piece):
            own |= {id_: id_ for id_ in here - named}
        else:
            named |= here
    return own

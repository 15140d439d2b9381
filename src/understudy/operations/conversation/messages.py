"""A conversation over WebSocket for people: what each side said, in its turn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import groupby
from typing import Any

from understudy.apis import Sound
from understudy.model import Response
from understudy.operations.conversation.media import whole_body
from understudy.operations.conversation.parts import Media, Other, Text, Turn
from understudy.operations.conversation.sounds import Piece, has_pieces, pieces_in, with_pieces
from understudy.operations.words import size
from understudy.wire.websocket import MEDIA_TYPE, Message, messages_of


def is_conversation(response: Response) -> bool:
    """Whether an answer is one."""
    return response.header("content-type") == MEDIA_TYPE


def turns_of(response: Response, sounds: Sequence[Sound] = ()) -> tuple[Turn, ...]:
    """Whatever one side said before the other did is one turn; what was heard in it is one sound, at its end."""
    return tuple(
        Turn("client" if is_from_client else "server", (*map(_part, contents), *_heard(contents)))
        for is_from_client, contents in _sides(response, sounds)
    )


def sounds_in(response: Response, sounds: Sequence[Sound]) -> list[bytes]:
    """What was heard in each turn."""
    return [_joined(contents).content for _, contents in _sides(response, sounds) if has_pieces(contents)]


def _sides(response: Response, sounds: Sequence[Sound]) -> Iterator[tuple[bool, list[Any]]]:
    messages = messages_of(response.body)
    for is_from_client, said in groupby(messages, key=lambda message: message.is_from_client):
        yield is_from_client, [with_pieces(_content(message), sounds) for message in said]


def _content(message: Message) -> Any:
    try:
        content: Any = json.loads(message.payload)
    except ValueError:
        return message.payload.decode("utf-8", "replace")
    return {message.kind: content} if message.kind == "close" else content


def _part(content: Any) -> Other | Text:
    return Text(content) if isinstance(content, str) else Other(_told(content))


def _told(value: Any) -> Any:
    """The content with a word in place of what is heard at the turn's end."""
    match value:
        case Piece():
            return f"({size(len(value.content))} of sound)"
        case dict():
            return {name: _told(each) for name, each in value.items()}
        case list():
            return [_told(each) for each in value]
    return value


def _heard(contents: list[Any]) -> Iterator[Media]:
    if has_pieces(contents):
        joined = _joined(contents)
        yield whole_body("audio", joined.format, joined.content)


def _joined(contents: list[Any]) -> Piece:
    return reduce(Piece.grown, pieces_in(contents), Piece([], next(pieces_in(contents)).format))

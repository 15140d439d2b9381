"""Sound that comes in pieces: each frame holds the next one, in base64 of its own. Where, a profile says.

Within an event a piece is a `Piece` until all are joined: text that grew by text would be no base64 any more.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from understudy.apis import Sound, changed


@dataclass(slots=True, eq=False)
class Piece:
    """Some of a sound."""

    contents: list[bytes]
    format: str
    """What it is; empty where nobody says it."""

    @property
    def content(self) -> bytes:
        """All of it."""
        return b"".join(self.contents)

    def grown(self, other: Piece) -> Piece:
        """This one, with the other one after it: copied each time, a long sound would take forever."""
        self.contents += other.contents
        return self


def with_pieces(event: Any, sounds: Iterable[Sound]) -> Any:
    """The event with pieces in place of their base64; what is none stays as it is."""
    for sound in sounds:
        place, _, name = sound.path.rpartition(".")
        held = partial(_held, sound, name)
        event = changed(event, place, held) if place else held(event)
    return event


def without_pieces(value: Any) -> Any:
    """The value with base64 in place of pieces, and beside it what they are."""
    match value:
        case dict():
            formats = [each.format for each in value.values() if isinstance(each, Piece)]
            said = [("format", each) for each in formats if each and each not in value.values()]
            return {**dict(said), **{name: without_pieces(each) for name, each in value.items()}}
        case list():
            return [without_pieces(each) for each in value]
        case Piece():
            return base64.b64encode(value.content).decode()
    return value


def pieces_in(value: Any) -> Iterator[Piece]:
    """All pieces, in their order."""
    match value:
        case Piece():
            yield value
        case dict():
            for each in value.values():
                yield from pieces_in(each)
        case list():
            for each in value:
                yield from pieces_in(each)


def has_pieces(value: Any) -> bool:
    """Whether there are any."""
    return next(pieces_in(value), None) is not None


def goes_on(one: Any, other: Any) -> bool:
    """Whether two parts with pieces are of one sound: nothing but what is heard differs."""
    if isinstance(one, Piece) and isinstance(other, Piece):
        return one.format == other.format
    if isinstance(one, Mapping) and isinstance(other, Mapping) and one.keys() == other.keys():
        return all(each == other[name] or goes_on(each, other[name]) for name, each in one.items())
    return False


def _held(sound: Sound, name: str, holder: Any) -> Any:
    if not isinstance(holder, dict) or not isinstance(text := holder.get(name), str):
        return holder
    kind = str(holder.get(sound.kind, ""))
    if sound.kind and not kind.lower().startswith(sound.kinds):
        return holder
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError:
        return holder
    return {**holder, name: Piece([content], sound.format or (kind if "/" in kind else ""))}

"""A body that is one frame, such as an ordinary JSON answer."""

from __future__ import annotations

from understudy.wire.shape import Shape, fill, trimmed


class WholeSplitter:
    """Cuts nothing: no byte says that a body is complete, so all of it is the rest."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        self._held += data
        return []

    def rest(self) -> bytes:
        return bytes(self._held)


def shape(raw: bytes) -> Shape | None:
    """The body without the whitespace around it is the payload. None where nothing else is left."""
    return trimmed(raw)


def render(template: str, payload: bytes) -> bytes:
    """The raw body again."""
    return fill(template, payload)

"""Gives a playback to a client. What is sent is made once for a recording, and sent many times."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from understudy.engine import Playback
from understudy.model import ClosedByClient, Complete, Failed, FailureKind
from understudy.proxy.aborting import break_off
from understudy.proxy.asgi import LAST, Message, Receive, Scope, Send, piece
from understudy.upstream import is_bodiless


class Answering:
    """Playbacks, ready to be sent."""

    def __init__(self) -> None:
        self._ready: WeakKeyDictionary[Playback, tuple[Message, ...]] = WeakKeyDictionary()

    async def play(self, playback: Playback, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the recording says, and break as it broke."""
        ready = self._ready.get(playback)
        if ready is None:
            # One playback answers one method: the method is part of what matches.
            ready = self._ready[playback] = messages_of(playback, scope["method"])
        for message in ready:
            await send(message)
        if not isinstance(playback.ended, Complete):
            await break_off(scope, receive, _broken(playback.ended))


def messages_of(playback: Playback, method: str) -> tuple[Message, ...]:
    """The messages of a playback; the last one ends the answer only if the recorded one had an end."""
    if playback.status is None:
        return ()
    is_complete = isinstance(playback.ended, Complete)
    has_body = method != "HEAD" and not is_bodiless(playback.status)
    # An answer that breaks must not announce the length at which it would look whole.
    left_out = () if has_body and is_complete else (b"content-length",)
    headers = [pair for pair in playback.raw_headers if pair[0].lower() not in left_out]
    start: Message = {"type": "http.response.start", "status": playback.status, "headers": headers}
    if not has_body:
        return (start, LAST)
    chunks = playback.chunks if playback.is_streaming else (b"".join(playback.chunks),)
    if not is_complete:
        return (start, *map(piece, filter(None, chunks)))
    *before, last = chunks or (b"",)
    return (start, *map(piece, before), piece(last, more=False))


def _broken(ended: Failed | ClosedByClient) -> FailureKind:
    match ended:
        case Failed(kind):
            return kind
        case ClosedByClient():
            # Nobody knows what came next: whoever reads on is told so by an error, as in a process.
            return FailureKind.READ

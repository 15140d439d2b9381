"""Gives a playback to a client. What is sent is made once for a recording, and sent many times."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from understudy.engine import Playback
from understudy.model import ClosedByClient, Complete, Failed, FailureKind
from understudy.proxy.aborting import break_off
from understudy.proxy.asgi import LAST, Message, Receive, Scope, Send, piece
from understudy.proxy.on_time import Timed, send_on_time
from understudy.upstream import is_bodiless


class Answering:
    """Playbacks, ready to be sent."""

    def __init__(self) -> None:
        self._ready: WeakKeyDictionary[Playback, tuple[Message, ...]] = WeakKeyDictionary()
        self._timed: WeakKeyDictionary[Playback, tuple[Timed, ...]] = WeakKeyDictionary()

    async def play(self, playback: Playback, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the recording says, and break as it broke."""
        if playback.due_ms is not None:
            if not await self._play_on_time(playback, playback.due_ms, scope, receive, send):
                return
        else:
            ready = self._ready.get(playback)
            if ready is None:
                # One playback answers one method: the method is part of what matches.
                ready = self._ready[playback] = messages_of(playback, scope["method"])
            for message in ready:
                await send(message)
        if not isinstance(playback.ended, Complete):
            await break_off(scope, receive, _broken(playback.ended))

    async def _play_on_time(
        self, playback: Playback, due_ms: tuple[float, ...], scope: Scope, receive: Receive, send: Send
    ) -> bool:
        timed = self._timed.get(playback)
        if timed is None:
            timed = self._timed[playback] = timed_messages_of(playback, due_ms, scope["method"])
        return await send_on_time(timed, due_ms[-1], scope, receive, send)


def messages_of(playback: Playback, method: str) -> tuple[Message, ...]:
    """The messages of a playback; the last one ends the answer only if the recorded one had an end."""
    if playback.status is None:
        return ()
    start, has_body = _head(playback, method)
    if not has_body:
        return (start, LAST)
    chunks = playback.chunks if playback.is_streaming else (b"".join(playback.chunks),)
    if not isinstance(playback.ended, Complete):
        return (start, *map(piece, filter(None, chunks)))
    *before, last = chunks or (b"",)
    return (start, *map(piece, before), piece(last, more=False))


def timed_messages_of(playback: Playback, due_ms: tuple[float, ...], method: str) -> tuple[Timed, ...]:
    """The same, each with its time; what is not a stream comes as it came, too."""
    if playback.status is None:
        return ()
    start, has_body = _head(playback, method)
    head: Timed = (due_ms[0], start)
    if not has_body:
        return (head, (due_ms[-1], LAST))
    chunks = zip(due_ms, playback.chunks, strict=False)
    pieces = [(at, piece(chunk)) for at, chunk in chunks if chunk]
    if not isinstance(playback.ended, Complete):
        return (head, *pieces)
    if pieces and pieces[-1][0] == due_ms[-1]:
        at, message = pieces.pop()
        return (head, *pieces, (at, {**message, "more_body": False}))
    return (head, *pieces, (due_ms[-1], LAST))


def _head(playback: Playback, method: str) -> tuple[Message, bool]:
    """The beginning of an answer, and whether a body follows."""
    assert playback.status is not None, "there is an answer"
    has_body = method != "HEAD" and not is_bodiless(playback.status)
    left_out = () if has_body and not _would_look_whole(playback) else (b"content-length",)
    headers = [pair for pair in playback.raw_headers if pair[0].lower() not in left_out]
    return {"type": "http.response.start", "status": playback.status, "headers": headers}, has_body


def _would_look_whole(playback: Playback) -> bool:
    """Whether an answer that breaks announces the length at which it does, or one that it has already passed."""
    if isinstance(playback.ended, Complete):
        return False
    lengths = [value for name, value in playback.raw_headers if name.lower() == b"content-length"]
    return not all(value.isdigit() and int(value) > playback.size for value in lengths)


def _broken(ended: Failed | ClosedByClient) -> FailureKind:
    match ended:
        case Failed(kind):
            return kind
        case ClosedByClient():
            # Nobody knows what came next: whoever reads on is told so by an error, as in a process.
            return FailureKind.READ

"""Requests that got an answer which cannot change any more, and that answer as it goes over the wire.

Known bytes in, known bytes out: what makes two requests the same (method, address, type and bytes of the body) is
looked up as it came, before it is parsed, matched or decided on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from http import HTTPStatus

from understudy.engine import Play, Playback, Session
from understudy.model import Complete
from understudy.upstream import is_bodiless

KEY = "understudy.key"
"""Where a request's ASGI scope says under which key its answer may be remembered."""

HELD_BYTES = 256 * 2**20
"""Of all answers together: 100,000 of a few frames each."""

OVERHEAD = 400
"""Bytes that one takes beside its own."""

LENGTH = b"content-length"
LOOKED_AT = (b"x-understudy-", b"origin", b"sec-fetch-site")
"""A request with one of them asks us for something else than what it asks the API for, or is a browser's."""

TOLD = frozenset({b"content-type", b"host", b"transfer-encoding"})
"""Headers by which requests differ: the application refuses some hosts, and some codings."""

NEVER_KEPT = frozenset({b"connection", b"keep-alive", b"transfer-encoding", b"upgrade"})
"""Headers that say something about a connection. An answer with one of them is left to the server to write."""


class Answer:
    """A whole answer, head and body, and how often it was given since it was last counted.

    The count stands beside the bytes: one that is kept by the recording's name elsewhere costs as much as the rest of
    a look-up, once so many are held that none of them is in the processor's cache.
    """

    __slots__ = ("name", "times", "wire")

    def __init__(self, wire: bytes, name: str) -> None:
        self.wire, self.name, self.times = wire, name, 0


class Held:
    """Answers by request, each with the name of its recording: as many as fit."""

    def __init__(self) -> None:
        self._held: dict[bytes, Answer] = {}
        self._given: list[Answer] = []
        """Those that are to be counted."""
        self._size = 0

    def __contains__(self, key: bytes) -> bool:
        return key in self._held

    def answer(self, key: bytes) -> bytes | None:
        """The answer to the request of this key, which counts as given once more."""
        found = self._held.get(key)
        if found is None:
            return None
        if not found.times:
            self._given.append(found)
        found.times += 1
        return found.wire

    def counted(self) -> dict[str, int]:
        """How often answers were given since this was last asked, by the recording's name."""
        given, self._given = self._given, []
        counts: dict[str, int] = {}
        for answer in given:
            counts[answer.name] = counts.get(answer.name, 0) + answer.times
            answer.times = 0
        return counts

    def put(self, key: bytes, wire: bytes, name: str) -> None:
        """Hold one more. What was put first goes where all would be too much."""
        self._held[key] = Answer(wire, name)
        self._size += len(wire) + OVERHEAD
        while self._size > HELD_BYTES:
            oldest = self._held.pop(next(iter(self._held)))
            self._size -= len(oldest.wire) + OVERHEAD


class Known:
    """The answers that a session has settled."""

    def __init__(self, session: Session) -> None:
        self._held = Held()
        session.journal.ask(self._held.counted)
        self.answer = self._held.answer
        self.on_remembered: Callable[[bytes, bytes, str], None] = lambda key, wire, name: None

    def remember(self, key: bytes, play: Play) -> None:
        """Equal requests get this from now on, if it is whole."""
        if key not in self._held and (wire := wire_of(play.playback)) is not None:
            self._held.put(key, wire, play.playback.name)
            self.on_remembered(key, wire, play.playback.name)


def key_of(method: bytes, target: bytes, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> bytes | None:
    """What is the same for equal requests and different for all others; None where it is us who are asked, too.

    Args:
        target: path and query, as they came.
        headers: with names in lower case.
    """
    if method == b"HEAD":  # its answer is a head alone
        return None
    told = [method, target]
    for name, value in headers:
        if name in TOLD:
            told += name, value
        elif name.startswith(LOOKED_AT):
            return None
    # No line end can stand in any part but the last, and no name is empty.
    told += b"", body
    return blake2b(b"\n".join(told), digest_size=16).digest()


def wire_of(playback: Playback) -> bytes | None:
    """Head and body as HTTP/1.1 has them, each chunk of a stream as one of its own; None where the answer breaks,
    has no body, or says what a server has to say itself."""
    status, headers = playback.status, playback.raw_headers
    is_whole = status is not None and isinstance(playback.ended, Complete) and playback.due_ms is None
    if status is None or not is_whole or is_bodiless(status):
        return None
    names = [name.lower() for name, _ in headers]
    lengths = {value for name, value in zip(names, (value for _, value in headers), strict=True) if name == LENGTH}
    if not NEVER_KEPT.isdisjoint(names) or lengths - {b"%d" % playback.size}:
        return None
    head = [b"HTTP/1.1 %d %b" % (status, _phrase(status))]
    head += (b"%b: %b" % (name, value) for name, (_, value) in zip(names, headers, strict=True))
    if lengths:
        return b"\r\n".join((*head, b"", b"".join(playback.chunks)))
    chunks = playback.chunks if playback.is_streaming else (b"".join(playback.chunks),)
    body = b"".join([b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks if chunk])
    return b"\r\n".join((*head, b"transfer-encoding: chunked", b"", b"%b0\r\n\r\n" % body))


def _phrase(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b""

"""Playbacks with something wrong: what a fault makes of a recorded answer. Pure."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import assert_never

from understudy.apis import Profile, error_headers, fault_body
from understudy.engine.asked import Asked
from understudy.engine.decision import Play
from understudy.engine.faulting import Met
from understudy.engine.pieces import Pieces, pieces_of, with_pieces
from understudy.engine.playback import Playback
from understudy.engine.playback_frames import frames_in, framing_of
from understudy.match import addressed
from understudy.model import (
    After,
    Anywhere,
    Complete,
    Dropped,
    Duplicated,
    Failed,
    FailureKind,
    Headers,
    Place,
    Refused,
    Request,
    Reset,
    SlowLoris,
    Stall,
    Status,
    Truncated,
    Unit,
    WrongLength,
)

HEADER = "x-understudy-fault"
"""Asks for a fault in a request, and names it in an answer."""


def play_of(playback: Playback, asked: Asked) -> Play:
    """The play of an answer, with the fault that the request meets."""
    met, request = asked.met, asked.what
    if met is None or not isinstance(request, Request):
        return Play(playback)
    made = damaged(playback, met, addressed(request.method, request.url).recognised.profile)
    if made is None:
        return Play(playback)
    if request.method == "HEAD":
        # RFC 9110, 9.3.2: its answer has no body, whatever its length says.
        made = replace(made, chunks=(), at_ms=(), due_ms=made.due_ms and made.due_ms[-1:])
    return Play(made, met.fault)


def damaged(playback: Playback, met: Met, profile: Profile) -> Playback | None:
    """The playback with this fault; None where it has nothing that the fault could damage."""
    fault, answer = met.fault, _Answer(playback, met.place)
    made: Playback | None
    match fault.damage:
        case Status(code, retry_after_s):
            return _error(playback, profile, code, retry_after_s, fault.name)
        case Refused():
            return _silent(playback, FailureKind.CONNECT, f"connection refused ({_told(fault.name)})")
        case Reset(None):
            return _silent(playback, FailureKind.READ, f"connection reset ({_told(fault.name)})")
        case Reset(at):
            pieces = answer.pieces.until(answer.offset(at))
            ended = Failed(FailureKind.READ, f"connection reset ({_told(fault.name)})", pieces.size)
            made = with_pieces(playback, pieces, ended)
        case Stall(for_ms, at):
            made = with_pieces(playback, answer.pieces.late(answer.offset(at), for_ms))
        case SlowLoris(each_ms):
            made = with_pieces(playback, answer.pieces.byte_by_byte(each_ms)) if answer.frames else None
        case Truncated(frame):
            made = answer.truncated(answer.chosen(frame)) if answer.frames else None
        case Duplicated(frame):
            made = answer.with_frame(answer.chosen(frame), 2) if answer.frames else None
        case Dropped(frame):
            made = answer.with_frame(answer.chosen(frame), 0) if answer.frames else None
        case WrongLength(by):
            made = _wrong_length(playback, answer.pieces, by, fault.name)
        case other:
            assert_never(other)
    return None if made is None else _headed(made, (*made.headers, (HEADER, fault.name)))


class _Answer:
    """A playback taken apart: as pieces in time, and as frames."""

    def __init__(self, playback: Playback, place: float) -> None:
        self.playback, self.pieces, self._place = playback, pieces_of(playback), place
        body = b"".join(playback.chunks)
        self._framing = framing_of(playback, body)
        self.frames = frames_in(self._framing, body)
        self._ends = [0]
        for frame in self.frames:
            self._ends.append(self._ends[-1] + len(frame))

    def offset(self, place: Place) -> int:
        """How many bytes of the body come before a place; -1 where not even the head does."""
        match place:
            case None:
                return -1
            case After(count, Unit.BYTES):
                return min(count, self._ends[-1])
            case After(count, _):
                return self._ends[min(count, len(self.frames))]
            case Anywhere():
                return self._ends[int(self._place * len(self._ends))]
            case other:
                assert_never(other)

    def chosen(self, number: int | None) -> int:
        """Index of a frame: the one of this number, or the last; None is one that says something."""
        if number is not None:
            return min(number, len(self.frames)) - 1
        telling = [index for index, frame in enumerate(self.frames) if not self._framing.is_idle(frame)]
        return telling[int(self._place * len(telling))] if telling else len(self.frames) - 1

    def with_frame(self, index: int, times: int) -> Playback:
        """The answer with this frame so many times."""
        start, end = list(pairwise(self._ends))[index]
        pieces = self.pieces.with_part(start, end, self.frames[index] * times)
        return with_pieces(self.playback, pieces, headers=_with_length(self.playback.headers, pieces.size))

    def truncated(self, index: int) -> Playback:
        """The answer as far as the middle of what this frame says."""
        raw, start = self.frames[index], self._ends[index]
        shape = self._framing.shape(raw)
        if shape is None:
            half = raw[: len(raw) // 2]
        else:
            half = self._framing.render(shape.template, shape.payload[: len(shape.payload) // 2])
        pieces = self.pieces.with_part(start, self._ends[-1], half)
        headers = _with_length(self.playback.headers, pieces.size)
        return with_pieces(self.playback, pieces, Complete(), headers)


def _error(playback: Playback, profile: Profile, status: int, retry_after_s: int | None, name: str) -> Playback:
    body = fault_body(profile, status, _told(name))
    headers = error_headers(profile, status) | {"content-length": str(len(body)), HEADER: name}
    if retry_after_s is not None:
        headers["retry-after"] = str(retry_after_s)
    made = replace(
        playback, status=status, chunks=(body,), at_ms=(0,), due_ms=None, ended=Complete(), is_streaming=False
    )
    return _headed(made, tuple(headers.items()))


def _silent(playback: Playback, kind: FailureKind, message: str) -> Playback:
    made = replace(playback, status=None, chunks=(), at_ms=(), due_ms=None, ended=Failed(kind, message, 0))
    return _headed(made, ())


def _wrong_length(playback: Playback, pieces: Pieces, by: int, name: str) -> Playback | None:
    told = pieces.size + by
    if told < 0 or not pieces.size:
        return None
    headers = (*_without_length(playback.headers), ("content-length", str(told)))
    if by < 0:
        # Whoever goes by the length has all of it then.
        return with_pieces(playback, pieces.until(told), Complete(), headers)
    message = f"the answer ended after {pieces.size} of {told} bytes ({_told(name)})"
    return with_pieces(playback, pieces, Failed(FailureKind.PROTOCOL, message, pieces.size), headers)


def _told(name: str) -> str:
    return f"fault of understudy: {name}"


def _with_length(headers: Headers, size: int) -> Headers:
    return tuple((key, str(size) if key.lower() == "content-length" else value) for key, value in headers)


def _without_length(headers: Headers) -> Headers:
    return tuple(pair for pair in headers if pair[0].lower() != "content-length")


def _headed(playback: Playback, headers: Headers) -> Playback:
    raw = tuple((name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers)
    return replace(playback, headers=headers, raw_headers=raw)

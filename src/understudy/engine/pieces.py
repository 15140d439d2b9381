"""The body of a playback as pieces, each with the time at which it is given; cut and joined by bytes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from understudy.engine.playback import Playback
from understudy.model import Ended, Headers


@dataclass(frozen=True, slots=True)
class Pieces:
    """A body in time."""

    contents: tuple[tuple[bytes, float], ...]
    """Bytes, and when they are given in milliseconds after the request."""

    end_ms: float

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(len(content) for content, _ in self.contents)

    def until(self, offset: int) -> Pieces:
        """What comes before this byte; its end is when it would have come."""
        before, after = self._cut(offset)
        return Pieces(before, after[0][1] if after else self.end_ms)

    def late(self, offset: int, ms: float) -> Pieces:
        """What comes from this byte on comes later."""
        before, after = self._cut(offset)
        return Pieces((*before, *((content, at + ms) for content, at in after)), self.end_ms + ms)

    def byte_by_byte(self, each_ms: float) -> Pieces:
        """From the time of its first piece on."""
        begin = self.contents[0][1] if self.contents else self.end_ms
        whole = b"".join(content for content, _ in self.contents)
        single = tuple((whole[at : at + 1], begin + at * each_ms) for at in range(len(whole)))
        return Pieces(single, single[-1][1] if single else begin)

    def with_part(self, start: int, end: int, part: bytes) -> Pieces:
        """With other bytes from `start` up to `end`. They come when those would have."""
        before, rest = self._cut(start)
        _, after = self._cut(end)
        at = rest[0][1] if rest else self.end_ms
        return Pieces((*before, *(((part, at),) if part else ()), *after), self.end_ms)

    def _cut(self, offset: int) -> tuple[tuple[tuple[bytes, float], ...], tuple[tuple[bytes, float], ...]]:
        before: list[tuple[bytes, float]] = []
        after: list[tuple[bytes, float]] = []
        left = max(0, offset)
        for content, at in self.contents:
            head, tail = content[:left], content[left:]
            left -= len(head)
            before += [(head, at)] if head else []
            after += [(tail, at)] if tail else []
        return tuple(before), tuple(after)


def pieces_of(playback: Playback) -> Pieces:
    """The pieces of a playback."""
    due = playback.due_ms or (0.0,) * (len(playback.chunks) + 1)
    return Pieces(tuple(zip(playback.chunks, due, strict=False)), due[-1])


def with_pieces(
    playback: Playback, pieces: Pieces, ended: Ended | None = None, headers: Headers | None = None
) -> Playback:
    """The playback with these in the place of its own; `raw_headers` are left to whoever gives headers."""
    times = tuple(at for _, at in pieces.contents)
    return replace(
        playback,
        chunks=tuple(content for content, _ in pieces.contents),
        at_ms=tuple(map(round, times)),
        due_ms=(*times, pieces.end_ms) if any(times) or pieces.end_ms else None,
        ended=playback.ended if ended is None else ended,
        headers=playback.headers if headers is None else headers,
    )

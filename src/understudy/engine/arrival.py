"""The body of an answer under way, and when each of its chunks came. What it holds in memory does not grow with it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from understudy.errors import TooLarge
from understudy.model import MAX_ANSWER, Mark, spelt_size
from understudy.store import Spool
from understudy.wire import CodingDamaged, decoder

MOST_CHUNKS = 2**22
"""Of one answer; each takes sixteen bytes until it is written."""

SLICE = 2**12
"""Coded bytes that are undone at once: some codings make ten thousand of one."""


class Arrival:
    """Takes chunks, and gives the body back, as it came or without its content coding."""

    def __init__(self, max_answer: int) -> None:
        """`max_answer`: bytes, with and without content coding."""
        self._max_answer = max_answer
        self._spool = Spool()
        self._sizes, self._times = array("Q"), array("Q")

    @property
    def size(self) -> int:
        """Bytes that came."""
        return self._spool.size

    def append(self, content: bytes, at_ms: int) -> None:
        """One more chunk.

        Raises:
            TooLarge: with it, it is.
            StoreUnusable: there is no room for it.
        """
        if self.size + len(content) > self._max_answer or len(self._sizes) == MOST_CHUNKS:
            raise self._too_large()
        self._spool.append(content)
        self._sizes.append(len(content))
        self._times.append(max(0, at_ms))

    def as_it_came(self) -> tuple[bytes, tuple[Mark, ...]]:
        """The body, and when its chunks came."""
        marks, offset = [], 0
        for size, at_ms in zip(self._sizes, self._times, strict=True):
            marks.append(Mark(offset, at_ms))
            offset += size
        return self._spool.whole(), tuple(marks)

    def without(self, coding: str) -> tuple[bytes, tuple[Mark, ...]] | None:
        """The same without content coding; None where that is unknown, or the body is damaged.

        Raises:
            TooLarge: it is, without.
        """
        undo = decoder(coding)
        if undo is None:
            return None
        plain, marks = bytearray(), []
        try:
            for content, at_ms in self._chunks():
                at = len(plain)
                for begin in range(0, len(content), SLICE):
                    plain += undo.feed(content[begin : begin + SLICE])
                    if len(plain) > self._max_answer:
                        raise self._too_large()
                if len(plain) > at:
                    marks.append(Mark(at, at_ms))
            if rest := undo.finish():
                marks.append(Mark(len(plain), self._times[-1] if self._times else 0))
                plain += rest
        except CodingDamaged:
            return None
        return bytes(plain), tuple(marks)

    def close(self) -> None:
        """Forget it."""
        self._spool.close()

    def _too_large(self) -> TooLarge:
        return TooLarge(
            f"an answer is larger than {spelt_size(self._max_answer)}, or came in more than {MOST_CHUNKS:,} pieces"
            f"\n\n  It was not kept; its caller has it whole. How large one may be says max-answer, up to"
            f" {spelt_size(MAX_ANSWER)}."
        )

    def _chunks(self) -> Iterator[tuple[bytes, int]]:
        return zip(self._spool.read(iter(self._sizes)), self._times, strict=True)

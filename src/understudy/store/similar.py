"""Which recordings share most features with a request: a file beside the index, read only when a miss asks.

A sorted list of numbers of 64 bits, feature above row, so that a feature's recordings are found by bisection; behind
it the names of the rows, as JSON. A row whose recording has changed since stays behind, and its name is gone.
"""

from __future__ import annotations

import heapq
import json
import mmap
import os
import sys
import tempfile
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path

COMMON = 2000
"""A feature of more recordings than these tells little: so many of them get its vote."""

ROW = 0xFFFFFFFF
"""The half of a number that is the row."""

PARTS = 6
"""By so many of its first bits a number is put among others before they are sorted."""

WIDTH = 8
HEAD = 16
"""Bytes before the numbers: how many there are, and a zero."""


class Similar:
    """Features by recording. Rows are numbers, names are given out by the caller of `nearest`."""

    def __init__(self, numbers: Sequence[int], names: list[str | None]) -> None:
        self._numbers, self._names = numbers, names

    def nearest(self, features: Iterable[int], limit: int) -> list[str]:
        """Names of the recordings that share most, the rarer a feature the more it counts; best first."""
        spans = [self._span(feature) for feature in features]
        # Where a feature is rare, those that nearly all recordings have can wait.
        rare = [span for span in spans if 0 < len(span) <= COMMON]
        votes: dict[int, float] = defaultdict(float)
        for span in rare or filter(None, spans):
            weight = 1 + 10 / len(span)
            for number in self._numbers[span.start : min(span.stop, span.start + COMMON)]:
                votes[number & ROW] += weight
        ranked = (self._names[row] for row in heapq.nlargest(2 * limit, votes, key=votes.__getitem__))
        return [name for name in ranked if name is not None][:limit]

    def _span(self, feature: int) -> range:
        first = bisect_left(self._numbers, feature << 32)
        return range(first, bisect_left(self._numbers, (feature + 1) << 32, first))

    def with_changes(self, gone: Iterable[str], added: Mapping[str, Sequence[int]]) -> Similar:
        """The same without some recordings and with others."""
        rows = {name: row for row, name in enumerate(self._names) if name is not None}
        dropped = {rows[name] for name in gone if name in rows}
        names = [None if row in dropped else name for row, name in enumerate(self._names)]
        kept = [each for each in self._numbers if each & ROW not in dropped] if dropped else self._numbers
        new = (feature << 32 | row for row, features in enumerate(added.values(), len(names)) for feature in features)
        return Similar(_sorted(chain(kept, new)), [*names, *added])

    def write(self, path: Path) -> None:
        """Put this into a file, whole or not at all; without one, it is made again when it is needed."""
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(array("Q", [len(self._numbers), 0]).tobytes())
                file.write(memoryview(self._numbers).cast("B"))  # type: ignore[arg-type]  # an array or a mapped file
                file.write(json.dumps(self._names).encode())
            os.replace(temporary, path)


def _sorted(numbers: Iterable[int]) -> array[int]:
    """The numbers in order. In parts, as sorting takes ten times the memory that the numbers do."""
    parts = [array("Q") for _ in range(1 << PARTS)]
    for number in numbers:
        parts[number >> 64 - PARTS].append(number)
    found = array("Q")
    for part in parts:
        found.fromlist(sorted(part))
    return found


def read_similar(path: Path) -> Similar | None:
    """What `write` put into a file; None where there is none, or it is damaged."""
    try:
        with open(path, "rb") as file:
            content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        count = int.from_bytes(content[:WIDTH], sys.byteorder)
        numbers = content[HEAD : HEAD + WIDTH * count].cast("Q")
        names = json.loads(bytes(content[HEAD + WIDTH * count :]))
        return Similar(numbers, names)
    except (OSError, ValueError, TypeError):
        return None


def empty() -> Similar:
    """Nothing yet."""
    return Similar(array("Q"), [])

"""Which entries of two lists belong together: a message that was put in does not make every later one differ."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from understudy.misses.likeness import likeness

MOST = 400
"""Entries of a list, apart from what is equal at both ends; longer ones are compared place by place."""

COMPARED = 64
"""Pairs of entries that are looked at closely."""

Pair = tuple[int | None, int | None]
"""Places in the one list and in the other; None where there is no such entry."""


def aligned(one: Sequence[Any], other: Sequence[Any]) -> Iterator[Pair]:
    """The entries that are not equal, in their order, each beside the one it was made from."""
    left, right = [_key(entry) for entry in one], [_key(entry) for entry in other]
    start = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    left, right = left[start : len(left) - end], right[start : len(right) - end]
    if max(len(left), len(right)) > MOST:
        yield from _by_place(start, start, len(left), len(right))
        return
    for kind, i, i_end, j, j_end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind != "equal":
            first, second = i + start, j + start
            yield from _paired(one[first : i_end + start], other[second : j_end + start], first, second)


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _by_place(first: int, second: int, count: int, other_count: int) -> Iterator[Pair]:
    for at in range(max(count, other_count)):
        yield first + at if at < count else None, second + at if at < other_count else None


def _paired(one: Sequence[Any], other: Sequence[Any], first: int, second: int) -> Iterator[Pair]:
    """Pairs of which the likest belong together, without crossing."""
    if not one or not other or len(one) == len(other) == 1 or len(one) * len(other) > COMPARED:
        yield from _by_place(first, second, len(one), len(other))
        return
    # Two messages of one role are always a bit alike: only what is nearly equal outweighs its place.
    alike = [[0.01 + likeness(each, every) ** 4 for every in other] for each in one]
    best = [[0.0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in reversed(range(len(one))):
        for j in reversed(range(len(other))):
            best[i][j] = max(alike[i][j] + best[i + 1][j + 1], best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(one) and j < len(other):
        if best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            yield first + i, second + j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield first + i, None
            i += 1
        else:
            yield None, second + j
            j += 1
    yield from ((first + at, None) for at in range(i, len(one)))
    yield from ((None, second + at) for at in range(j, len(other)))

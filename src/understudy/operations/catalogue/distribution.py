"""How a number is spread over recordings: how many lie between which bounds, and where the half and the most lie."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

COLUMNS = frozenset({"first_ms", "duration_ms", "tokens_in", "tokens_out", "file_bytes"})
QUANTILES = (0.5, 0.9, 0.99)
BOUNDS = (0, *(step * 10**power for power in range(12) for step in (1, 2, 5)))


@dataclass(frozen=True, slots=True)
class Bin:
    """The numbers between two bounds."""

    start: int
    end: int
    """The first number that is not in it."""

    count: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """Of one number."""

    count: int
    """Recordings of which it is known."""

    bins: tuple[Bin, ...]
    """Without gaps, from the least number to the greatest; each bound is about twice the one before."""

    quantiles: Mapping[float, int]
    """By share: the least number that so many of all are not above."""


def distribution_of(database: sqlite3.Connection, column: str) -> Distribution:
    """How a column of numbers is spread; -1 is not known."""
    assert column in COLUMNS
    # Each of the two is one look into an index; asked for together they are a walk through it.
    least, greatest = (
        database.execute(f"SELECT {which}({column}) FROM recording WHERE {column} >= 0").fetchone()[0]
        for which in ("min", "max")
    )
    if least is None:
        return Distribution(0, (), {})
    # A range of an index is counted ten times as fast as its numbers are sorted into bins.
    within = f"SELECT count(*) FROM recording WHERE {column} >= ? AND {column} < ?"
    bins = tuple(
        Bin(start, end, database.execute(within, (start, end)).fetchone()[0])
        for start, end in pairwise(bounds_around(least, greatest))
    )
    count = sum(each.count for each in bins)
    return Distribution(count, bins, {share: _quantile(database, column, share, count, bins) for share in QUANTILES})


def _quantile(database: sqlite3.Connection, column: str, share: float, count: int, bins: Iterable[Bin]) -> int:
    place = max(0, ceil(share * count) - 1)
    for each in bins:
        if place < each.count:
            nth = f"SELECT {column} FROM recording WHERE {column} >= ? ORDER BY {column} LIMIT 1 OFFSET ?"
            return int(database.execute(nth, (each.start, place)).fetchone()[0])
        place -= each.count
    raise AssertionError("each number lies in a bin")


def bounds_around(least: int, greatest: int) -> Sequence[int]:
    """Bounds that have both numbers between them, as few as there can be."""
    first = max(place for place, bound in enumerate(BOUNDS) if bound <= least)
    last = next((place for place, bound in enumerate(BOUNDS) if bound > greatest), len(BOUNDS))
    return (*BOUNDS[first:last], BOUNDS[last] if last < len(BOUNDS) else greatest + 1)

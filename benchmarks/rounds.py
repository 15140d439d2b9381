"""Rounds, medians, ratios: the statistics of every benchmark, in one place.

Contestants take turns within each round, in alternating order, so that a slow minute of the machine falls on
all of them; differences are taken within a round, for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import TypeVar

K = TypeVar("K")
T = TypeVar("T")


def alternating(contestants: Mapping[K, Callable[[], T]], rounds: int, say: Callable[[str], None]) -> dict[K, list[T]]:
    """What each contestant measured, round by round."""
    measured: dict[K, list[T]] = {name: [] for name in contestants}
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        for name in list(contestants)[:: -1 if number % 2 else 1]:
            measured[name].append(contestants[name]())
    return measured


def over(values: Sequence[float], floor: Sequence[float]) -> float:
    """The median of how much more each round took than the floor did in the same round."""
    return median(value - least for value, least in zip(values, floor, strict=True))


def times(value: float, reference: float) -> float | None:
    """How many times the reference this is; None where the reference is lost in noise."""
    return value / reference if reference > 0 else None

"""How long answers took, as a histogram: one search among a few bounds and two additions for each."""

from __future__ import annotations

from bisect import bisect_left

BOUNDS_S = (
    *(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05),
    *(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0),
)
"""Seconds. From a play at once to a model that thinks."""


class Histogram:
    """Counts by bound; the last one is of what is above all of them."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS_S) + 1)
        self.sum_s = 0.0

    def observe(self, seconds: float) -> None:
        """One more."""
        self.counts[bisect_left(BOUNDS_S, seconds)] += 1
        self.sum_s += seconds

    def copy(self) -> Histogram:
        """As it is now."""
        copied = Histogram()
        copied.counts, copied.sum_s = self.counts.copy(), self.sum_s
        return copied

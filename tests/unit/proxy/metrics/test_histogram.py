"""How long answers took."""

from __future__ import annotations

from itertools import pairwise

import pytest

from understudy.proxy.metrics.histogram import BOUNDS_S, Histogram


@pytest.mark.parametrize(
    ("seconds", "place"), [(0.0, 0), (0.0001, 0), (0.00011, 1), (120.0, len(BOUNDS_S) - 1), (121.0, len(BOUNDS_S))]
)
def test_a_bound_holds_what_is_not_above_it(seconds, place):
    """
    As `le` says: less or equal.
    """
    histogram = Histogram()
    histogram.observe(seconds)

    assert [at for at, count in enumerate(histogram.counts) if count] == [place]


def test_a_copy_stays_as_it_is():
    """
    A page is made of one moment.
    """
    histogram = Histogram()
    histogram.observe(0.3)
    copied = histogram.copy()
    histogram.observe(0.4)

    assert (sum(copied.counts), copied.sum_s) == (1, 0.3)


def test_bounds_ascend():
    """
    What is looked up by halves has to.
    """
    assert all(one < other for one, other in pairwise(BOUNDS_S))

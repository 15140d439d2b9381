"""Plots, before they are drawn."""

from __future__ import annotations

import pytest

from understudy.operations.catalogue import Bin, Distribution
from understudy.ui.plots import GROUND, LEFT, RIGHT, TOP, over_time, short, spread

SPREAD = Distribution(4, (Bin(10, 20, 1), Bin(20, 50, 0), Bin(50, 100, 3)), {0.5: 50, 0.9: 75})


def test_columns_are_as_tall_as_there_are_recordings():
    """
    Side by side, on one ground.
    """
    plot = spread("Time", SPREAD, "{} ms".format)

    first, none, last = plot.bars
    assert (first.y + first.height, last.y + last.height) == (GROUND, GROUND)
    assert last.height == pytest.approx(3 * first.height, abs=0.2)
    assert none.height == 0
    assert LEFT <= first.x < none.x < last.x < RIGHT
    assert all(each.y >= TOP for each in plot.bars)
    assert last.label == "50 ms to 100 ms: 3"


def test_a_quantile_stands_where_it_lies_in_its_column():
    """
    75 is half way between 50 and 100.
    """
    plot = spread("Time", SPREAD, str)

    step = (RIGHT - LEFT) / 3
    assert [mark.at for mark in plot.lines] == [round(LEFT + 2 * step, 1), round(LEFT + 2.5 * step, 1)]
    assert plot.says == "Time of 4: 50 % within 50, 90 % within 75"


def test_nothing_known_is_no_plot():
    """
    An empty one would look like an answer.
    """
    assert spread("Time", Distribution(0, (), {}), str) is None
    assert over_time("Recorded", {}) is None
    assert over_time("Recorded", {"2026-99-99": 3}) is None


@pytest.mark.parametrize(
    ("days", "periods"),
    [
        ({"2026-11-28": 1, "2026-12-01": 2}, ["2026-11-28: 1", "2026-11-29: 0", "2026-11-30: 0", "2026-12-01: 2"]),
        ({"2025-11-28": 1, "2026-01-01": 2, "2026-02-28": 4}, ["2025-11: 1", "2025-12: 0", "2026-01: 2", "2026-02: 4"]),
        ({"1999-01-01": 1, "2003-01-01": 2}, ["1999: 1", "2000: 0", "2001: 0", "2002: 0", "2003: 2"]),
    ],
    ids=["days", "months", "years"],
)
def test_time_has_no_gaps(days, periods):
    """
    A day without a recording is one.
    """
    assert [bar.label for bar in over_time("Recorded", days).bars] == periods


@pytest.mark.parametrize(("count", "said"), [(0, "0"), (999, "999"), (1000, "1k"), (1250, "1.2k"), (3_000_000, "3M")])
def test_numbers_on_axes_are_short(count, said):
    """
    With a unit.
    """
    assert short(count) == said

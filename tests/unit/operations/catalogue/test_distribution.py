"""How a number is spread over recordings."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from understudy.operations.catalogue.distribution import bounds_around, distribution_of

NUMBERS = st.lists(st.one_of(st.just(-1), st.integers(0, 300), st.integers(0, 10**13)), max_size=60)


def spread(numbers):
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE recording (duration_ms)")
        database.executemany("INSERT INTO recording VALUES (?)", [(each,) for each in numbers])
        return distribution_of(database, "duration_ms")


@given(NUMBERS)
def test_each_known_number_lies_in_one_bin(numbers):
    """
    Those that are not known lie in none.
    """
    known = [number for number in numbers if number >= 0]

    found = spread(numbers)

    assert found.count == len(known)
    assert [each.count for each in found.bins] == [
        sum(each.start <= number < each.end for number in known) for each in found.bins
    ]
    assert sum(each.count for each in found.bins) == len(known)


@given(NUMBERS.filter(lambda numbers: any(number >= 0 for number in numbers)))
def test_a_quantile_is_a_number_that_so_many_are_not_above(numbers):
    """
    As the nearest rank says.
    """
    known = sorted(number for number in numbers if number >= 0)

    found = spread(numbers)

    assert found.quantiles == {share: known[ceil(share * len(known)) - 1] for share in (0.5, 0.9, 0.99)}


def test_bounds_are_round_and_no_more_than_needed():
    """
    One, two and five times the powers of ten.
    """
    assert bounds_around(30, 450) == (20, 50, 100, 200, 500)
    assert bounds_around(0, 0) == (0, 1)
    assert bounds_around(500, 500) == (500, 1000)

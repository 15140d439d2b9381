from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.misses.aligning import MOST, aligned


def said(text, role="user"):
    return {"role": role, "content": text}


A, B, C = (said(f"{what} is what I asked you a while ago") for what in ("The weather", "A flight", "Some poem"))
A2 = said("The weather is what I asked you a moment ago")


@pytest.mark.parametrize(
    "one, other, pairs",
    [
        pytest.param([A, B], [A, B], [], id="equal"),
        pytest.param([A, B], [A, A2], [(1, 1)], id="changed"),
        pytest.param([A, B], [C, A, B], [(None, 0)], id="put-in-first"),
        pytest.param([A, B], [A, C, B], [(None, 1)], id="put-in-between"),
        pytest.param([A, B], [A, B, C], [(None, 2)], id="put-in-last"),
        pytest.param([A, B, C], [B, C], [(0, None)], id="gone"),
        pytest.param([A, B], [B, C], [(0, None), (None, 1)], id="moved-on"),
        pytest.param([A, B], [C, A2, B], [(None, 0), (0, 1)], id="put-in-before-a-changed-one"),
        pytest.param(["a"], ["b"], [(0, 0)], id="scalars"),
        pytest.param(["a", "b"], ["c", "d"], [(0, 0), (1, 1)], id="nothing-in-common"),
        pytest.param([1], [True], [(0, 0)], id="true-is-not-1"),
        pytest.param([], [A], [(None, 0)], id="from-nothing"),
        pytest.param(list(range(MOST + 1)), [-1, *range(MOST + 1)], [(None, 0)], id="equal-at-the-end-however-long"),
        pytest.param(
            [*range(MOST + 1), 0], [*range(1, MOST + 2), 0], [(at, at) for at in range(MOST + 1)], id="too-long"
        ),
    ],
)
def test_entries_stand_beside_those_that_they_were_made_from(one, other, pairs):
    """
    What is equal is left out, what was put in has no partner, and what was changed has the likest.
    """
    assert list(aligned(one, other)) == pairs


entries = st.lists(st.integers(0, 3) | st.booleans() | st.text("ab", max_size=2), max_size=12)


@given(entries, entries)
def test_nothing_is_lost(one, other):
    """
    Each entry is in one pair at most, in its order; those in none are equal, one beside the other.
    """
    pairs = list(aligned(one, other))

    left, right = ([pair[side] for pair in pairs if pair[side] is not None] for side in (0, 1))
    assert left == sorted(set(left))
    assert right == sorted(set(right))
    rest = [json.dumps(each) for at, each in enumerate(one) if at not in left]
    assert rest == [json.dumps(each) for at, each in enumerate(other) if at not in right]

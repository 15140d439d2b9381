"""How alike two requests are."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from understudy.misses.likeness import is_cut, likeness

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)
CHAT = {
    "model": "m",
    "messages": [{"role": "user", "content": "What is the weather in Vienna?"}],
    "tools": [{"n": 1}] * 9,
}


@given(JSON)
@example([None, "0000000", "000000"])
def test_a_value_is_all_like_itself(value):
    """
    Equal values are as alike as can be.
    """
    assert likeness(value, value) == 1


@given(JSON, JSON)
def test_likeness_has_no_direction(one, other):
    """
    Recorded and sent may change places, and nothing is below 0 or above 1.
    """
    found = likeness(one, other)
    assert 0 <= found <= 1
    assert found == pytest.approx(likeness(other, one))


def test_a_small_request_is_not_like_a_big_one_that_has_the_same_within():
    """
    What only one of them says counts against them, all of it.
    """
    small = {name: value for name, value in CHAT.items() if name != "tools"}

    assert likeness(small, {**small, "stream": True}) > likeness(small, CHAT)


def test_a_text_that_was_changed_in_part_is_alike_in_part():
    """
    The same question about another town is nearer than another question.
    """
    asked = [{"content": f"What is the weather in {town}?"} for town in ("Vienna", "Verona")]

    assert likeness(*asked) > likeness(asked[0], {"content": "Write a poem of forty lines"}) + 0.3


@pytest.mark.parametrize("one, other", [(1, True), (1, "1"), (None, 0), ({}, []), ("", None), ([1], 1)])
def test_values_of_other_kinds_are_not_alike(one, other):
    """
    JSON tells them apart.
    """
    assert likeness({"a": one}, {"a": other}) == 0


def test_messages_are_counted_from_the_end_too():
    """
    A conversation in which one message was put in is nearer than another one of the same length.
    """
    asked = [{"role": "user", "content": f"{word} is what I would like to know"} for word in ("Rain", "Snow", "Wind")]
    longer = [{"role": "system", "content": "Be short."}, *asked]

    assert likeness(asked, longer) > 0.7


@pytest.mark.parametrize(
    "one, other, expected",
    [
        ({"a": 1}, {"a": 1, "b": {"c": 2}}, True),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, True),
        ([1, 3], [1, 2, 3], True),
        ([{"a": 1}], [2, {"a": 1, "b": 2}], True),
        ({"a": 1}, {"a": 2, "b": 2}, False),
        ({"a": 1, "c": 1}, {"a": 1, "b": 1}, False),
        ([3, 1], [1, 2, 3], False),
        ({"a": 1}, {"a": True}, False),
        ({"a": "x"}, {"a": "xy"}, False),
    ],
)
def test_what_is_cut(one, other, expected):
    """
    Fields and entries may be missing on one side; nothing is another value, and nothing is at another place.
    """
    assert is_cut(one, other) is is_cut(other, one) is expected

"""`engine/claims.py`: turns of equal requests."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from understudy.engine.claims import Claims


def test_a_turn_that_is_given_back_is_the_next_one():
    """
    With the number of the request that had it first.
    """
    claims = Claims()
    claims.take("a.json", 1)
    slot, turn, number = claims.take_place(2)
    assert (turn, number) == (2, 2)
    claims.take_place(3)

    claims.give_back(slot, number)

    assert claims.take_place(9)[1:] == (2, 2)
    assert claims.take_place(10)[1:] == (4, 10)


def test_a_recording_is_taken_once():
    """
    However often it answers.
    """
    claims = Claims()
    for _ in range(3):
        claims.take("a.json")

    assert ([*claims], len(claims), claims.turn_of("a.json")) == (["a.json"], 1, 1)


def test_what_came_takes_the_turn_of_its_place():
    """
    What turns out to be a recording that was taken before leaves the place to others.
    """
    claims = Claims()
    claims.take("a.json")
    one, other = claims.take_place(2)[0], claims.take_place(3)[0]

    claims.fill(one, "b.json")
    claims.fill(other, "a.json")

    assert {name: claims.turn_of(name) for name in claims} == {"a.json": 1, "b.json": 2}
    assert claims.take_place(4)[1] == 3


def test_a_cycle_that_begins_anew_forgets_all():
    """
    What comes for a place of before gets a turn all the same.
    """
    claims = Claims()
    slot = claims.take_place(1)[0]
    claims.clear()

    claims.give_back(slot)
    claims.fill(slot, "a.json")

    assert claims.turn_of("a.json") == 1


@given(st.lists(st.tuples(st.sampled_from(["take", "place", "fill", "give back"]), st.integers(0, 5)), max_size=40))
def test_no_two_have_one_turn(steps):
    """
    Whatever is taken, filled and given back in which order.
    """
    claims, places = Claims(), []
    for number, (step, which) in enumerate(steps, start=1):
        if step == "take":
            claims.take(f"{which}.json", number)
        elif step == "place":
            slot, turn, _ = claims.take_place(number)
            assert slot not in places
            places.append(slot)
            assert claims.turn_of(slot) == turn
        elif places:
            slot = places.pop(which % len(places))
            claims.fill(slot, f"new-{number}.json") if step == "fill" else claims.give_back(slot, number)
        turns = [claims.turn_of(name) for name in claims]
        assert len(set(turns)) == len(turns)

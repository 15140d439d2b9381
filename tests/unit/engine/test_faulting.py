"""Which requests meet a fault."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from understudy.engine import Faults
from understudy.errors import WrongUse
from understudy.model import parse_faults


def faults(*texts, seed="0"):
    return Faults(parse_faults(texts), seed)


def names(made, requests, scope=None):
    met = [made.met(each, scope, None) for each in requests]
    return [each and each.fault.name for each in met]


REQUESTS = [f"f1:{number}" for number in range(1000)]


def test_about_as_many_meet_one_as_its_probability_says():
    """
    Of a thousand.
    """
    counts = Counter(names(faults("refused:0.1", "reset:0.3"), REQUESTS))

    assert 70 < counts["refused"] < 130
    assert 250 < counts["reset"] < 350


def test_the_order_in_which_requests_come_does_not_matter():
    """
    Nor how many come at once: each depends on itself alone.
    """
    shuffled = Random(1).sample(REQUESTS, len(REQUESTS))

    in_order = dict(zip(REQUESTS, names(faults("refused:0.5"), REQUESTS), strict=True))

    assert dict(zip(shuffled, names(faults("refused:0.5"), shuffled), strict=True)) == in_order


def test_another_seed_chooses_others():
    """
    The same one the same, in any process.
    """
    one, other = (names(faults("refused:0.5", seed=seed), REQUESTS) for seed in ("1", "2"))

    assert one != other
    assert names(faults("refused:0.5", seed="7"), REQUESTS[:12]) == names(
        faults("refused:0.5", seed="7"), REQUESTS[:12]
    )


def test_each_time_that_a_request_is_asked_is_drawn_anew():
    """
    A retry may succeed.
    """
    assert set(names(faults("refused:0.5"), ["f1:x"] * 50)) == {None, "refused"}


def test_the_first_times_of_each_request():
    """
    One fault after the other, then none. Scopes count apart.
    """
    made = faults("status=429 times=1", "reset times=2")

    assert names(made, ["f1:x"] * 3) == ["status=429", "reset", None]
    assert names(made, ["f1:y"]) == ["status=429"]
    assert names(made, ["f1:x"], scope="other") == ["status=429"]


def test_what_a_request_asks_for_goes_before():
    """
    For this one alone; it may say a probability, too.
    """
    made = faults("refused")

    assert made.met("f1:x", None, "reset").fault.name == "reset"
    assert made.met("f1:x", None, "reset:0") is None
    assert made.met("f1:x", None, None).fault.name == "refused"


def test_a_request_that_asks_for_no_fault_that_there_is():
    """
    It is told so.
    """
    with pytest.raises(WrongUse, match="fault 'explode' does not exist"):
        faults().met("f1:x", None, "explode")


def test_places_are_drawn_too():
    """
    All over an answer, and the same again.
    """
    places = [Faults().met(each, None, "dropped").place for each in REQUESTS]

    assert places == [Faults().met(each, None, "dropped").place for each in REQUESTS]
    assert min(places) < 0.1
    assert max(places) > 0.9
    assert max(places) < 1


def test_anew_is_before_anything_was_asked():
    """
    A scope that is started again meets what it met.
    """
    made = faults("reset times=1")
    names(made, ["f1:x"])

    assert names(made.anew(), ["f1:x"]) == ["reset"]
    assert (bool(made), bool(Faults())) == (True, False)

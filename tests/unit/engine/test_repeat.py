"""`engine/repeat.py`: what answers once all recordings of a request are played."""

from __future__ import annotations

import pytest

from understudy.engine import Repeat, parse_repeat
from understudy.engine.repeat import following
from understudy.errors import WrongUse
from understudy.store import Entry

THREE = [Entry(name, None, ("f1:x",), number, "https://x") for number, name in enumerate("abc", start=1)]


def asked(times, repeat, candidates=THREE):
    """The names of what answers so many equal requests."""
    claimed, names = {}, []
    for _ in range(times):
        entry = following(candidates, claimed, repeat)
        names.append(entry and entry.name)
        if entry:
            claimed[entry.name] = None
    return names


@pytest.mark.parametrize(
    "repeat, names",
    [
        (Repeat.IN_ORDER, ["a", "b", "c", None, None]),
        (Repeat.LAST, ["a", "b", "c", "c", "c"]),
        (Repeat.CYCLE, ["a", "b", "c", "a", "b"]),
    ],
)
def test_each_answers_once_and_then_it_depends(repeat, names):
    """
    Nothing does, the last one does, or all do again.
    """
    assert asked(5, repeat) == names


@pytest.mark.parametrize("repeat", Repeat)
def test_nothing_recorded_is_not_repeated(repeat):
    """
    However it repeats.
    """
    assert asked(2, repeat, []) == [None, None]


@pytest.mark.parametrize("repeat", Repeat)
def test_a_repeat_has_a_name(repeat):
    """
    As settings spell it.
    """
    assert parse_repeat(repeat.value) is parse_repeat(repeat) is repeat


def test_an_unknown_name_lists_the_known_ones():
    """
    All three.
    """
    with pytest.raises(WrongUse, match="repeat 'twice' does not exist\n\n  It is one of in-order, last, cycle"):
        parse_repeat("twice")

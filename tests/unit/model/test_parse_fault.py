"""Faults as people write them."""

from __future__ import annotations

import pytest

from understudy.errors import WrongUse
from understudy.model import (
    After,
    Anywhere,
    Dropped,
    Duplicated,
    Fault,
    Refused,
    Reset,
    SlowLoris,
    Stall,
    Status,
    Truncated,
    Unit,
    WrongLength,
    parse_fault,
    parse_faults,
    spelt_fault,
)

FRAMES, BYTES = Unit.FRAMES, Unit.BYTES


@pytest.mark.parametrize(
    "text, damage",
    [
        ("status=500", Status(500)),
        ("status=429", Status(429, 1)),
        ("status=429 retry-after=0", Status(429, 0)),
        ("status=529 retry-after=20", Status(529, 20)),
        ("refused", Refused()),
        ("reset", Reset()),
        ("reset after=3 frames", Reset(After(3, FRAMES))),
        ("reset after=0f", Reset(After(0, FRAMES))),
        ("reset before=3f", Reset(After(2, FRAMES))),
        ("reset after=1 byte", Reset(After(1, BYTES))),
        ("reset before=100b", Reset(After(99, BYTES))),
        ("reset after=any", Reset(Anywhere())),
        ("stall", Stall(60_000)),
        ("stall=30s after=2 frames", Stall(30_000, After(2, FRAMES))),
        ("slow-loris", SlowLoris(10)),
        ("slow-loris=20 ms", SlowLoris(20)),
        ("truncated", Truncated()),
        ("truncated frame=3", Truncated(3)),
        ("duplicated frame=1", Duplicated(1)),
        ("Dropped", Dropped()),
        ("wrong-length", WrongLength(10)),
        ("wrong-length=+3", WrongLength(3)),
        ("wrong-length=-3", WrongLength(-3)),
    ],
)
def test_a_text_says_what_goes_wrong(text, damage):
    """
    Each kind, with what it can be told.
    """
    assert parse_fault(text).damage == damage


@pytest.mark.parametrize(
    "text, probability, times",
    [
        ("refused", 1, None),
        ("refused:0.1", 0.1, None),
        ("refused:0.00001", 0.00001, None),
        ("refused:0", 0, None),
        ("refused:.5", 0.5, None),
        ("refused: 10%", 0.1, None),
        ("refused times=2", 1, 2),
        ("status=500 times=2:0.25", 0.25, 2),
    ],
)
def test_a_text_says_whom_it_befalls(text, probability, times):
    """
    By chance, and by how often a request was asked. Neither is part of the fault's name.
    """
    fault = parse_fault(text)

    assert (fault.probability, fault.times) == (probability, times)
    assert fault.name in ("refused", "status=500")
    assert parse_fault(spelt_fault(fault)) == fault


@pytest.mark.parametrize(
    "text, name",
    [
        ("reset after=3f", "reset after=3 frames"),
        ("RESET  after=1 frames", "reset after=1 frame"),
        ("reset before=2b", "reset before=2 bytes"),
        ("stall=5 s after=any times=1", "stall=5s after=any"),
    ],
)
def test_a_fault_has_one_name_however_it_is_spelt(text, name):
    """
    It is counted by it.
    """
    assert parse_fault(text).name == name


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("", "does not exist\n\n  Faults are status, refused"),
        ("explode", "fault 'explode' does not exist"),
        ("status", "status= is no number"),
        ("status=200", "status=200 is no error's"),
        ("status=429 after=3f", "'after=3f' means nothing here"),
        ("reset after=3", "after=3 is no place in an answer"),
        ("reset after=3f before=4f", "either after something or before it"),
        ("reset before=0f", "before=0f is no place"),
        ("reset=5", "reset takes no value"),
        ("stall=5", "stall=5 is no duration"),
        ("stall=", "nothing stands after stall="),
        ("wrong-length=:0.1", "nothing stands after wrong-length="),
        ("reset after=", "nothing stands after after="),
        ("reset after=3frames=", "no place in an answer"),
        ("truncated frame=0", "frames are counted from 1"),
        ("wrong-length=0", "no difference"),
        ("refused:2", "'2' is no probability"),
        ("refused:x", "'x' is no probability"),
        ("refused times=1 times=2", "times is said twice"),
    ],
)
def test_what_says_no_fault_is_told_so_with_an_example(text, complaint):
    """
    The example is one of its own kind, where that is clear.
    """
    with pytest.raises(WrongUse) as raised:
        parse_fault(text)

    assert complaint in str(raised.value)
    assert "reset after=3 frames:0.1" in str(raised.value) or "Write it as in: " in str(raised.value)


@pytest.mark.parametrize(
    "texts",
    ["refused:0.1, reset after=3 frames:0.2", ["refused:0.1", "reset after=3f:0.2"], ["refused:.1,reset after=3f:.2"]],
)
def test_several_stand_in_a_list_or_between_commas(texts):
    """
    In pyproject.toml and in the environment.
    """
    assert [(fault.name, fault.probability) for fault in parse_faults(texts)] == [
        ("refused", 0.1),
        ("reset after=3 frames", 0.2),
    ]


def test_a_request_meets_one_fault_at_most():
    """
    Probabilities that are more than 1 together could not all be kept.
    """
    with pytest.raises(WrongUse, match=r"their probabilities are 1\.1 together"):
        parse_faults("refused:0.6, reset:0.5")


def test_faults_of_a_request_s_first_times_stand_beside_others():
    """
    First a busy API, then one that breaks, then none.
    """
    assert len(parse_faults("status=429 times=1, reset times=2")) == 2


@pytest.mark.parametrize("given", [[3], [None]])
def test_what_is_no_text_is_no_fault(given):
    """
    A number in a list of settings.
    """
    with pytest.raises(WrongUse, match="is no text"):
        parse_faults(given)


def test_a_fault_is_a_fault():
    """
    Whoever has one need not spell it.
    """
    fault = Fault("refused", Refused())

    assert parse_faults([fault]) == parse_faults(fault) == (fault,)

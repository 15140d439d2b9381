"""A session's faults: what they befall, what they leave for the next attempt, and where they are named."""

from __future__ import annotations

import pytest

from understudy.engine import Faulted, Faults, Forward, Part, Play, Refuse, Repeat
from understudy.errors import WrongUse
from understudy.model import Mode, parse_faults, parse_pace


@pytest.fixture
def faulty(session):
    """A session with faults."""
    return lambda *texts, mode=Mode.REPLAY, **more: session(mode, faults=Faults(parse_faults(texts)), **more)


def said(decision):
    assert isinstance(decision, Play), decision
    return b"".join(decision.playback.chunks).decode()


def test_a_fault_is_named_with_its_recording_and_is_no_play(faulty, record, ask):
    """
    Nobody counts it as proof that the program got what was recorded.
    """
    [name] = record("a")
    opened = faulty("status=429 times=1")

    assert opened.decide(ask()).playback.status == 429

    assert opened.faults == (Faulted("status=429", name, 1),)
    assert opened.played == ()
    assert opened.journal.faults_by_name == {"status=429": 1}


def test_a_client_that_asks_again_has_its_answer(faulty, record, ask):
    """
    What broke was not the answer's turn: the recordings still come in their order.
    """
    record("a", "b")
    opened = faulty("reset times=1")

    decisions = [opened.decide(ask()) for _ in range(3)]

    assert [each.fault and each.fault.name for each in decisions] == ["reset", None, None]
    assert [said(each) for each in decisions[1:]] == ["a", "b"]


def test_a_client_that_goes_on_has_had_its_answer(faulty, record, ask):
    """
    Damaged, but given: the next one is the next recording's.
    """
    record("aa", "b")
    opened = faulty("slow-loris times=1")

    assert [said(opened.decide(ask())) for _ in range(2)] == ["aa", "b"]


def test_what_broke_is_not_unused(faulty, record, ask):
    """
    It was asked for.
    """
    record("a")
    opened = faulty("refused")

    opened.decide(ask())

    assert opened.unused == ()


def test_a_fault_that_finds_nothing_to_damage_is_none(faulty, record, ask):
    """
    The answer is the recorded one, and counts as that.
    """
    record("")
    opened = faulty("dropped")

    assert opened.decide(ask()).fault is None
    assert (len(opened.played), opened.faults) == (1, ())


def test_a_request_can_ask_for_one(session, record, ask):
    """
    Whatever the session's faults are.
    """
    record("a")
    opened = session()

    assert opened.decide(ask(), fault="reset after=0 frames").fault.name == "reset after=0 frames"
    with pytest.raises(WrongUse):
        opened.decide(ask(), fault="explode")
    assert said(opened.decide(ask())) == "a"


@pytest.mark.parametrize("mode", [Mode.RECORD, Mode.LIVE])
def test_what_is_sent_meets_none(faulty, record, ask, mode):
    """
    Faults are of what is played: nothing that was paid for is broken, nothing broken is recorded.
    """
    record("a")
    opened = faulty("refused", mode=mode)

    assert isinstance(opened.decide(ask()), Forward)
    assert opened.faults == ()


def test_a_miss_is_a_miss(faulty, ask):
    """
    There is no answer that could have a fault.
    """
    assert isinstance(faulty("status=500").decide(ask()), Refuse)


def test_the_pace_is_made_once_for_a_recording(session, record, ask):
    """
    Whatever a door keeps beside a playback stays of use.
    """
    record("a", "b")
    opened = session(pace=parse_pace("recorded"), repeat=Repeat.LAST)

    plays = [opened.decide(ask()).playback for _ in range(4)]

    assert plays[1] is plays[2] is plays[3]
    assert plays[0].due_ms == (5, 5)


def test_a_part_of_a_session_meets_its_faults_anew(faulty, record, ask):
    """
    A test that is run again meets the same ones; the whole session counts them all.
    """
    record("a", scope="t::a")
    whole = faulty("reset times=1")

    for _ in range(2):
        part = Part(whole, "t::a", mode=Mode.REPLAY, mode_source="", repeat=Repeat.IN_ORDER)
        assert [part.decide(ask()).fault is None for _ in range(2)] == [False, True]
        assert part.journal.faults_by_name == {"reset": 1}

    assert whole.journal.faults_by_name == {"reset": 2}

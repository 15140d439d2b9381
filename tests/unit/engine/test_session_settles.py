"""When an answer cannot change any more, and that giving it again counts."""

from __future__ import annotations

import pytest

from understudy.engine import Faults, Play, Repeat
from understudy.model import Mode, parse_faults


@pytest.fixture
def recorded(session, ask, answer, tmp_path):
    """A store with one answer to `one` and three to `three`."""
    with_answers = session(Mode.RECORD)
    for question in ("one", "three", "three", "three"):
        answer(with_answers.decide(ask(question)))
    return tmp_path / "recordings"


def settled(session, ask, question, times):
    return [session.decide(ask(question)).is_settled for _ in range(times)]


@pytest.mark.parametrize(
    "repeat, question, expected",
    [
        (Repeat.IN_ORDER, "one", [False]),
        (Repeat.IN_ORDER, "three", [False, False, False]),
        (Repeat.LAST, "one", [True, True]),
        (Repeat.LAST, "three", [False, False, True, True]),
        (Repeat.CYCLE, "one", [True, True]),
        (Repeat.CYCLE, "three", [False, False, False, False]),
    ],
)
def test_the_answer_that_repeats_is_settled(recorded, session, ask, repeat, question, expected):
    """
    From the play on after which there is no other.
    """
    assert settled(session(repeat=repeat), ask, question, len(expected)) == expected


@pytest.mark.parametrize("mode", [Mode.RECORD_IF_MISSING, Mode.RECORD])
def test_nothing_is_settled_while_recordings_may_change(recorded, session, ask, mode):
    """
    What is recorded next may answer next.
    """
    played = session(mode, repeat=Repeat.LAST, renews=lambda entry: False).decide(ask("one"))

    assert isinstance(played, Play)
    assert not played.is_settled


def test_nothing_is_settled_where_chance_decides(recorded, session, ask):
    """
    The next answer may be a fault.
    """
    faulty = session(repeat=Repeat.LAST, faults=Faults(parse_faults("status=503:0.0001")))

    assert settled(faulty, ask, "one", 2) == [False, False]


def test_a_settled_answer_that_is_given_again_counts(recorded, session, ask):
    """
    As if it had been decided on.
    """
    running = session(repeat=Repeat.LAST)
    play = running.decide(ask("one"))

    running.play_again(play.playback.name)
    running.play_again(play.playback.name, 5)

    assert running.journal.played[play.playback.name] == 7


def test_plays_that_somebody_else_counts_are_told_of_once(recorded, session, ask):
    """
    Whenever the journal is looked at, with what was given since.
    """
    running, given = session(repeat=Repeat.LAST), [2, 3]
    name = running.decide(ask("one")).playback.name
    running.journal.ask(lambda: {name: given.pop()} if given else {})

    assert [running.journal.played[name] for _ in range(3)] == [4, 6, 6]

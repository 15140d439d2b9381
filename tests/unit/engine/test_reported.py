"""`engine/reported.py`: what a session tells of what it did."""

from __future__ import annotations

from understudy.engine import Ambiguity, Repeat


def test_a_session_tells_what_it_did(session, record, ask):
    """
    Played once each, missed, and never asked for: afterwards all three are known.
    """
    record("a", "b")
    [unused] = record("c", question="ho")
    replay = session(repeat=Repeat.LAST)
    for _ in range(4):
        replay.decide(ask())
    replay.decide(ask("never"))

    assert [recording.text or recording.response.body.decode() for recording in replay.played] == ["a", "b"]
    assert list(replay.journal.played.values()) == [1, 3]
    assert [miss.asked.url for miss in replay.misses] == ["https://api.openai.com/v1/chat/completions"]
    assert [recording.name for recording in replay.unused] == [unused]
    assert (replay.count, replay.journal.missed, replay.journal.sent) == (3, 1, 0)


def test_unused_are_those_of_the_own_scope(session, record, ask):
    """
    A test is not told of what others did not use.
    """
    [mine] = record("a", scope="t::mine")
    record("b", scope="t::yours")
    record("c")

    assert [recording.name for recording in session(scope="t::mine").unused] == [mine]
    assert len(session().unused) == 3


def test_a_session_remembers_the_latest_misses_only(session, ask):
    """
    A server that is asked the wrong thing for days does not grow; it still counts.
    """
    replay = session()
    for number in range(1100):
        replay.decide(ask(str(number)))

    assert len(replay.misses) == 1000
    assert replay.journal.missed == 1100


def test_recordings_of_several_scopes_that_disagree_are_reported(session, record, ask):
    """
    Without a scope the answer is the same in every run, and the session says that there were others.
    """
    [b] = record("b", scope="t::b")
    [a] = record("a", scope="t::a")
    record("same", question="same", scope="t::a")
    record("same", question="same", scope="t::b")
    first, *others = sorted([a, b])

    for _ in range(2):
        replay = session()
        decision = replay.decide(ask())
        replay.decide(ask("same"))

        assert decision.playback.name == first
        assert replay.ambiguous == (Ambiguity("/v1/chat/completions", (first, *others)),)


def test_a_scope_is_never_ambiguous(session, record, ask):
    """
    Whoever says which test asks gets that test's answer.
    """
    record("a", scope="t::a")
    record("none")
    replay = session(scope="t::a")

    replay.decide(ask())

    assert replay.ambiguous == ()


def test_what_was_played_is_known_without_reading_it(session, record, ask):
    """
    Its API and its date.
    """
    record("a")
    replay = session()
    replay.decide(ask())

    [entry] = replay.entries_played

    assert (entry.api, entry.recorded) == ("openai-chat", "2026-11-22T20:15:03Z")

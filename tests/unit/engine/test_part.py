"""A scope's share of a session."""

from __future__ import annotations

from understudy.engine import Part, Play, Refuse, Repeat
from understudy.engine.shared_state import SharedState
from understudy.model import Mode, parse_faults


def said(decision):
    assert isinstance(decision, Play), decision
    return b"".join(decision.playback.chunks).decode()


def test_a_part_plays_from_the_first_recording_on(record, session, ask):
    """
    Whatever the session and other parts have played: a test that is run again sees the same answers.
    """
    record("one", "two", scope="t::a")
    whole = session()
    assert said(whole.decide(ask(), scope="t::a")) == "one"

    for _ in range(2):
        part = Part(whole, "t::a", mode=Mode.REPLAY)
        assert [said(part.decide(ask())) for _ in range(2)] == ["one", "two"]
        assert isinstance(part.decide(ask()), Refuse)
    assert said(whole.decide(ask(), scope="t::a")) == "two"


def test_what_a_part_does_is_its_own_and_the_whole_session_s(record, session, ask):
    """
    The ledger of a scope tells of this scope alone; the server's counts hold everybody's.
    """
    [name] = record("one", scope="t::a")
    whole = session()
    one, other = (Part(whole, scope, mode=Mode.REPLAY) for scope in ("t::a", "t::b"))
    one.decide(ask())
    other.decide(ask())

    assert (dict(one.journal.played), one.journal.missed) == ({name: 1}, 0)
    assert (dict(other.journal.played), other.journal.missed) == ({}, 1)
    assert (dict(whole.journal.played), whole.journal.missed) == ({name: 1}, 1)


def test_what_one_part_keeps_all_of_them_can_play(session, ask, answer):
    """
    They share what was read from the store, and what came after it.
    """
    whole = session(Mode.RECORD_IF_MISSING)
    parts = [Part(whole, "t::a", mode=mode) for mode in (Mode.RECORD_IF_MISSING, Mode.REPLAY)]

    answer(parts[0].decide(ask()), b"new", content_type="text/plain")

    assert said(parts[1].decide(ask())) == "new"
    assert list(parts[0].journal.kept.values()) == list(whole.journal.kept.values()) == [True]
    assert (parts[0].journal.sent, parts[1].journal.sent, whole.journal.sent) == (1, 0, 1)


def test_a_part_may_do_less_than_the_session(session, record, ask):
    """
    A live session reads no store: a part that replays does.
    """
    record("one", scope="t::a")

    part = Part(session(Mode.LIVE), "t::a", mode=Mode.REPLAY, mode_source="", repeat=Repeat.LAST)

    assert [said(part.decide(ask())) for _ in range(2)] == ["one", "one"]


def test_unused_are_the_recordings_of_the_scope(record, session):
    """
    Those of others are not this scope's business.
    """
    [mine] = record("one", scope="t::a")
    record("other", scope="t::b")
    record("all")
    part = Part(session(), "t::a", mode=Mode.REPLAY)

    assert [each.name for each in part.unused] == [mine]


def test_a_part_shares_what_is_declared_so_and_begins_with_the_rest(session):
    """
    Whoever gives sessions something new declares it as shared, or has both begin with it.
    """
    whole, shared = session(), SharedState.__annotations__.keys()
    own = {
        "scope",
        "mode",
        "mode_source",
        "journal",
        "_repeat",
        "_claimed",
        "_faults",
        "_names",
        "_count",
        "_has_calls",
    }

    part = Part(whole, "t::a", mode=Mode.RECORD, mode_source="me", repeat=Repeat.LAST)

    assert vars(part).keys() == vars(whole).keys() == shared | own
    assert all(getattr(part, name) is getattr(whole, name) for name in shared)
    assert all(getattr(part, name) is not getattr(whole, name) for name in own - {"_count", "_has_calls"})


def test_a_part_breaks_its_own_answers(session, record, ask):
    """
    From a moment on, and until it is told otherwise; a recording whose answer was broken is still to be played.
    """
    record("one", "two", scope="t::a")
    whole = session()
    part, other = (Part(whole, "t::a", mode=Mode.REPLAY) for _ in range(2))
    assert said(part.decide(ask())) == "one"

    part.break_answers(parse_faults("status=503"))
    broken = part.decide(ask())
    assert broken.fault.name == "status=503"
    assert said(other.decide(ask())) == "one"

    part.break_answers(())
    assert said(part.decide(ask())) == "two"
    assert part.journal.faults.total() == whole.journal.faults.total() == 1
    assert other.journal.faults.total() == 0

"""`engine/session.py`, where it records only some recordings anew."""

from __future__ import annotations

import pytest

from understudy.engine import Forward, Play, Repeat
from understudy.model import Mode

EMBEDDINGS = "https://api.openai.com/v1/embeddings"


@pytest.fixture
def stored(tmp_path):
    """The files of the store: name and content."""
    return lambda: {path.name: path.read_bytes() for path in (tmp_path / "recordings").iterdir()}


def is_chat(entry):
    return entry.api == "openai-chat"


def test_the_rest_is_played_and_stays_as_it_is(session, record, ask, answer, stored):
    """
    What is not to be renewed is never sent, and its file is the same to the byte.
    """
    record("chat")
    [kept] = record("vectors", url=EMBEDDINGS)
    before = stored()[kept]
    recorder = session(Mode.RECORD, renews=is_chat)

    played = recorder.decide(ask(url=EMBEDDINGS))
    answer(recorder.decide(ask()), b"CHAT", content_type="text/plain")

    assert isinstance(played, Play)
    assert stored()[kept] == before
    assert [recording.name for recording in recorder.played] == [kept]
    assert [recording.response.body for recording in recorder.recorded] == [b"CHAT"]
    assert recorder.unused == ()


def test_what_was_never_recorded_is_recorded(session, ask, answer, stored):
    """
    As in record-if-missing, whatever is to be renewed.
    """
    recorder = session(Mode.RECORD, renews=lambda entry: False)

    answer(recorder.decide(ask()))

    assert len(stored()) == 1


def test_one_of_several_equal_requests_is_renewed(session, record, ask, answer):
    """
    Each call gets what is its own: the first a recording, the second an answer in the place of the other.
    """
    names = record("a", "b")
    recorder = session(Mode.RECORD, renews=lambda entry: entry.name == names[1])

    assert isinstance(recorder.decide(ask()), Play)
    answer(recorder.decide(ask()), b"B", content_type="text/plain")

    replay = session()
    assert [b"".join(replay.decide(ask()).playback.chunks) for _ in names] == [b"a", b"B"]


@pytest.mark.parametrize("repeat", [Repeat.LAST, Repeat.CYCLE])
def test_what_is_not_renewed_repeats_as_in_replay(session, record, ask, repeat):
    """
    It is not sent because it was asked for once more.
    """
    record("a")
    recorder = session(Mode.RECORD, renews=lambda entry: False, repeat=repeat)

    assert [type(recorder.decide(ask())) for _ in range(3)] == [Play, Play, Play]


@pytest.mark.parametrize("repeat", Repeat)
def test_what_is_renewed_is_recorded_as_often_as_it_is_asked(session, record, ask, answer, stored, repeat):
    """
    Also where it is the age that makes it renew, and it is young by now.
    """
    record("a")
    recorder = session(Mode.RECORD, renews=lambda entry: entry.recorded == "2026-11-22T20:15:03Z", repeat=repeat)

    for text in (b"A", b"B"):
        decision = recorder.decide(ask())
        assert isinstance(decision, Forward)
        answer(decision, text, content_type="text/plain")

    assert len(stored()) == 2


@pytest.mark.parametrize("mode", [Mode.REPLAY, Mode.RECORD_IF_MISSING])
def test_other_modes_renew_nothing(session, record, ask, mode):
    """
    The choice is one of the mode `record`.
    """
    record("a")

    assert isinstance(session(mode, renews=lambda entry: True).decide(ask()), Play)


@pytest.mark.parametrize("redates, date", [(True, b"2026-11-30T00:00:00Z"), (False, b"2026-11-22T20:15:03Z")])
def test_what_says_the_same_gets_the_new_date_if_told_to(session, record, ask, answer, stored, redates, date):
    """
    Only its line changes; else not even that.
    """
    [name] = record("a")
    before = stored()[name]
    recorder = session(Mode.RECORD, redates=redates, today=lambda: "2026-11-30T00:00:00Z")

    answer(recorder.decide(ask()), b"a", content_type="text/plain")

    assert stored()[name] == before.replace(b"2026-11-22T20:15:03Z", date)
    assert [entry.recorded for entry in recorder.store.entries()] == [date.decode()]

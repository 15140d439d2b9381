"""`engine/answering.py`: recordings that are made ready to answer."""

from __future__ import annotations

import pytest

from understudy.engine.answering import Answering
from understudy.errors import NotServable, RecordingUnreadable
from understudy.store import Directory


@pytest.fixture
def store(tmp_path, record):
    """A store with one recording."""
    record("a")
    return Directory(tmp_path / "recordings")


def test_a_recording_is_read_once_until_it_is_written_anew(store, ask, record, tmp_path):
    """
    What is held is the same playback; what is forgotten is read again.
    """
    [entry] = store.entries()
    answering = Answering(store)
    first = answering.playback(entry, entry.fingerprints[0])
    path = tmp_path / "recordings" / entry.name
    path.write_text(path.read_text().replace('"__data__": "a"', '"__data__": "b"'))

    assert answering.playback(entry, entry.fingerprints[0]) is first
    answering.forget(entry.name)
    assert b"".join(answering.playback(entry, entry.fingerprints[0]).chunks) == b"b"


def test_what_answers_another_request_by_now_is_not_played(store):
    """
    The file was edited after the session began.
    """
    [entry] = store.entries()

    with pytest.raises(RecordingUnreadable, match="changed while the session was open"):
        Answering(store).playback(entry, "f1:another")


def test_what_holds_no_http_answer_says_why(shared, tmp_path):
    """
    Such as a tool's call that a request would have to be answered from.
    """
    [entry, *_] = [
        each for each in Directory(shared / "recordings").entries() if each.api == "call" and each.fingerprints
    ]

    with pytest.raises(NotServable):
        Answering(Directory(shared / "recordings")).playback(entry, entry.fingerprints[0])

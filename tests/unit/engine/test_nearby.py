from __future__ import annotations

from understudy.engine import nearby as module
from understudy.engine.nearby import nearby
from understudy.store import Directory

ENDPOINT = "/v1/chat/completions"


def test_recordings_of_the_same_endpoint_are_near_the_own_scope_first(record, tmp_path):
    """
    What a test recorded itself comes before what belongs to none, and that before what belongs to others.
    """
    record("a", question="other", scope="t::a")
    record("b", question="none")
    record("c", question="own", scope="t::own")
    record("d", question="far", url="https://x/v1/embeddings")
    store = Directory(tmp_path / "recordings")

    found = [recording.response.body for recording in nearby(store, store.entries(), ENDPOINT, "t::own")]

    assert found == [b"c", b"b", b"a"]


def test_a_recording_that_cannot_be_read_is_passed_over(record, tmp_path):
    """
    A damaged file does not keep a miss from naming the nearest readable one.
    """
    [damaged], _ = record("a", question="one"), record("b", question="two")
    store = Directory(tmp_path / "recordings")
    entries = store.entries()
    (tmp_path / "recordings" / damaged).write_text("{")

    assert [recording.response.body for recording in nearby(store, entries, ENDPOINT, None)] == [b"b"]


def test_no_more_are_read_than_help(record, tmp_path, monkeypatch):
    """
    A miss in a store of thousands does not read them all.
    """
    monkeypatch.setattr(module, "COMPARED", 2)
    for question in "abcd":
        record(question, question=question)
    store = Directory(tmp_path / "recordings")

    assert len(list(nearby(store, store.entries(), ENDPOINT, None))) == 2

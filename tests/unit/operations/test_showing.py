"""A recording as a person wants to see it."""

from __future__ import annotations

import pytest

from understudy.errors import RecordingUnreadable
from understudy.model import ClosedByClient, Failed, FailureKind, Mark
from understudy.operations.showing import Timing, recordings_at, shown

CHAT = "/v1/chat/completions"


def test_timing_is_first_chunk_last_chunk_and_how_many(keep):
    """
    From the marks.
    """
    recording = keep(CHAT, {"messages": []}, b'{"a": 1}', marks=(Mark(0, 52), Mark(4, 180)))

    assert shown(recording).timing == Timing(52, 180, 2)


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (None, "complete"),
        (ClosedByClient(8), "the client stopped reading after 8 bytes"),
        (Failed(FailureKind.READ, "gone", 8), "read-error after 8 bytes: gone"),
    ],
    ids=["complete", "client", "upstream"],
)
def test_the_end_says_who_broke_it_off(keep, ended, said):
    """
    In words.
    """
    assert shown(keep(CHAT, {"messages": []}, b'{"a": 1}', ended=ended)).ended == said


def test_a_damaged_file_among_others_does_not_hide_them(keep, store):
    """
    It is handed back beside them.
    """
    keep(CHAT, {"messages": []}, {})
    (store / "cut.json").write_text("{")

    found, unreadable = recordings_at(store, [])

    assert len(found) == 1
    assert [problem.name for problem in unreadable] == ["cut.json"]


@pytest.mark.parametrize(("name", "text"), [("cut.json", "{"), ("note.txt", "Recorded in Vienna.")])
def test_a_file_that_was_asked_for_has_to_be_a_recording(store, name, text):
    """
    The error names it as it was named.
    """
    store.mkdir()
    (store / name).write_text(text)

    with pytest.raises(RecordingUnreadable, match=rf"{name}: "):
        recordings_at(store / name, [])

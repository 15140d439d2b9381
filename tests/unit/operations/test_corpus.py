"""Every recording there is: listed, shown, exported, without an exception."""

from __future__ import annotations

import json

from understudy.operations.conversation import Other
from understudy.operations.demo import BUNDLED
from understudy.operations.export import export
from understudy.operations.files import files_of
from understudy.operations.frames import frames_of
from understudy.operations.listing import listing
from understudy.operations.showing import recordings_at, shown


def test_the_bundled_recording_is_the_seed(shared):
    """
    Value for value.
    """
    (seed,) = (shared / "seed").glob("*.txt")

    assert json.loads(BUNDLED.read_text()) == json.loads(seed.read_text())


def test_all_are_listed_and_shown(shared):
    """
    With what was asked, wherever something was.
    """
    recordings, unreadable = recordings_at(shared / "recordings", [])
    rows = listing(shared / "recordings").rows

    assert len(recordings) == len(rows) == 244
    assert unreadable == []
    for recording, row in zip(recordings, rows, strict=True):
        assert shown(recording).turns
        assert b"".join(frame.payload.encode() for frame in frames_of(recording)) or not recording.response.body
        assert row.question or row.api in ("openai-models", "ollama-ps") or recording.response.status == 400


def test_no_answer_of_a_known_api_needs_the_fallback(shared):
    """
    Only processed files are shown as JSON.
    """
    recordings, _ = recordings_at(shared / "recordings", [])
    last = {recording.name: shown(recording).turns[-1] for recording in recordings if recording.api != "call"}

    assert [name for name, turn in last.items() if any(isinstance(part, Other) for part in turn.parts)] == []


def test_each_exports_to_itself(shared, tmp_path):
    """
    Value for value, in its own folder, under the name that says its key.
    """
    result = export(shared / "recordings", tmp_path)

    assert len(result.exported) == 244
    assert result.not_exported == ()
    source = files_of(shared / "recordings")
    for each in result.exported:
        assert json.loads((tmp_path / each.file).read_text()) == json.loads(source.text(each.name) or ""), each.name
        assert each.lost == ()

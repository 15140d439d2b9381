"""Answers of real servers, recorded and then listed, shown, verified and exported."""

from __future__ import annotations

import json

import pytest

from understudy.match import canonical, fingerprint_of
from understudy.model import Request, Response
from understudy.operations.conversation import Other
from understudy.operations.export import export
from understudy.operations.showing import recordings_at, shown
from understudy.operations.verify import Verdict, verify
from understudy.store import Directory, Draft
from understudy.testing import read_capture
from understudy.testing.capture import body
from understudy.wire import decoder


@pytest.fixture
def captured(shared, store):
    """A store of every capture that has an answer."""
    folder = shared / "captures"
    for entry in json.loads((folder / "index.json").read_text()):
        if entry["status"] is None:
            continue
        capture = read_capture(folder / entry["file"])
        undo = decoder(entry["content_encoding"])
        assert undo is not None
        plain = undo.feed(body(capture)) + undo.finish()
        asked = capture.request
        request = Request(asked.method, f"http://127.0.0.1:1{asked.target}", asked.headers, asked.body)
        response = Response(entry["status"], capture.headers, plain)
        # A scope of its own for each: several ask the same.
        Directory(store).save(
            Draft(entry["file"], request, response, fingerprint_of(canonical(request)), 1, "2026-11-22T12:00:00Z")
        )
    return store


def test_known_apis_are_conversations(captured):
    """
    Nothing but uploads and event streams of unknown make needs the fallback.
    """
    recordings, unreadable = recordings_at(captured, [])

    assert unreadable == []
    for recording in recordings:
        turns = shown(recording).turns
        is_other = recording.api in ("generic", "openai-files")
        assert is_other or turns
        assert is_other or not any(isinstance(part, Other) for turn in turns for part in turn.parts)


def test_each_is_whole_and_what_is_exported_is_so_too(captured, tmp_path):
    """
    An exchange becomes a file of format 1 that its own rules find nothing wrong with, or is named.
    """
    result = export(captured, tmp_path / "out")

    verified = verify([captured, tmp_path / "out"], is_deep=True)
    assert [each for each in verified if each.verdict is not Verdict.OK] == []
    kept_elsewhere = ("bedrock", "cohere", "gemini", "generic", "openai-files")
    assert all(each.name.startswith(kept_elsewhere) for each in result.not_exported)

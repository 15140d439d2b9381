"""A function's call in format 1."""

from __future__ import annotations

import json

import pytest

from understudy.formats.format1 import written
from understudy.match import fingerprint_of_call
from understudy.model import Call, Raised, Returned
from understudy.store import CallDraft, Directory, read


@pytest.fixture
def kept(tmp_path):
    """A recording of a call that came to this."""

    def keep(outcome, scope="tests/a.py::b", **arguments):
        call = Call("tavily", "web_search", arguments)
        store = Directory(tmp_path / "calls")
        return store.load(store.save(CallDraft(scope, call, outcome, fingerprint_of_call(call), 1, "")).entry.name)

    return keep


SAMPLE = "telemetry/recordings/9d0d487f9c29fea13acdaa56676bb53bc15de0ba76748642de16dae56eb31696.json"


def test_a_call_becomes_what_the_original_system_wrote(kept, shared):
    """
    Recorded by us and exported, it is the original's file: name, key and content.
    """
    path = shared / "recordings" / SAMPLE
    original = json.loads(path.read_text("utf-8"))
    body = original["response"]["body"]
    recording = kept(Returned(body["__type__"], body["__data__"]), original["test_id"], **original["request"]["kwargs"])

    result = written(recording, {})

    assert (result.name, result.lost) == (path.name, ())
    assert json.dumps(result.document) == json.dumps(original)


@pytest.mark.parametrize(
    "outcome, lost",
    [
        (Returned("json", [1]), ()),
        (Returned("json", None), ()),
        (Returned("app.Answer", {"a": 1}), ()),
        (Raised("Exception", "no"), ()),
        (Raised("ValueError", "no", ("Base",)), ("which classes its exception is derived from",)),
        (Returned("json", {"__type__": "x", "__data__": 1}), ("what it returned: read back, it is another value",)),
    ],
    ids=repr,
)
def test_what_is_lost_is_said(outcome, lost, kept):
    """
    All else reads back as the same call that came to the same.
    """
    recording = kept(outcome, query="a")

    result = written(recording, {})
    again = read(result.text, "x.json")

    assert result.lost == lost
    assert (again.request, again.scope, again.fingerprints) == (
        recording.request,
        recording.scope,
        recording.fingerprints,
    )
    assert (again.outcome == outcome) is (not lost)


def test_ids_of_other_answers_get_their_names(kept):
    """
    What a call was handed is named as the exported answer names it.
    """
    recording = kept(Returned("json", "about rec-123456789abc"), id="rec-123456789abc")

    result = written(recording, {"rec-123456789abc": "rec-cba987654321"})

    assert result.document["request"]["kwargs"] == {"id": "rec-cba987654321"}
    assert result.document["response"]["body"] == "about rec-cba987654321"
    assert result.lost == ()

"""A function's call at rest."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from understudy.errors import RecordingUnreadable
from understudy.match import fingerprint_of_call
from understudy.model import Call, Frame, Raised, Returned
from understudy.store import CallDraft, Directory, read
from understudy.store.calls import call_document_of
from understudy.store.document import parsed
from understudy.store.glance import entry_of, glance
from understudy.store.writing import text_of

CALL = Call("tavily", "web_search", {"query": "What is new?", "top_k": 3})
DRAFT = CallDraft(None, CALL, Returned("json", {"hits": []}), fingerprint_of_call(CALL), 1, "2026-11-22T20:15:03Z")
VALIDATOR = Draft202012Validator(json.loads((files("understudy") / "schema" / "recording.json").read_text("utf-8")))

OUTCOMES = [
    Returned("json", {"hits": []}),
    Returned("json", None),
    Returned("json", [1, "ü\ud800", None]),
    Returned("app.Answer", {"__type__": "x", "__data__": 1}),
    Raised("ValueError", "no"),
    Raised("tavily.errors.Limit", "", ("ValueError",)),
]


@pytest.mark.parametrize("outcome", OUTCOMES, ids=repr)
def test_what_is_written_is_read(outcome):
    """
    Call, outcome, scope and place come back, from the whole file and from a glance at it; the schema knows it.
    """
    draft = replace(DRAFT, outcome=outcome, scope="tests/a.py::b", sequence=2)
    document = call_document_of(draft)
    text = text_of(document).decode()

    recording = read(text, "x.json")

    assert (recording.request, recording.outcome) == (CALL, outcome)
    assert (recording.scope, recording.sequence, recording.format) == ("tests/a.py::b", 2, 2)
    assert recording.fingerprints == (DRAFT.fingerprint,)
    assert recording.not_servable == "This is a call of web_search by the provider tavily, not an HTTP exchange."
    entry = glance(text, "x.json")
    assert entry == entry_of(parsed(text, "x.json"), "x.json")
    assert (entry.scope, entry.fingerprints, entry.sequence) == (recording.scope, recording.fingerprints, 2)
    assert entry.endpoint == recording.endpoint == "tavily.web_search"
    assert list(VALIDATOR.iter_errors(json.loads(text))) == []


def test_the_layout_is_that_of_the_original_system():
    """
    The keys of the first recordings, then ours.
    """
    document = call_document_of(DRAFT)

    assert document["request"] == {"provider": "tavily", "tool_name": "web_search", "kwargs": dict(CALL.arguments)}
    assert document["response"] == {"body": {"__type__": "json", "__data__": {"hits": []}}, "is_streaming": False}
    assert list(document) == ["test_id", "request", "response", "id_normalization_mapping", "understudy"]


@pytest.mark.parametrize(
    "response, outcome",
    [
        ({"body": {"__type__": "a.B", "__data__": {"c": 1}}}, Returned("a.B", {"c": 1})),
        ({"body": {"c": 1}}, Returned("json", {"c": 1})),
        ({"body": "text"}, Returned("json", "text")),
        ({"body": None, "is_exception": True, "exception_message": "no"}, Raised("Exception", "no")),
        (
            {
                "body": None,
                "is_exception": True,
                "exception_data": {"category": "generic", "type": "E", "message": "m"},
            },
            Raised("E", "m"),
        ),
    ],
)
def test_what_the_original_system_wrote_is_read(response, outcome):
    """
    Typed or bare, returned or raised.
    """
    request = {"test_id": "t", "provider": "tavily", "tool_name": "web_search", "kwargs": dict(CALL.arguments)}
    text = json.dumps({"test_id": "t", "request": request, "response": response, "id_normalization_mapping": {}})

    recording = read(text, "x.json")

    assert (recording.outcome, recording.format, recording.scope) == (outcome, 1, "t")
    assert glance(text, "x.json").fingerprints == recording.fingerprints == (DRAFT.fingerprint,)


def test_an_exception_is_shown():
    """
    A person sees class and text.
    """
    text = text_of(call_document_of(replace(DRAFT, outcome=Raised("ValueError", "no")))).decode()

    assert read(text, "x.json").frames == (Frame("json", {"content": "ValueError: no"}),)


@pytest.mark.parametrize(
    "part, change",
    [
        ("request", {"tool_name": 5}),
        ("request", {"kwargs": [1]}),
        ("response", {"is_exception": True, "exception_data": {"type": "E"}}),
        ("response", {"is_exception": True, "exception_data": {"type": 5, "message": "m"}}),
        ("response", {"is_exception": True, "exception_data": "no"}),
    ],
)
def test_what_cannot_be_read_says_where(part, change):
    """
    The reader and the schema refuse it.
    """
    document = call_document_of(DRAFT)
    document[part] = {**document[part], **change}

    assert list(VALIDATOR.iter_errors(document))
    with pytest.raises(RecordingUnreadable, match=rf"^x\.json: {part}\."):
        read(json.dumps(document), "x.json")


def test_a_file_is_named_for_people(tmp_path):
    """
    Function and question; a second equal call has its number.
    """
    store = Directory(tmp_path)
    names = [store.save(replace(DRAFT, sequence=sequence)).entry.name for sequence in (1, 2)]

    assert [name[:35] for name in names] == ["tavily-web-search-what-is-new-" + names[0][30:35]] * 2
    assert names[1] == names[0].replace(".json", "-2.json")


def test_the_same_again_changes_nothing(tmp_path):
    """
    Another date alone is no change; what returned is not replaced by what raised; another result is.
    """
    store = Directory(tmp_path)
    name = store.save(DRAFT).entry.name
    again = replace(DRAFT, replaces=name, recorded="later")

    saved = [
        store.save(again).is_changed,
        store.save(replace(again, outcome=Raised("ValueError", "no"))).is_changed,
        store.save(replace(again, outcome=Returned("json", 2))).is_changed,
    ]

    assert saved == [False, False, True]
    assert store.load(name).outcome == Returned("json", 2)

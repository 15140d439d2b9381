from __future__ import annotations

import json

import pytest

import understudy
from understudy.errors import RecordingUnreadable
from understudy.model import Request, Response
from understudy.store import Entry, read
from understudy.store.document import parsed
from understudy.store.glance import entry_of, glance
from understudy.store.writing import document_of, text_of


def layouts(text):
    """The same document as other tools would write it."""
    document = json.loads(text)
    backwards = dict(reversed(document.items()))
    own_first = {**{key: document[key] for key in ("understudy",) if key in document}, **document}
    own_between = {}
    for key in [*document, "understudy"]:
        if key == "response" and "understudy" in document:
            own_between["understudy"] = document["understudy"]
        if key in document:
            own_between.setdefault(key, document[key])
    return {
        "minified": json.dumps(document, separators=(",", ":")),
        "escaped": json.dumps(document, indent=2),
        "indented by four": json.dumps(document, indent=4, ensure_ascii=False),
        "indented by one": json.dumps(document, indent=1, ensure_ascii=False),
        "tabs": json.dumps(document, indent="\t"),
        "CRLF": text.replace("\n", "\r\n"),
        "backwards": json.dumps(backwards, indent=2),
        "sorted": json.dumps(document, indent=2, sort_keys=True),
        "own first": json.dumps(own_first, indent=2),
        "own before response": json.dumps(own_between, indent=2),
        "without final newline": text.rstrip("\n"),
        "more newlines": text + "\n\n",
    }


def differing(text, name="x.json"):
    """The layouts whose glance is not the entry of the document, parsed whole."""
    return [
        layout
        for layout, other in {"": text, **layouts(text)}.items()
        if glance(other, name) != entry_of(parsed(other, name), name)
    ]


def test_a_glance_at_any_recording_is_as_good_as_reading_it(shared):
    """
    For every recording of the public corpus, and however its JSON is laid out, the index knows what a reader knows.
    """
    files = [*(shared / "seed").iterdir(), *(shared / "recordings").rglob("*.json")]

    assert {file.name: found for file in files if (found := differing(file.read_text("utf-8")))} == {}
    assert len(files) > 200


def test_a_glance_agrees_with_the_recording(shared):
    """
    Scope, fingerprints, place, endpoint, model, API and date of the index are those of the recording that is played.
    """
    for file in [*(shared / "seed").iterdir(), *(shared / "recordings").rglob("*.json")]:
        entry, recording = glance(file.read_text("utf-8"), file.name), read(file.read_text("utf-8"), file.name)
        assert (entry.name, entry.scope, entry.fingerprints, entry.sequence, entry.model) == (
            recording.name,
            recording.scope,
            recording.fingerprints,
            recording.sequence,
            recording.model,
        ), file
        assert entry.endpoint == (recording.endpoint if recording.fingerprints else ""), file
        assert (entry.api, entry.recorded) == (recording.api, recording.recorded), file


BODIES = [
    pytest.param(b'{"model":"m","temperature":1.0,"top_p":1e0,"n":[0.5,-0.0,1e22,12345678901234567890]}', id="numbers"),
    pytest.param(b'{"model": "m", "a": "\\u00fc\\u2028"}', id="spaced"),
    pytest.param('{"a":"\n  \\"request\\": {","b":"ü\u2028"}'.replace("\n", "\\n").encode(), id="looks-like-a-key"),
    pytest.param(b'{"request":{"response":{"understudy":{"test_id":1}}}}', id="our-own-keys-inside"),
    pytest.param(b'{"a":1.10}', id="odd"),
    pytest.param(rb'{"a":"\ud800"}', id="half-a-pair"),
    pytest.param(b"\xff", id="binary"),
    pytest.param(b"", id="none"),
    pytest.param(b"null", id="null"),
    pytest.param(b"[]", id="list"),
]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("scope", [None, 't::a["b"]\n  "request": '])
def test_a_glance_at_what_we_write(body, scope, drafted):
    """
    Whatever a request held, its entry has the fingerprint of the request itself, in any layout of the file.
    """
    draft = drafted(request=Request("POST", "https://x.example:8443/v1/chat/completions?a=1", (), body), scope=scope)

    text = text_of(document_of(draft)).decode()

    entry = glance(text, "x.json")
    assert entry.fingerprints == (draft.fingerprint,)
    assert (entry.scope, entry.sequence, entry.origin) == (scope, 1, "https://x.example:8443")
    assert (entry.api, entry.recorded) == ("openai-chat", draft.recorded)
    assert entry.endpoint == "/v1/chat/completions"
    assert differing(text) == []


def test_a_glance_at_a_response_that_looks_like_a_document(drafted):
    """
    Keys within an answer are never taken for those of the file.
    """
    inside = {
        "request": {"method": "GET"},
        "understudy": {"format": 9},
        "test_id": "x",
        "id_normalization_mapping": {"a": 1},
    }
    body = json.dumps(inside, indent=2).encode()
    draft = drafted(response=Response(200, (("content-type", "application/json"),), body))

    text = text_of(document_of(draft)).decode()

    assert glance(text, "x.json").fingerprints == (draft.fingerprint,)
    assert differing(text) == []


def test_remembered_ids_do_not_hide_a_recording(drafted):
    """
    A recording whose ids later requests send back is found by its own request.
    """
    body = b'{"id":"resp_live_123","object":"response","output":[]}'
    request = Request("POST", "https://api.openai.com/v1/responses", (), b'{"model":"m","input":"hi"}')
    draft = drafted(request=request, response=Response(200, (("content-type", "application/json"),), body))

    text = text_of(document_of(draft)).decode()

    assert json.loads(text)["id_normalization_mapping"] == {f"rec-{draft.fingerprint[3:15]}": "resp_live_123"}
    assert glance(text, "x.json").fingerprints == read(text, "x.json").fingerprints == (draft.fingerprint,)
    assert differing(text) == []


def test_the_seed(shared):
    """
    The seed's entry is found by its request, as the API is asked on the wire.
    """
    [seed] = (shared / "seed").iterdir()
    recording = understudy.load(seed)

    assert glance(seed.read_text("utf-8"), "seed") == Entry(
        "seed",
        None,
        (understudy.fingerprint("POST", "https://api.openai.com/v1/chat/completions", recording.request.body),),
        1,
        "https://api.openai.com",
        "/v1/chat/completions",
        "gpt-4o",
        "openai-chat",
    )


WRONG = [
    ({"request": {"method": 5}}, "method"),
    ({"request": {"url": None}}, "url"),
    ({"request": {"url": "http://[::1"}}, "bad-url"),
    ({"request": {"headers": [1]}}, "headers"),
    ({"understudy": {"sequence": "x"}}, "sequence"),
    ({"understudy": {"sequence": None}}, "no-sequence"),
    ({"understudy": {"request_style": "neat"}, "request": {"headers": {"a": "b"}}}, "style"),
    ({"understudy": 2}, "own"),
    ({"understudy": {"format": 3}}, "newer"),
    ({"test_id": 5}, "scope"),
]


@pytest.mark.parametrize("change", [pytest.param(change, id=name) for change, name in WRONG])
@pytest.mark.parametrize("indent", [None, 2])
def test_an_impossible_head_is_an_error_that_names_the_file(change, indent, drafted):
    """
    A file whose request cannot be one is reported when the store opens, never skipped.
    """
    document = document_of(drafted())
    for key, value in change.items():
        document[key] = {**document[key], **value} if isinstance(value, dict) else value

    with pytest.raises(RecordingUnreadable, match=r"^a/b\.json: "):
        glance(json.dumps(document, indent=indent), "a/b.json")

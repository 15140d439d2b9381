from __future__ import annotations

import json

import pytest

from tests.unit.store.edited import edited
from understudy.errors import RecordingUnreadable
from understudy.match import fingerprint
from understudy.store import read
from understudy.store.glance import glance
from understudy.store.writing import document_of


def paths(value, path=()):
    if path:
        yield path
    if isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(inner, (*path, key))


def complaints(document, value):
    """What readers say that is not our error, or does not name the file, when each place in turn holds this value."""
    for path in paths(document):
        text = json.dumps(edited(document, path, value), indent=2)
        for reader in (read, glance):
            try:
                reader(text, "a/b.json")
            except RecordingUnreadable as error:
                if not str(error).startswith("a/b.json: "):
                    yield path, str(error)
            except Exception as error:
                yield path, repr(error)


VALUES = [..., None, 5, -1, 1.5, True, "", "x", [], {}, [1], {"a": 1}, [[]]]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_any_edit_gives_a_recording_or_an_error_that_names_the_file(value, drafted):
    """
    Whatever a person does to a file, reading it ends in a recording or in our one error: no edit is a crash.
    """
    body = b': hi\n\nid: 1\ndata: {"id":"x"}\n\ndata: {"a": 1}\n\ndata: {"b": 2}\n\ndata: \xff\n\n'
    headers = (("content-type", "text/event-stream"), ("date", "today"))
    document = document_of(drafted(response_body=body, response_headers=headers))

    assert list(complaints(document, value)) == []


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_format_1_file_with_any_edit_does_not_crash_either(value, shared):
    """
    The same holds for the files that are only read.
    """
    [seed] = (shared / "seed").iterdir()

    assert list(complaints(json.loads(seed.read_text("utf-8")), value)) == []


def test_an_edited_answer_is_the_answer(drafted):
    """
    Text that was changed in the file is what is played, in the stream's own form.
    """
    document = document_of(drafted(stable_ids=False))

    document["response"]["body"][1]["__data__"]["choices"][0]["delta"]["content"] = "o!"
    recording = read(json.dumps(document), "x.json")

    assert recording.text == "Ho!"
    assert recording.response.body == drafted().response.body.replace(b'"i"', b'"o!"')
    assert recording.fingerprints == (drafted().fingerprint,)


def test_an_edited_request_answers_the_edited_request(drafted):
    """
    The key of a recording is computed from its content, not from what the file claims.
    """
    document = document_of(drafted())
    document["request"]["body"]["messages"][0]["content"] = "Say ho."
    document["request"]["endpoint"] = "/elsewhere"

    recording = read(json.dumps(document), "renamed.json")

    assert recording.fingerprints == (fingerprint("POST", document["request"]["url"], document["request"]["body"]),)
    assert recording.endpoint == "/v1/chat/completions"


@pytest.mark.parametrize(
    "path, value, complaint",
    [
        (("response", "marks"), "soon", "response.marks: expected AT@SEGMENT or AT@SEGMENT+BYTE, found 'soon'"),
        (("response", "wire", "framing"), "spdy", "response.wire.framing: expected one of"),
        (("response", "body", 1), {}, "response.body[1]: expected"),
        (("response", "ended"), "late", "response.ended: expected"),
    ],
)
def test_a_wrong_place_is_named_with_the_way_out(path, value, complaint, drafted):
    """
    The first line says which file and which place, the last one what to do.
    """
    with pytest.raises(RecordingUnreadable) as caught:
        read(json.dumps(edited(document_of(drafted()), path, value)), "a.json")

    assert str(caught.value).startswith(f"a.json: {complaint}")
    assert str(caught.value).endswith("\n\n  Mend it in an editor, or record it again.")


def test_a_recording_without_our_optional_keys_is_complete(drafted):
    """
    What a person writes by hand needs no marks, no wire, no ending and no headers.
    """
    document = document_of(drafted())
    kept = {"body": {"__type__": "json", "__data__": {"a": "ü"}}, "is_streaming": False}
    own = {"format": 2}

    recording = read(json.dumps({"request": document["request"], "response": kept, "understudy": own}), "x")

    assert recording.response.body == '{"a":"ü"}'.encode()
    assert (recording.response.status, recording.response.marks, recording.scope) == (200, (), None)


def test_every_strict_prefix_of_the_seed_is_refused(shared):
    """
    However early the write of the seed broke off, the rest is never read as a recording.
    """
    [seed] = (shared / "seed").iterdir()
    text = seed.read_text("utf-8").rstrip()

    for end in range(len(text)):
        for reader in (read, glance):
            with pytest.raises(RecordingUnreadable, match=r"^seed: "):
                reader(text[:end], "seed")

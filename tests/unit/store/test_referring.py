"""Which media become files, and references in their places; and back again to the same document."""

from __future__ import annotations

import base64
import json

import pytest

from understudy.model import Call, Mark, Request, Response, Returned
from understudy.store import CallDraft, read
from understudy.store.calls import call_document_of
from understudy.store.media import REFERENCE, references, resolved
from understudy.store.referring import LARGE, NO_MEDIA, with_references
from understudy.store.writing import document_of, text_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(100))
PICTURE = base64.b64encode(PNG).decode()
JSON = (("content-type", "application/json"),)
SOUND = b"ID3\x04\0" + bytes(300) + b"\xff"
UNKNOWN = base64.b64encode(b"\x01\x02\xff" * LARGE).decode()
STREAM = (("content-type", "text/event-stream"),)


@pytest.fixture
def documented(drafted):
    """The document of an exchange with this request's body and this answer."""

    def make(asked=None, response=None, headers=JSON):
        sent = asked if isinstance(asked, bytes) else json.dumps(asked or {"model": "m"}).encode()
        request = Request("POST", "https://api.openai.com/v1/chat/completions", headers, sent)
        answer = response or Response(200, JSON, b'{"id":"x"}', (Mark(0, 1),))
        return document_of(drafted(request=request, response=answer, stable_ids=False))

    return make


def answered(value, *, frames=1):
    body = json.dumps(value).encode()
    if frames == 1:
        return Response(200, JSON, body, (Mark(0, 1),))
    return Response(200, STREAM, b"".join(b"data: " + body + b"\n\n" for _ in range(frames)), (Mark(0, 1),))


def kept(document):
    """The one medium of a document, and the document with a reference to it."""
    referring, media = with_references(document)
    assert resolved(referring, media.__getitem__) == document
    assert references(referring) == media.keys()
    return referring, media


MEDIA = [
    pytest.param(f"data:image/png;base64,{PICTURE}", {"prefix": "data:image/png;base64,"}, id="data URL"),
    pytest.param("data:text/csv;base64,YSxi", {"prefix": "data:text/csv;base64,"}, id="short data URL"),
    pytest.param(PICTURE, {}, id="known kind"),
    pytest.param(UNKNOWN, {}, id="large"),
    pytest.param(base64.encodebytes(PNG).decode(), {"layout": "lines-76+ended"}, id="in lines"),
    pytest.param(base64.urlsafe_b64encode(PNG).decode(), {"layout": "url"}, id="url"),
]


@pytest.mark.parametrize(("text", "rest"), MEDIA)
def test_a_medium_of_a_request_is_a_reference(documented, text, rest):
    """
    A data URL, content of a known kind, and any long base64; how it is written stands beside it.
    """
    document = documented({"messages": [{"content": [{"image": text}]}]})

    referring, media = kept(document)

    assert referring["request"]["body"]["messages"][0]["content"][0]["image"] == {REFERENCE: next(iter(media)), **rest}


INLINE = [
    pytest.param(base64.b64encode(b"\x01" * 100).decode(), id="short, of no known kind"),
    pytest.param("https://example.org/a.png", id="by URL"),
    pytest.param(f"See data:image/png;base64,{PICTURE}", id="within a text"),
    pytest.param(base64.encodebytes(PNG).decode().replace("\n", "\r\n", 1), id="in lines of two kinds"),
]


@pytest.mark.parametrize("text", INLINE)
def test_what_is_no_medium_stays(documented, text):
    """
    So does what could not be rebuilt exactly.
    """
    assert with_references(document := documented({"input": text})) == (document, {})


@pytest.mark.parametrize("field", sorted(NO_MEDIA))
def test_what_nobody_can_look_at_stays(documented, field):
    """
    Numbers of an embedding, and what a provider has sealed.
    """
    document = documented({"input": [{field: UNKNOWN}]}, answered({"data": [{field: UNKNOWN}]}))

    assert with_references(document) == (document, {})


def test_a_generated_picture_is_a_reference(documented):
    """
    An answer's JSON is treated as a request's.
    """
    referring, media = kept(documented(response=answered({"data": [{"b64_json": PICTURE}]})))

    assert referring["response"]["body"]["__data__"]["data"][0]["b64_json"] == {REFERENCE: next(iter(media))}


def test_of_a_stream_only_pictures_are_references(documented):
    """
    They come whole; sound comes in pieces that nobody can hear alone.
    """
    document = documented(response=answered({"picture": PICTURE, "sound": UNKNOWN}, frames=3))

    referring, media = kept(document)

    assert [entry["__data__"]["picture"] for entry in referring["response"]["body"]] == [
        {REFERENCE: next(iter(media))}
    ] * 3
    assert len(media) == 1
    assert referring["response"]["body"][0]["__data__"]["sound"] == UNKNOWN


def test_a_body_of_bytes_is_a_file(documented):
    """
    Speech that was answered, and a recording that was sent.
    """
    sound = (("content-type", "audio/mpeg"),)
    document = documented(SOUND, Response(200, sound, SOUND, (Mark(0, 1),)), sound)

    referring, media = kept(document)

    assert (
        referring["request"]["body"]
        == referring["response"]["body"]
        == {"__type__": "media", "__data__": next(iter(media))}
    )
    assert next(iter(media)).endswith(".mp3")
    assert media[next(iter(media))] == SOUND


@pytest.mark.parametrize("client", [{REFERENCE: "x"}, {"a": [{REFERENCE: {"prefix": 1}}]}], ids=str)
def test_a_key_of_a_client_is_no_reference(documented, client):
    """
    JSON that has our key already comes back as it was.
    """
    document = documented({"a": client, "b": PICTURE}, answered(client))

    again = read(text_of(with_references(document)[0]).decode(), "x")

    assert json.loads(again.request.body) == {"a": client, "b": PICTURE}
    assert json.loads(again.response.body) == client
    assert references(document) == set()


def test_calls_of_functions_refer_to_nothing():
    """
    What they were given and returned stays within the file.
    """
    draft = CallDraft(None, Call("p", "f", {"a": PICTURE}), Returned("json", PICTURE), "f1:", 1, "2026")

    assert with_references(document := call_document_of(draft)) == (document, {})


def test_references_refer_already(documented):
    """
    Doing it twice is doing it once.
    """
    referring, _ = with_references(documented({"a": PICTURE}))

    assert with_references(referring) == (referring, {})

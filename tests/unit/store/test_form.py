"""Multipart forms at rest: readable, their media in files, and exact."""

from __future__ import annotations

import json

import pytest

from understudy.errors import RecordingUnreadable
from understudy.model import Request, Response
from understudy.store import read
from understudy.store.glance import glance
from understudy.store.media import references
from understudy.store.referring import with_references
from understudy.store.writing import document_of, text_of

SOUND = b"ID3\x04\0\xff" + bytes(200)
TYPE = "multipart/form-data; boundary=Xy-1"
FORM = (
    b'--Xy-1\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n'
    b'--Xy-1\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\nContent-Type: audio/mpeg\r\n\r\n'
    + SOUND
    + b"\r\n--Xy-1\r\nX: y\r\n\r\n\xff\xfe\r\n--Xy-1--\r\n"
)


@pytest.fixture
def documented(drafted):
    """The document of a form that was sent, with references, and its media."""

    def make(body=FORM):
        request = Request("POST", "https://api.openai.com/v1/audio/transcriptions", (("content-type", TYPE),), body)
        draft = drafted(request=request, response=Response(200))
        document, media = with_references(document_of(draft))
        return document, media, draft.fingerprint

    return make


def test_a_form_can_be_read(documented):
    """
    Its texts are texts, a medium is a file, and what is neither is base64.
    """
    document, media, _ = documented()

    name = next(iter(media))
    assert media == {name: SOUND}
    assert name.endswith(".mp3")
    assert document["request"]["body"] == {
        "__type__": "multipart",
        "__data__": [
            {"head": ['Content-Disposition: form-data; name="model"'], "text": "whisper-1"},
            {
                "head": ['Content-Disposition: form-data; name="file"; filename="a.mp3"', "Content-Type: audio/mpeg"],
                "media": name,
            },
            {"head": ["X: y"], "base64": "//4="},
        ],
    }
    assert references(document) == {name}


def test_a_form_comes_back(documented):
    """
    Byte for byte, and the index knows it without a look at the file.
    """
    document, media, fingerprint = documented()
    text = text_of(document).decode()

    again = read(text, "x", content=media.__getitem__)

    assert again.request.body == FORM
    assert again.fingerprints == glance(text, "x").fingerprints == (fingerprint,)


def test_a_form_can_be_edited(documented):
    """
    Another text in it is another request.
    """
    document, media, fingerprint = documented()
    document["request"]["body"]["__data__"][0]["text"] = "whisper-2"
    text = text_of(document).decode()

    again = read(text, "x", content=media.__getitem__)

    assert again.request.body == FORM.replace(b"whisper-1", b"whisper-2")
    assert again.fingerprints == glance(text, "x").fingerprints != (fingerprint,)


@pytest.mark.parametrize("body", [FORM[:-2], FORM + b"more", FORM.replace(b"\r\n\xff", b"\n\xff")], ids=range(3))
def test_a_form_of_another_layout_stays_bytes(documented, body):
    """
    What the parts would not give back exactly is kept whole.
    """
    document, media, _ = documented(body)

    assert document["request"]["body"]["__type__"] == "base64"
    assert media == {}


WRONG = [
    pytest.param({"head": ["X: y"]}, id="nothing"),
    pytest.param({"head": "X: y", "text": "a"}, id="head"),
    pytest.param({"head": ["X: y"], "base64": "?"}, id="base64"),
    pytest.param({"head": ["X: y"], "media": "../../secret.png"}, id="elsewhere"),
    pytest.param({"head": ["X: y"], "media": 5}, id="number"),
    pytest.param("X: y", id="text"),
]


@pytest.mark.parametrize("part", WRONG)
def test_a_part_that_is_none(documented, part):
    """
    An error names the recording, and no path leads out of the store.
    """
    document, media, _ = documented()
    document["request"]["body"]["__data__"][2] = part

    with pytest.raises(RecordingUnreadable, match=r"^a/b\.json: "):
        read(text_of(document).decode(), "a/b.json", content={**media, "../../secret.png": b""}.__getitem__)
    with pytest.raises(RecordingUnreadable, match=r"^a/b\.json: "):
        glance(text_of(document).decode(), "a/b.json")


def test_a_form_without_a_boundary(documented):
    """
    The content type that had it was edited.
    """
    document, media, _ = documented()
    document["request"]["headers"] = {}

    with pytest.raises(RecordingUnreadable, match="expected a boundary"):
        read(json.dumps(document), "x", content=media.__getitem__)

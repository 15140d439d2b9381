"""References to media: what they stand for, and what is none."""

from __future__ import annotations

import pytest

from understudy.errors import RecordingUnreadable
from understudy.match import medium_in
from understudy.match.media import Digest
from understudy.store import read
from understudy.store.glance import glance
from understudy.store.media import REFERENCE, any_content, references, resolved, with_digests
from understudy.store.writing import document_of, text_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(100))
DIGEST = "0f" * 32
NAMED = f"{DIGEST}.png"


def test_a_reference_is_the_text_that_stood_there(drafted):
    """
    With its prefix, in its layout; wherever it stands in a request or an answer.
    """
    document = document_of(drafted())
    document["request"]["body"]["image"] = {REFERENCE: NAMED, "prefix": "data:;base64,", "layout": "unpadded"}
    document["response"]["body"][1]["__data__"]["sound"] = [{REFERENCE: NAMED}]

    whole = resolved(document, {NAMED: b"a"}.__getitem__)

    assert whole["request"]["body"]["image"] == "data:;base64,YQ"
    assert whole["response"]["body"][1]["__data__"]["sound"] == ["YQ=="]
    assert references(document) == {NAMED}


def test_matching_sees_a_digest():
    """
    Without the file.
    """
    found = with_digests({"a": [{REFERENCE: NAMED, "prefix": "data:;base64,"}], "b": 1})

    assert found == {"a": [f"media:sha256:{DIGEST}"], "b": 1}
    assert isinstance(found["a"][0], Digest)


def test_what_stands_for_every_medium_is_one():
    """
    Matching takes it for a medium too, with a data URL around it and without.
    """
    document = {
        "request": {"body": [{REFERENCE: NAMED}, {REFERENCE: NAMED, "prefix": "data:;base64,"}]},
        "response": {},
    }

    assert all(map(medium_in, resolved(document, any_content)["request"]["body"]))


def test_a_recording_without_its_media_at_hand(drafted):
    """
    Is an error, and never an answer without them.
    """
    document = document_of(drafted())
    document["request"]["body"]["image"] = {REFERENCE: NAMED}

    with pytest.raises(RecordingUnreadable, match=rf"^x: its media file {NAMED} is not at hand"):
        read(text_of(document).decode(), "x")


WRONG = [
    {REFERENCE: 5},
    {REFERENCE: "../../secret.png"},
    {REFERENCE: "a" * 64},
    {REFERENCE: NAMED, "layout": "neat"},
    {REFERENCE: NAMED, "prefix": 1},
    {REFERENCE: NAMED, "more": 1},
]


@pytest.mark.parametrize("reference", WRONG, ids=str)
def test_a_reference_that_is_none(drafted, reference):
    """
    What an editor made of a reference is an error that names the file, and no path leads out of the store.
    """
    document = document_of(drafted())
    document["request"]["body"]["image"] = reference

    with pytest.raises(RecordingUnreadable, match=r"^a/b\.json: __media__: "):
        read(text_of(document).decode(), "a/b.json", content=lambda name: PNG)
    with pytest.raises(RecordingUnreadable, match=r"^a/b\.json: __media__: "):
        glance(text_of(document).decode(), "a/b.json")

"""Media of a recording, by their digests."""

from __future__ import annotations

import base64
import hashlib

import pytest

from understudy.operations.conversation import Media, answered, asked
from understudy.operations.media_within import medium_within

CONTENT = bytes(range(200))
BASE64 = base64.b64encode(CONTENT).decode()
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def image(url):
    return {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]}


CASES = {
    "a data URL": ("/v1/chat/completions", image(f"data:image/png;base64,{BASE64}"), {}),
    "bare base64": ("/api/chat", {"messages": [{"role": "user", "content": "x", "images": [BASE64]}]}, {}),
    "an answer's": ("/v1/images/generations", {"prompt": "x"}, {"data": [{"b64_json": BASE64}]}),
}


@pytest.mark.parametrize(("path", "content", "answer"), CASES.values(), ids=CASES)
def test_what_a_conversation_names_is_found(keep, path, content, answer):
    """
    Wherever it stands, and also where it is a file beside the recording.
    """
    recording = keep(path, content, answer)

    parts = [part for turn in (*asked(recording), *answered(recording)) for part in turn.parts]
    assert [part.sha256 for part in parts if isinstance(part, Media)] == [SHA256]
    assert medium_within(recording, SHA256) == CONTENT


def test_a_whole_body_is_a_medium(keep):
    """
    Such as speech.
    """
    recording = keep("/v1/audio/speech", {"input": "x"}, CONTENT, content_type="audio/mpeg")

    assert medium_within(recording, SHA256) == CONTENT


@pytest.mark.parametrize("sha256", ["", "0" * 64, SHA256.upper()])
def test_nothing_else_is_found(keep, sha256):
    """
    Not by a digest that none has.
    """
    assert medium_within(keep("/v1/chat/completions", image(f"data:image/png;base64,{BASE64}"), {}), sha256) is None

from __future__ import annotations

import httpx
import pytest

from understudy.misses import differences
from understudy.misses.explain import comparable
from understudy.misses.forms import form_fields
from understudy.model import Request

SPEECH = "https://api.openai.com/v1/audio/transcriptions"


def form(**parts):
    sent = httpx.Request("POST", SPEECH, **parts)
    return Request("POST", SPEECH, (("content-type", sent.headers["content-type"]),), sent.read())


def test_fields_of_a_form_are_compared_by_name():
    """
    A text is shown as it is, a file by what it is.
    """
    one, other = (
        form(data={"model": "whisper-1", "language": language}, files={"file": ("a.wav", content, "audio/wav")})
        for language, content in (("de", b"\xff" * 90), ("en", b"\xfe" * 90))
    )

    found = differences(comparable(one), comparable(other))

    assert [each.path for each in found] == ["language", "file"]
    assert (found[0].recorded, found[0].sent) == ('"de"', '"en"')
    assert found[1].sent.startswith("audio/wav, 90 bytes, SHA-256 ")


def test_fields_of_one_name_are_all_kept():
    """
    A form may have several.
    """
    request = form(files=[("image[]", ("a.png", b"a", "image/png")), ("image[]", ("b.png", b"b", "image/png"))])

    assert form_fields(request) == {
        "image[]": "data:image/png;base64,YQ==",
        "image[] (2)": "data:image/png;base64,Yg==",
    }


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", ""])
def test_what_is_no_form_has_no_fields(kind):
    """
    Its bytes are compared instead.
    """
    assert form_fields(Request("POST", SPEECH, (("content-type", kind),), b"no form")) is None

from __future__ import annotations

import json

import pytest

from understudy.errors import RecordingUnreadable
from understudy.match import canonical
from understudy.model import Request
from understudy.store.request import request_at_rest, request_from_rest

URL = "https://api.openai.com/v1/chat/completions"
JSON = (("content-type", "application/json"),)
FORM = (("content-type", "multipart/form-data; boundary=x"),)

REQUESTS = [
    pytest.param(Request("GET", "https://x/v1/models?limit=2"), None, id="no-body"),
    pytest.param(Request("POST", URL, JSON, b'{"model":"m","n":1.0}'), {"model": "m", "n": 1.0}, id="compact"),
    pytest.param(Request("POST", URL, JSON, b'{"model": "m", "u": "\\u00fc"}'), {"model": "m", "u": "ü"}, id="spaced"),
    pytest.param(Request("POST", URL, JSON, json.dumps({"a": 1}, indent=4).encode()), {"a": 1}, id="indented"),
    pytest.param(
        Request("POST", URL, JSON, b'{"a":1.10}'), {"__type__": "text", "__data__": '{"a":1.10}'}, id="odd-json"
    ),
    pytest.param(Request("POST", URL, JSON, b"hello"), {"__type__": "text", "__data__": "hello"}, id="text"),
    pytest.param(Request("POST", URL, FORM, b"\xff\x00"), {"__type__": "base64", "__data__": "/wA="}, id="binary"),
    pytest.param(Request("POST", URL, JSON, b"[1,null]"), [1, None], id="list"),
    pytest.param(Request("POST", URL, JSON, b"null"), {"__type__": "text", "__data__": "null"}, id="null"),
    pytest.param(
        Request("POST", URL, JSON, b'{"__type__":"text","__data__":"x"}'),
        {"__type__": "text", "__data__": '{"__type__":"text","__data__":"x"}'},
        id="looks-like-ours",
    ),
    pytest.param(Request("POST", URL, JSON, rb'{"a":"\ud800"}'), {"a": "\ud800"}, id="half-a-pair"),
]


@pytest.mark.parametrize("request_, body", REQUESTS)
def test_a_request_at_rest_and_back(request_, body):
    """
    A request is kept as the JSON that was sent wherever that gives its bytes back, and comes back as it was.
    """
    kept, style = request_at_rest(request_)

    assert kept["body"] == body
    assert list(kept) == ["method", "url", "headers", "body", "endpoint", "model"]
    assert request_from_rest(json.loads(json.dumps(kept)), style) == request_


def test_a_request_at_rest_holds_no_credential():
    """
    Headers are not kept but the type of an odd body, and a URL loses its credentials; what is asked stays the same.
    """
    headers = (("authorization", "s3cr3t"), ("x-api-key", "s3cr3t"), ("cookie", "s3cr3t"))
    sent = Request("POST", "https://u:s3cr3t@x/v1/embeddings?key=s3cr3t&a=1", headers, b'{"model":"m"}')

    kept, style = request_at_rest(sent)

    assert "s3cr3t" not in json.dumps(kept)
    assert canonical(request_from_rest(kept, style)) == canonical(sent)


@pytest.mark.parametrize(
    "url, body, model",
    [
        (URL, b'{"model":"m"}', "m"),
        (URL, b'{"model":5}', ""),
        (URL, b"[]", ""),
        ("https://x/v1beta/models/gemini-x:generateContent", b'{"model":"other"}', "gemini-x"),
        ("https://x/openai/deployments/mine/chat/completions", b"{}", "mine"),
    ],
)
def test_the_model_that_was_asked(url, body, model):
    """
    The model is where the API has it: in the path, or in the body.
    """
    assert request_at_rest(Request("POST", url, JSON, body))[0]["model"] == model


def test_the_type_of_an_odd_body_is_kept():
    """
    Multipart cannot be read without its boundary.
    """
    kept, _ = request_at_rest(Request("POST", URL, (*JSON[:0], *FORM, ("x", "y")), b"--x--"))

    assert kept["headers"] == {"content-type": "multipart/form-data; boundary=x"}


@pytest.mark.parametrize(
    "kept",
    [
        {"url": URL},
        {"method": "POST"},
        {"method": 5, "url": URL},
        {"method": "POST", "url": None},
        {"method": "POST", "url": URL, "body": {"__type__": "base64", "__data__": "%"}},
    ],
)
def test_a_request_that_is_none_is_refused(kept):
    """
    A request without method or URL, or whose bytes are not base64, answers nothing.
    """
    with pytest.raises(RecordingUnreadable, match=r"^request\."):
        request_from_rest(kept, "compact")

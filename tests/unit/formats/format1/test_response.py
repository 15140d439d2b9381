"""Answers as the original system keeps them."""

from __future__ import annotations

import pytest

from understudy.formats.format1.response import at_rest
from understudy.store import format1

CHAT = "/v1/chat/completions"
INNER = {"message": "invalid image input", "type": "invalid_request_error", "param": None, "code": None}


def test_an_error_is_the_exception_that_the_sdk_raised(keep):
    """
    As a recording of the original has it.
    """
    message = (
        "Error code: 400 - {'error': {'message': 'invalid image input', 'type': 'invalid_request_error', "
        "'param': None, 'code': None}}"
    )

    assert at_rest(keep(CHAT, {}, {"error": INNER}, status=400)) == {
        "body": None,
        "is_streaming": False,
        "is_exception": True,
        "exception_data": {
            "category": "provider_sdk",
            "provider": "openai",
            "type": "BadRequestError",
            "message": message,
            "status_code": 400,
            "body": INNER,
        },
        "exception_message": message,
    }


@pytest.mark.parametrize(
    ("status", "type_"),
    [
        (401, "AuthenticationError"),
        (404, "NotFoundError"),
        (418, "APIStatusError"),
        (429, "RateLimitError"),
        (500, "InternalServerError"),
        (529, "InternalServerError"),
    ],
)
def test_the_exception_has_its_name_from_the_status(keep, status, type_):
    """
    The SDK's table.
    """
    assert at_rest(keep(CHAT, {}, {"error": INNER}, status=status))["exception_data"]["type"] == type_


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (CHAT, b'{"error":{"message":"a","code":1}}'),
        (CHAT, b'{"detail":"a"}'),
        (CHAT, b"Bad gateway"),
        (CHAT, b""),
        ("/api/chat", b'{"error":"model not found"}'),
        ("/v1/messages", b'{"type":"error","error":{"type":"x","message":"a"}}'),
    ],
    ids=["usual", "no error", "text", "empty", "ollama", "raw"],
)
def test_errors_read_back_as_they_were(keep, path, body):
    """
    Status and bytes.
    """
    recording = keep(path, {"model": "m"}, body, status=502)
    request = {"url": "http://a/v1" + path, "endpoint": path, "body": {}}
    if path == "/v1/messages":
        request = {"url": "http://a/v1/messages", "method": "POST", "payload": {}}

    answered = format1.answered(request, at_rest(recording))

    assert (answered.status, b"".join(answered.pieces)) == (502, body)


def test_a_stream_that_was_caught_as_http_is_its_lines(keep):
    """
    Without their line ends; the empty ones stay.
    """
    body = b'event: message_stop\ndata: {"type":"message_stop"}\n\n'

    response = at_rest(keep("/v1/messages", {}, body, content_type="text/event-stream"))

    assert response == {
        "body": ["event: message_stop", 'data: {"type":"message_stop"}', ""],
        "is_streaming": True,
    }

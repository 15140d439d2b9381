"""Recorded answers, as HTTP: streams, failures, and what cannot be served."""

from __future__ import annotations

import json
from typing import Any

import pytest

from understudy.model import Complete, Failed, FailureKind, Frame
from understudy.store.format1 import Answered, answered

CHAT = {
    "method": "POST",
    "url": "http://h/v1/v1/chat/completions",
    "body": {},
    "endpoint": "/v1/chat/completions",
}
TAGS = {"method": "POST", "url": "http://h/api/chat", "body": {}, "endpoint": "/api/chat"}
RAW = {"method": "POST", "url": "http://h/v1/messages", "payload": {}}


def raised(**facts: Any) -> dict[str, Any]:
    return {"body": None, "is_streaming": False, "is_exception": True, "exception_data": facts}


def test_a_stream_has_one_piece_for_each_frame_and_its_end():
    """
    Non-ASCII stays as it is; what would tear a line apart, or has no UTF-8, is escaped.
    """
    content = {"é": "\u2028 \ud800"}

    found = answered(CHAT, {"body": [{"__type__": "x.Y", "__data__": content}], "is_streaming": True})

    assert found == Answered(
        200,
        (("content-type", "text/event-stream"),),
        (Frame("x.Y", content),),
        ('data: {"é":"\\u2028 \\ud800"}\n\n'.encode(), b"data: [DONE]\n\n"),
        Complete(),
        is_streaming=True,
    )


@pytest.mark.parametrize("body", [{"a": 1}, [1, {}], "text", None, 3], ids=repr)
def test_a_raw_answer_may_be_any_json(body):
    """
    What was caught as HTTP was JSON, of whatever kind.
    """
    found = answered(RAW, {"status": 404, "body": body, "is_streaming": False})

    assert (found.status, json.loads(found.pieces[0])) == (404, body)


@pytest.mark.parametrize(
    ("lines", "kind", "pieces"),
    [
        (
            ["event: a", "data: {}", "", "data: 1"],
            "text/event-stream",
            [b"event: a\ndata: {}\n\n", b"data: 1\n"],
        ),
        (['{"a":1}', '{"b":2}'], "application/x-ndjson", [b'{"a":1}\n{"b":2}\n']),
        (["{", '"a":1', "}"], "application/json", [b'{\n"a":1\n}\n']),
        (["oops"], "text/plain", [b"oops\n"]),
        ([], "text/event-stream", []),
    ],
)
def test_a_raw_stream_is_its_lines(lines, kind, pieces):
    """
    The lines come back with their line ends, cut after each empty one.
    """
    found = answered(RAW, {"body": lines, "is_streaming": True})

    assert (found.status, found.headers, list(found.pieces)) == (200, (("content-type", kind),), pieces)


@pytest.mark.parametrize(
    ("kind", "failure"),
    [
        ("APIConnectionError", FailureKind.CONNECT),
        ("ConnectError", FailureKind.CONNECT),
        ("TimeoutError", FailureKind.READ_TIMEOUT),
        ("RemoteProtocolError", FailureKind.PROTOCOL),
    ],
)
def test_a_failure_without_an_answer_is_one_again(kind, failure):
    """
    Where nothing came back, nothing comes back, and fails in the same way.
    """
    found = answered(CHAT, raised(category="unknown", type=kind, message="gone"))

    assert (found.status, found.pieces, found.ended) == (None, (), Failed(failure, "gone", 0))
    assert found.not_servable is None


@pytest.mark.parametrize("kind", ["ValueError", "TypeError", "NotImplementedError", "AccessDeniedError"])
def test_an_exception_of_the_recorder_is_no_answer(kind):
    """
    What its own process raised never was on the wire.
    """
    found = answered(CHAT, raised(category="builtin", type=kind, message="x"))

    assert found.not_servable == f"The recorder's own process raised {kind}; no HTTP response is behind it."
    assert (found.status, found.pieces, found.ended) == (None, (), Complete())


@pytest.mark.parametrize(
    ("request_", "message", "status", "body"),
    [
        (
            CHAT,
            "Error code: 400 - {'error': {'message': 'no', 'code': None}}",
            400,
            '{"error":{"message":"no","code":null}}',
        ),
        (CHAT, "Error code: 404", 404, ""),
        (CHAT, "Error code: 404 - no such model", 404, '{"error":{"message":"no such model"}}'),
        (TAGS, "no model (status code: 404)", 404, '{"error":"no model"}'),
        (
            {**CHAT, "url": "vertexai:///generate_content"},
            "404 NOT_FOUND. {'error': {'code': 404}}",
            404,
            '{"error":{"code":404}}',
        ),
    ],
)
def test_an_exception_of_which_only_the_text_is_left_has_its_status_in_it(request_, message, status, body):
    """
    Older recorders kept nothing but the message.
    """
    found = answered(request_, {"body": None, "is_exception": True, "exception_message": message})

    assert (found.status, b"".join(found.pieces).decode()) == (status, body)


def test_an_exception_that_names_a_status_is_served_with_it():
    """
    Errors of the recording system itself have a status too.
    """
    found = answered(CHAT, raised(category="llama_stack", type="ModelNotFoundError", message="none", status_code=404))

    assert (found.status, b"".join(found.pieces)) == (404, b"none")


def test_a_python_object_instead_of_an_answer_is_not_servable():
    """
    The recorder wrote out the attributes of SDK objects it did not know.
    """
    found = answered(CHAT, {"body": {"_client": "<AsyncOpenAI>", "_cast_to": "x"}, "is_streaming": False})

    assert found.not_servable == "The recorder kept a Python object of its own process, not what was on the wire."


def test_what_a_tool_returned_is_shown_and_not_served():
    """
    A tool call has an answer to look at, and a sentence that says why it answers no request.
    """
    tool = {"provider": "tavily", "tool_name": "web_search", "kwargs": {}}

    found = answered(tool, {"body": {"__type__": "a.B", "__data__": {"content": "c"}}, "is_streaming": False})

    assert found.frames == (Frame("a.B", {"content": "c"}),)
    assert found.not_servable == "This is a call of web_search by the provider tavily, not an HTTP exchange."

"""Recorded calls, as the requests they sent: what no SDK in the tests can confirm."""

from __future__ import annotations

import pytest

from understudy.model import Call
from understudy.store.format1 import Asked, asked, call


def request(url: str, endpoint: str, **body: object) -> dict[str, object]:
    return {"method": "POST", "url": url + endpoint, "headers": {}, "body": body, "endpoint": endpoint}


@pytest.mark.parametrize(
    ("base", "endpoint", "url"),
    [
        ("https://api.openai.com/v1", "/v1/chat/completions", "https://api.openai.com/v1/chat/completions"),
        ("https://h/openai/v1", "/v1/completions", "https://h/openai/v1/completions"),
        ("https://h/v1beta/openai", "/v1/models", "https://h/v1beta/openai/models"),
        ("http://localhost:8080", "/v1/models", "http://localhost:8080/models"),
        (
            "__databricks__/serving-endpoints",
            "/v1/models",
            "https://databricks.invalid/serving-endpoints/models",
        ),
        ("http://h/v1", "/v1/openai/v1/models", "http://h/v1/openai/v1/models"),
        ("http://h", "/v1/openai/v1/models", "http://h/v1/openai/v1/models"),
        ("http://h:11434", "/api/embeddings", "http://h:11434/api/embed"),
    ],
)
def test_the_true_url_has_the_endpoint_without_its_version(base, endpoint, url):
    """
    The SDK appends its endpoint to the base URL; the `/v1` that the recorder put between was never sent.
    """
    assert asked(request(base, endpoint))[0].url == url


def test_a_chat_recorded_as_a_completion_is_asked_as_a_chat_first():
    """
    A body with messages is a chat, whatever endpoint the recorder wrote; the other one stays possible.
    """
    body = {"model": "m", "messages": [], "stream": True}

    assert asked(request("http://h/v1", "/v1/completions", **body)) == (
        Asked("POST", "http://h/v1/chat/completions", body),
        Asked("POST", "http://h/v1/completions", body),
    )


def test_embeddings_without_a_format_may_have_asked_for_base64():
    """
    The SDK adds `encoding_format`, other clients do not.
    """
    found = asked(request("http://h/v1", "/v1/embeddings", model="m", input="a"))

    assert [one.json.get("encoding_format") for one in found] == ["base64", None]


def test_an_empty_extra_body_is_not_on_the_wire():
    """
    `extra_body` is merged into the body, so an empty one leaves no trace.
    """
    found = asked(request("http://h/v1", "/v1/completions", model="m", prompt="p", extra_body={}))

    assert found == (Asked("POST", "http://h/v1/completions", {"model": "m", "prompt": "p"}),)


def test_a_request_caught_as_http_is_what_it_was():
    """
    The raw variant holds the wire request already.
    """
    raw = {"test_id": None, "url": "http://h/v1/v1/rerank", "method": "post", "payload": {"query": None}}

    assert asked(raw) == (Asked("POST", "http://h/v1/v1/rerank", {"query": None}),)


def test_a_request_without_an_endpoint_has_it_in_its_url():
    """
    The endpoint is the end of the URL where the file does not name it.
    """
    without = {"method": "POST", "url": "http://h/v1/v1/chat/completions", "body": {"model": "m"}}

    assert asked(without) == (Asked("POST", "http://h/v1/chat/completions", {"model": "m"}),)


def test_vertex_is_asked_in_both_spellings():
    """
    Versions of the SDK differ in how deep they rename keys; free-form values keep theirs in both.
    """
    declared = {
        "name": "f",
        "parameters_json_schema": {"type": "object", "properties": {"a_b": {"max_items": 1}}},
    }
    config = {"tools": [{"function_declarations": [declared]}], "thinking_config": {"thinking_budget": 0}}
    arguments = {"model": "models/x", "contents": "hi", "config": config}

    found = asked(request("vertexai://", "/generate_content", **arguments))

    schema = declared["parameters_json_schema"]
    assert [one.json["tools"][0]["functionDeclarations"][0] for one in found[:2]] == [
        {"name": "f", "parameters_json_schema": schema},
        {"name": "f", "parametersJsonSchema": schema},
    ]
    assert [one.json["generationConfig"]["thinkingConfig"] for one in found[:2]] == [
        {"thinking_budget": 0},
        {"thinkingBudget": 0},
    ]
    assert [one.url.partition("/v1beta1/")[2] for one in found] == [
        "models/x:generateContent",
        "models/x:generateContent",
        "publishers/google/models/x:generateContent",
        "publishers/google/models/x:generateContent",
    ]


def test_an_empty_config_may_have_sent_nothing():
    """
    `{}` in the file is an empty config object, which sends an empty one, or an empty dict, which sends none.
    """
    found = asked(request("vertexai://", "/generate_content", model="x", contents="hi", config={}))

    assert [one.json.get("generationConfig") for one in found] == [{}, None]


def test_a_tool_call_is_no_http_request():
    """
    A tool has a provider, a name and arguments, and nothing was asked over HTTP.
    """
    tool = {"test_id": "t", "provider": "tavily", "tool_name": "web_search", "kwargs": {"query": "q"}}

    assert call(tool) == Call("tavily", "web_search", {"query": "q"})
    assert asked(tool) == ()


def test_a_processed_file_is_no_http_request():
    """
    A file processor has its API as its name, and everything else as arguments.
    """
    processed = {"test_id": "t", "provider": "pypdf", "api": "file_processors", "file_id": "f"}

    assert call(processed) == Call("pypdf", "file_processors", {"file_id": "f"})
    assert asked(processed) == ()

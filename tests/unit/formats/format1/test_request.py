"""Requests as the original system keeps them."""

from __future__ import annotations

import pytest

from understudy.formats.format1.request import at_rest


@pytest.mark.parametrize(
    ("host", "path", "url", "endpoint"),
    [
        (
            "https://api.openai.com",
            "/v1/chat/completions",
            "https://api.openai.com/v1/v1/chat/completions",
            "/v1/chat/completions",
        ),
        (
            "https://api.groq.com",
            "/openai/v1/chat/completions",
            "https://api.groq.com/openai/v1/v1/chat/completions",
            "/v1/chat/completions",
        ),
        (
            "http://localhost:8000",
            "/chat/completions",
            "http://localhost:8000/v1/chat/completions",
            "/v1/chat/completions",
        ),
        (
            "https://x.openai.azure.com",
            "/openai/deployments/d/chat/completions",
            "https://x.openai.azure.com/openai/deployments/d/v1/chat/completions",
            "/v1/chat/completions",
        ),
        ("http://localhost:11434", "/api/chat", "http://localhost:11434/api/chat", "/api/chat"),
    ],
    ids=["openai", "groq", "no version", "azure", "ollama"],
)
def test_the_url_is_base_and_endpoint(keep, host, path, url, endpoint):
    """
    The original joins them, though each has a `/v1`.
    """
    recording = keep(path, {"model": "m", "messages": []}, {}, host=host)

    assert at_rest(recording, recording.request) == {
        "method": "POST",
        "url": url,
        "headers": {},
        "body": {"model": "m", "messages": []},
        "endpoint": endpoint,
        "model": "m",
    }


def test_a_query_is_an_argument(keep):
    """
    Without credentials.
    """
    recording = keep("/v1/chat/completions?api-version=1&key=secret", {}, {})

    assert at_rest(recording, recording.request)["body"] == {"extra_query": {"api-version": "1"}}


def test_what_the_original_catches_as_http_keeps_its_payload(keep):
    """
    URL, method, payload.
    """
    recording = keep("/v1/messages", {"model": "m"}, {})

    assert at_rest(recording, recording.request) == {
        "url": "http://127.0.0.1:1/v1/messages",
        "method": "POST",
        "payload": {"model": "m"},
    }

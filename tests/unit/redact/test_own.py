"""The credentials that a request brings along."""

from __future__ import annotations

import base64

import pytest

from understudy.apis import profile_named
from understudy.model import Request
from understudy.redact import own_secrets

KEY, OTHER = "sk-4fX9aQz7Lm", "0ther-V4lue"
BASIC = base64.b64encode(f"me:{KEY}".encode()).decode()


def found(api="openai-chat", url="https://x.example/v1/chat/completions", headers=(), body=b""):
    return {
        secret.value: secret.label.removeprefix("secret:")
        for secret in own_secrets(Request("POST", url, tuple(headers), body), profile_named(api))
    }


@pytest.mark.parametrize(
    ("api", "headers", "expected"),
    [
        ("openai-chat", {"Authorization": f"Bearer {KEY}"}, {KEY: "openai-key"}),
        ("anthropic-messages", {"X-Api-Key": KEY}, {KEY: "anthropic-key"}),
        ("gemini-generate", {"x-goog-api-key": KEY}, {KEY: "gemini-key"}),
        ("openai-chat", {"Api-Key": KEY}, {KEY: "azure-key"}),
        ("generic", {"authorization": KEY}, {KEY: "api-key"}),
        ("generic", {"x-auth-token": KEY}, {KEY: "x-auth-token"}),
        ("generic", {"authorization": f"Basic {BASIC}"}, {BASIC: "api-key", KEY: "api-key"}),
        ("generic", {"cookie": f"a={KEY}; b={OTHER}; c=x"}, {KEY: "cookie", OTHER: "cookie"}),
        ("openai-chat", {"OpenAI-Organization": "org-4fX9aQz7"}, {"org-4fX9aQz7": "openai-organization"}),
        ("openai-chat", {"x-understudy-key": KEY}, {KEY: "x-understudy-key"}),
        ("openai-chat", {"authorization": "Bearer test", "accept": "text/event-stream"}, {}),
    ],
)
def test_of_headers(api, headers, expected):
    """
    By the names that APIs have for them, and by what looks like one.
    """
    url = "https://x.example/y" if api == "generic" else "https://x.example/v1/chat/completions"

    assert found(api, url, headers=headers.items()) == expected


def test_of_a_signature():
    """
    The access key and the signature; what is signed with is never sent.
    """
    value = "AWS4-HMAC-SHA256 Credential=AKIA4X9QZ7LM2B3C5D6E/20261122/x, SignedHeaders=host, Signature=0a1b2c3d4e5f"

    assert found(headers=[("authorization", value)]) == {
        "AKIA4X9QZ7LM2B3C5D6E": "openai-key",
        "0a1b2c3d4e5f": "signature",
    }


@pytest.mark.parametrize(
    ("api", "url", "expected"),
    [
        ("gemini-generate", f"https://x.example/v1beta/models/m:generateContent?key={KEY}", {KEY: "gemini-key"}),
        ("generic", f"https://x.example/a?sig={KEY}&x={OTHER}", {KEY: "signature"}),
        ("generic", f"https://x.example/a?X-Amz-Security-Token={KEY}", {KEY: "x-amz-security-token"}),
        ("watsonx-chat", f"https://x.example/a?project_id={KEY}", {KEY: "project-id"}),
    ],
)
def test_of_a_query(api, url, expected):
    """
    By name.
    """
    assert found(api, url) == expected


@pytest.mark.parametrize(
    ("api", "body", "expected"),
    [
        ("tavily-search", f'{{"api_key":"{KEY}","query":"{OTHER}"}}', {KEY: "tavily-key"}),
        ("watsonx-chat", f'{{"project_id":"{KEY}"}}', {KEY: "project-id"}),
        ("openai-responses", f'{{"tools":[{{"authorization":"{KEY}"}}]}}', {KEY: "authorization"}),
        ("anthropic-messages", f'{{"mcp_servers":[{{"authorization_token":"{KEY}"}}]}}', {KEY: "authorization-token"}),
        ("generic", f'{{"query":"{KEY}"}}', {}),
        ("tavily-search", '{"api_key":', {}),
    ],
)
def test_of_a_body(api, body, expected):
    """
    Where this API's profile says that there is one.
    """
    assert found(api, body=body.encode()) == expected

"""Which addresses are beside each other, and what differs between them."""

from __future__ import annotations

import pytest

from understudy.misses.addresses import may_be_beside, moved
from understudy.model import Request

OPENAI = "https://api.openai.com/v1"
GEMINI = "https://generativelanguage.googleapis.com/v1beta/models"


@pytest.mark.parametrize(
    "recorded, sent, expected",
    [
        pytest.param(("POST", f"{OPENAI}/responses"), ("POST", "http://127.0.0.1/v1/responses"), {}, id="host"),
        pytest.param(("POST", f"{OPENAI}/responses"), ("POST", "http://x/api/responses"), {}, id="base-path"),
        pytest.param(
            ("POST", f"{OPENAI}/files"), ("PUT", f"{OPENAI}/files"), {"(method)": ("POST", "PUT")}, id="method"
        ),
        pytest.param(
            ("POST", f"{GEMINI}/a:generateContent"),
            ("POST", f"{GEMINI}/b:generateContent"),
            {"model": ("a", "b")},
            id="model",
        ),
        pytest.param(
            ("POST", f"{GEMINI}/a:generateContent"),
            ("PUT", f"{GEMINI}/a:generateContent"),
            {"(method)": ("POST", "PUT")},
            id="method-of-a-known-path",
        ),
        pytest.param(
            ("GET", f"{OPENAI}/teams/1"),
            ("GET", f"{OPENAI}/teams/2"),
            {"(path)": ("/v1/teams/1", "/v1/teams/2")},
            id="id",
        ),
        pytest.param(
            ("POST", f"{OPENAI}/chat/completions"),
            ("POST", "http://x/llm-gateway/v1/chat/completions"),
            {"(path)": ("/v1/chat/completions", "/llm-gateway/v1/chat/completions")},
            id="unknown-base-path",
        ),
        pytest.param(("GET", f"{OPENAI}/teams/1"), ("GET", f"{OPENAI}/users/2"), None, id="two-segments"),
        pytest.param(("GET", f"{OPENAI}/teams/1"), ("PUT", f"{OPENAI}/teams/2"), None, id="method-and-path"),
        pytest.param(("GET", "https://x/teams"), ("GET", "https://x/users"), None, id="nothing-in-common"),
    ],
)
def test_what_differs_between_two_addresses(recorded, sent, expected):
    """
    The method, the model in a path or one segment of it; where more does, one was not made from the other.
    """
    assert moved(Request(*recorded), Request(*sent)) == expected


@pytest.mark.parametrize(
    "one, other, expected",
    [
        ("/v1/files", "/v1/files", True),
        ("/v1/files", "/v1/models", True),
        ("/models/a:x", "/v1beta/models/a:x", True),
        ("/models/a:x", "/v1beta/models/b:x", True),
        ("/v1/files", "/v2/models", False),
        ("/files", "/models", False),
    ],
)
def test_what_may_be_beside(one, other, expected):
    """
    From the end on, all but one segment are the same, and one at least is.
    """
    assert may_be_beside(one, other) is may_be_beside(other, one) is expected

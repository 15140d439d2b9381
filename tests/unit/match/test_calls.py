"""When two calls are the same."""

from __future__ import annotations

import pytest

from understudy.match import counted, fingerprint, fingerprint_of_call
from understudy.model import Call

CALL = Call("tavily", "web_search", {"query": "a", "top_k": 3})


@pytest.mark.parametrize(
    "arguments",
    [
        {"top_k": 3, "query": "a"},
        {"top_k": 3.0, "query": "a"},
        {"query": "a", "top_k": 3, "api_key": "s3cr3t"},
        {"query": "a", "top_k": 3, "Password": "s3cr3t"},
    ],
)
def test_the_same_call(arguments):
    """
    Order, the spelling of numbers and credentials do not count.
    """
    assert fingerprint_of_call(Call("tavily", "web_search", arguments)) == fingerprint_of_call(CALL)


@pytest.mark.parametrize(
    "call",
    [
        Call("exa", "web_search", CALL.arguments),
        Call("tavily", "search", CALL.arguments),
        Call("tavily.web", "_search", CALL.arguments),
        Call("tavily", "web_search", {"query": "b", "top_k": 3}),
        Call("tavily", "web_search", {"query": "a"}),
        Call("tavily", "web_search", {"query": "a", "top_k": "3"}),
        Call("tavily", "web_search", {"query": "a", "top_k": 3, "key": "k"}),
        Call("tavily", "web_search", {"query": "a", "top_k": 3, "nested": {"api_key": "k"}}),
    ],
)
def test_another_call(call):
    """
    Everything else does.
    """
    assert fingerprint_of_call(call) != fingerprint_of_call(CALL)


def test_a_fingerprint_stays_what_it_is():
    """
    Recordings of today are found by every later version of the same rules.
    """
    found = fingerprint_of_call(Call("tavily", "web_search", {"query": "grüß\ud800", "n": [1.5, None, {}]}))

    assert found == "f1:e2ed4d6b909c43f164a284c8217ae3a490379e95a4aa398eedb53973cf6d68d3"


def test_no_request_is_a_call():
    """
    Whatever a request says of itself.
    """
    assert fingerprint("(call)", "https://x/?provider=tavily&tool_name=web_search", dict(CALL.arguments)) != (
        fingerprint_of_call(CALL)
    )


def test_what_counts():
    """
    Credentials are left out by their names.
    """
    assert counted({"query": "a", "client_secret": "x", "token": "page-2"}) == {"query": "a", "token": "page-2"}

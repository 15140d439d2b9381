"""Keys, by value."""

from __future__ import annotations

import pytest

from understudy.proxy.log.hiding import hiding
from understudy.redact import Secret, Secrets


def hidden(text, headers=(), query=b"", keys=()):
    scope = {"method": "POST", "headers": list(headers), "query_string": query}
    return hiding(scope, None, Secrets(keys)).text(text)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (b"authorization", b"Bearer canary-1"),
        (b"authorization", b"canary-1"),
        (b"Authorization", b"AWS4-HMAC-SHA256 Credential=canary-1/x, Signature=canary-2"),
        (b"x-api-key", b"canary-1"),
        (b"x-goog-api-key", b"canary-1"),
        (b"api-key", b"canary-1"),
        (b"cookie", b"a=canary-1; b=canary-2"),
        (b"x-amz-security-token", b"canary-1"),
        (b"proxy-authorization", b"Basic canary-1"),
        (b"x-understudy-key", b"canary-1"),
    ],
)
def test_what_a_header_holds_is_hidden(name, value):
    """
    In any text, whatever stands around it.
    """
    said = value.decode() + " and again "

    assert "canary" not in hidden(said + said, [(name, value)])


def test_so_is_what_a_query_holds():
    """
    And the operator's keys, which a client never sent.
    """
    said = hidden(
        "canary/1 canary%2F1 canary-2 town",
        query=b"key=canary%2F1&q=town",
        keys=[Secret("canary-2", "secret:groq-key")],
    )

    assert said == "<secret:api-key:1> <secret:api-key:1> <secret:groq-key:1> town"


def test_words_are_not():
    """
    A dummy is no secret: replacing `test` would make a riddle of the log.
    """
    headers = [(b"authorization", b"Bearer test"), (b"x-api-key", b"x"), (b"accept", b"text/html")]

    assert hidden("a test of text/html, x", headers) == "a test of text/html, x"

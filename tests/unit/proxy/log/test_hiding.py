"""Keys, by value."""

from __future__ import annotations

import pytest

from understudy.proxy.log.hiding import hiding


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
    hide = hiding([(name, value)], b"", ())

    said = value.decode().replace("canary-1/x", "canary-1/x") + " and again "
    assert "canary" not in hide(said + said)


def test_so_is_what_a_query_holds():
    """
    And the operator's keys, which a client never sent.
    """
    hide = hiding([], b"key=canary%2F1&q=town", ["canary-2"])

    assert hide("canary/1 canary%2F1 canary-2 town") == "<redacted> <redacted> <redacted> town"


def test_words_are_not():
    """
    A dummy is no secret: replacing `test` would make a riddle of the log.
    """
    hide = hiding([(b"authorization", b"Bearer test"), (b"x-api-key", b"x"), (b"accept", b"text/html")], b"", ())

    assert hide("a test of text/html, x") == "a test of text/html, x"

"""Bodies as a log has them."""

from __future__ import annotations

import gzip
import json

import pytest

from understudy.proxy.log.bodies import LONGEST, LONGEST_READ, cut, told

JSON, EVENTS, FORM = "application/json; charset=utf-8", "text/event-stream", "application/x-www-form-urlencoded"
NESTED = json.dumps({"arguments": json.dumps({"api_key": "canary", "city": "Bonn"})})


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        (JSON, '{"a": 1, "b": "é"}', '{"a":1,"b":"é"}'),
        ("", '{"password": "canary"}', '{"password":"<redacted>"}'),
        (JSON, '{"tools": [{"authorization": "Bearer canary"}]}', '{"tools":[{"authorization":"<redacted>"}]}'),
        (JSON, '{"url": "https://u:canary@a.example/?sig=canary"}', '{"url":"https://a.example/?sig=<redacted>"}'),
        (EVENTS, 'data: {"token": "canary"}\n\ndata: [DONE]\n', 'data: {"token":"<redacted>"}\n\ndata: ["DONE"]\n'),
        ("application/x-ndjson", '{"secret": "canary"}\n{"b": 2}\n', '{"secret":"<redacted>"}\n{"b":2}'),
        (FORM, "grant_type=x&client_secret=canary", "grant_type=x&client_secret=<redacted>"),
        ("text/plain", 'see "api_key": "canary"', 'see "api_key": "<redacted>"'),
        ("application/json", '{"token": "canary', '{"token": "<redacted>"'),
    ],
)
def test_credentials_give_way(kind, body, expected):
    """
    By the names of fields, in each kind of text.
    """
    found = told(kind, "", body.encode())

    assert "canary" not in found
    assert found == expected.replace('["DONE"]', "[DONE]").rstrip("\n")


def test_so_do_those_within_texts_of_json():
    """
    The arguments of a tool's call are one.
    """
    for kind, body in ((JSON, NESTED), (EVENTS, f"data: {NESTED}\n\n")):
        found = told(kind, "", body.encode())
        assert "canary" not in found
        assert "Bonn" in found


def test_a_coded_body_is_read():
    """
    Whoever looks at a log cannot undo it.
    """
    assert told(JSON, "gzip", gzip.compress(b'{"a": 1, "token": "canary"}')) == '{"a":1,"token":"<redacted>"}'


@pytest.mark.parametrize(
    ("kind", "coding", "body", "expected"),
    [
        ("image/png", "", b"\x89PNG", "<4 bytes of image/png>"),
        ("multipart/form-data; boundary=x", "", b"--x--", "<5 bytes of multipart/form-data>"),
        (JSON, "unheard-of", b"{}", "<2 bytes of application/json>"),
        (JSON, "gzip", b"{}", "<2 bytes of application/json>"),
        ("", "", b"\xff\xfe", "<2 bytes>"),
        (JSON, "", b'"' + b"x" * LONGEST_READ + b'"', f"<{LONGEST_READ + 2:,} bytes of application/json>"),
        (JSON, "gzip", gzip.compress(b" " * (LONGEST_READ + 1)), "bytes of application/json>"),
        (JSON, "", b"", ""),
        (JSON, "", b"[" * 100_000, "[" * 100_000),
    ],
)
def test_what_is_not_text_is_its_size(kind, coding, body, expected):
    """
    And so is what is too long to be looked through.
    """
    assert told(kind, coding, body).endswith(expected)


def test_a_long_one_is_cut():
    """
    With how much there was.
    """
    assert cut("x" * LONGEST) == "x" * LONGEST
    assert cut("x" * 5000) == "x" * 4000 + "… (5,000 characters)"

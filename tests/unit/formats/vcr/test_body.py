"""Bodies, in all the ways in which cassettes hold them."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest

from understudy.formats.vcr import body
from understudy.formats.vcr.body import request_body, response_body
from understudy.formats.vcr.trouble import Trouble

JSON = b'{"n":1}'
FORM = "application/x-www-form-urlencoded; charset=utf-8"


@pytest.mark.parametrize(
    ("kept", "content_type", "raw"),
    [
        ({}, "", b""),
        ({"body": None}, "", b""),
        ({"body": '{"a": "é"}'}, "", '{"a": "é"}'.encode()),
        ({"body": b"\xff\x00"}, "", b"\xff\x00"),
        ({"body": {"string": "x"}}, "", b"x"),
        ({"body": {"base64_string": "aGk="}}, "", b"hi"),
        ({"body": {"model": "m", "n": [1]}}, "", b'{"model": "m", "n": [1]}'),
        ({"body": [{"a": 1}]}, "", b'[{"a": 1}]'),
        ({"body": {"a": "1 2", "b": ["x", "y"]}}, FORM, b"a=1+2&b=x&b=y"),
        ({"body": [("a", "1"), ("a", "2")]}, "", b"a=1&a=2"),
        ({"body": {"type": "json", "content": {"n": [1]}}}, "", b'{"n": [1]}'),
        ({"body": {"type": "object", "properties": {}}}, "", b'{"type": "object", "properties": {}}'),
        ({"parsed_body": {"a": "é"}}, "", b'{"a": "\\u00e9"}'),
    ],
)
def test_request_bodies(kept, content_type, raw):
    """
    Text, bytes, base64, JSON as fields, forms.
    """
    assert request_body(kept, content_type) == raw


@pytest.mark.parametrize(
    ("kept", "raw"),
    [
        ({"body": {"string": ""}}, b""),
        ({"body": {"string": None}}, b""),
        ({"body": {}}, b""),
        ({"body": None}, b""),
        ({}, b""),
        ({"body": {"string": "déjà"}}, "déjà".encode()),
        ({"body": {"string": b"\x89PNG"}}, b"\x89PNG"),
        ({"body": {"base64_string": "iVBORw=="}}, b"\x89PNG"),
        ({"body": {"encoding": "UTF-8", "string": "x"}}, b"x"),
        ({"body": "x"}, b"x"),
        ({"body": {"string": {"n": 1}}}, b'{"n": 1}'),
        ({"body": {"type": "none"}}, b""),
        ({"body": {"type": "text", "content": "x"}}, b"x"),
        ({"body": {"type": "binary", "content": "89504e47"}}, b"\x89PNG"),
        ({"body": {"type": "json", "content": {"n": "é"}}}, b'{"n": "\\u00e9"}'),
        ({"parsed_body": {"n": 1}}, b'{"n": 1}'),
        ({"content": "old httpx"}, b"old httpx"),
    ],
)
def test_response_bodies(kept, raw):
    """
    The bytes that vcrpy would give.
    """
    assert response_body(kept, None) == (raw, True)


@pytest.mark.parametrize(
    ("coding", "raw"),
    [
        ("gzip", gzip.compress(JSON, mtime=0)),
        ("x-gzip", gzip.compress(JSON, mtime=0)),
        ("GZIP", gzip.compress(JSON, mtime=0)),
        ("deflate", zlib.compress(JSON)),
        ("br", brotli.compress(JSON)),
        ("gzip, br", brotli.compress(gzip.compress(JSON, mtime=0))),
        ("identity", JSON),
    ],
)
def test_codings_are_undone(coding, raw):
    """
    As on the way through the proxy.
    """
    assert response_body({"body": {"string": raw}}, coding) == (JSON, True)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_body_that_was_decoded_before_stays(coding):
    """
    aiohttp's cassettes hold the plain body beside the header of the coded one.
    """
    assert response_body({"body": {"string": JSON.decode()}}, coding) == (JSON, True)


def test_a_plain_picture_under_gzip_stays():
    """
    Not a text, and no gzip either.
    """
    assert response_body({"body": {"string": b"\x89PNG\x00"}}, "gzip") == (b"\x89PNG\x00", True)


def test_a_coding_that_nobody_knows_is_kept():
    """
    With its header: a client has the same bytes again.
    """
    assert response_body({"body": {"string": b"\x89PNG"}}, "aws-chunked") == (b"\x89PNG", False)


@pytest.mark.parametrize(
    ("kept", "coding", "reason"),
    [
        (
            {"body": {"string": gzip.compress(JSON, mtime=0)[:10] + b"\xff" * 20}},
            "gzip",
            "response.body is not the gzip",
        ),
        ({"body": {"string": b"\xff\xfe\xfd"}}, "br", "response.body is not the br"),
        ({"body": {"string": 7}}, None, "expected a text or bytes, found {'string': 7}"),
        ({"body": {"n": 1}}, None, "expected a text or bytes, found {'n': 1}"),
        ({"body": {"type": "binary", "content": 89504}}, None, "expected hexadecimal digits, found 89504"),
        ({"body": 7}, None, "expected a text or bytes, found 7"),
        ({"body": {"base64_string": "a"}}, None, "not base64"),
        ({"body": {"string": "\ud83d"}}, None, "half a surrogate pair"),
        ({"body": {"string": {"a": b"x"}}}, None, "fields that are not JSON"),
    ],
)
def test_what_is_no_body_says_so(kept, coding, reason):
    """
    Nothing is guessed.
    """
    with pytest.raises(Trouble, match=reason):
        response_body(kept, coding)


def test_a_missing_library_is_named(monkeypatch):
    """
    The body could be read, elsewhere.
    """
    monkeypatch.setattr(body, "decoder", lambda coding: None)

    with pytest.raises(Trouble, match=r"pip install 'understudy\[codings\]'"):
        response_body({"body": {"string": brotli.compress(b"\xff" * 9)}}, "br")


def test_a_form_with_a_file_is_not_what_was_sent():
    """
    aiohttp chose its boundary after the cassette was told.
    """
    with pytest.raises(Trouble, match="a form with a file"):
        request_body({"body": [("purpose", "batch"), ("file", b"x")]}, "")

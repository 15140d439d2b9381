"""What is wrong with the head of a request, of what the parser lets pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.proxy.heads import wrong_head, wrong_path


@pytest.mark.parametrize(
    "path",
    [
        "/v1/chat/completions",
        "/v1beta/models/gemini-3:streamGenerateContent",
        "/v1/models/org%2Fmodel",
        "/v1/files/a..b/x...",
        "/model/arn%3Aaws%3Abedrock%3A%3A1%2Fx/invoke",
        "/a/..b/.c/d;v=1",
        "/100%25",
        "/caf%C3%A9",
    ],
)
def test_addresses_of_apis_are_right(path):
    """
    Escapes, versions and dots within names are theirs.
    """
    assert wrong_path(path) is None


@pytest.mark.parametrize(
    "path",
    [
        *("/v1/../x", "/..", "/./x", "/%2e%2e/x", "/%2E./x", "/a%2f..%2fb", "/a/..%2f..%2fb", "/%252e%252e/x"),
        *("/a%252f..%252fb", "/..;/x", "/..;a=b/x", "/%2e%2e%3b/x", "/.. /x", "/..%20/x", "/a\\..\\b"),
        *("/a%5c..%5cb", "/a%5Cb", "/a%255c..%255cb", "/a%00", "/a%0d%0ax: y", "/a%09", "/%7f"),
    ],
)
def test_an_address_that_servers_read_in_two_ways_is_wrong(path):
    """
    Whatever disguise a step up has.
    """
    assert wrong_path(path)


@given(st.lists(st.sampled_from(["/", "..", ".", "%2e", "%2f", "%5c", ";", "a", "%25", "\\", "%"])).map("".join))
def test_no_path_that_passes_leads_up(path):
    """
    However often a server behind us undoes its escapes, up to twice, and wherever it cuts.
    """
    from posixpath import normpath
    from urllib.parse import unquote

    if wrong_path(f"/base/{path}"):
        return
    for text in (path, unquote(path), unquote(unquote(path))):
        plain = "/".join(step.partition(";")[0] for step in text.replace("\\", "/").split("/"))
        assert f"{normpath(f'/base/{plain}')}/".startswith("/base/")


@pytest.mark.parametrize(
    ("version", "headers", "is_right"),
    [
        ("1.1", [(b"host", b"x")], True),
        ("1.0", [], True),
        ("1.1", [(b"host", b"x"), (b"transfer-encoding", b"Chunked")], True),
        ("1.1", [], False),
        ("1.1", [(b"host", b"x"), (b"host", b"x")], False),
        ("1.0", [(b"host", b"x"), (b"host", b"y")], False),
        ("1.1", [(b"host", b"x"), (b"transfer-encoding", b"gzip, chunked")], False),
        ("1.1", [(b"host", b"x"), (b"transfer-encoding", b"identity")], False),
        ("0.9", [(b"host", b"x")], False),
        ("2.0", [(b"host", b"x")], False),
    ],
)
def test_a_head_says_one_thing(version, headers, is_right):
    """
    One host, one framing, one version.
    """
    assert (wrong_head({"http_version": version, "headers": headers}) is None) is is_right

"""Headers of one connection stay there; all others pass."""

from __future__ import annotations

import pytest

from understudy.upstream.headers import for_client, for_upstream, without_leave


def test_headers_of_the_clients_connection_and_ours_do_not_reach_the_upstream():
    """
    Hop-by-hop headers, those that `connection` names, and what is meant for us end here.
    """
    headers = (
        ("Host", "127.0.0.1:1"),
        ("authorization", "Bearer k"),
        ("Connection", "keep-alive, X-Mine"),
        ("x-mine", "1"),
        ("transfer-encoding", "chunked"),
        ("content-length", "3"),
        ("expect", "100-continue"),
        ("proxy-authorization", "Basic x"),
        ("x-understudy-scope", "tests/t.py::t"),
        ("x-api-key", "a"),
        ("x-api-key", "b"),
    )

    assert for_upstream(headers) == (("authorization", "Bearer k"), ("x-api-key", "a"), ("x-api-key", "b"))


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("gzip, deflate", "gzip, deflate"),
        ("gzip;q=0.5, sdch, identity;q=0", "gzip;q=0.5, identity;q=0"),
        ("compress", "identity"),
        ("*", "identity"),
        ("", "identity"),
    ],
)
def test_only_codings_that_can_be_undone_are_asked_for(accepted, sent):
    """
    A body that we could not read would be a recording that nobody can.
    """
    assert for_upstream((("Accept-Encoding", accepted),)) == (("Accept-Encoding", sent),)


def test_an_answers_headers_pass_untouched_but_for_its_framing():
    """
    The coding stays, repeated headers stay in order; how the body was framed is the connection's own.
    """
    headers = (
        ("Content-Type", "text/event-stream"),
        ("content-encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
        ("Keep-Alive", "timeout=5"),
        ("set-cookie", "a=1"),
        ("set-cookie", "b=2"),
    )

    assert for_client(headers, 200) == (headers[0], headers[1], headers[4], headers[5])


@pytest.mark.parametrize("status", [204, 304])
def test_the_length_of_a_body_that_cannot_come_is_not_told(status):
    """
    A 304 says how long the body would be.
    """
    assert for_client((("content-length", "7"), ("etag", "e")), status) == (("etag", "e"),)


def test_no_other_site_is_let_read_what_its_api_would_let_it():
    """
    A server on somebody's machine answers their programs, not every page that they look at.
    """
    headers = (("Access-Control-Allow-Origin", "*"), ("access-control-expose-headers", "x"), ("x-request-id", "r"))

    assert without_leave(headers) == (("x-request-id", "r"),)

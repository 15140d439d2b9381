"""Interactions as exchanges."""

from __future__ import annotations

import json

import pytest

from understudy.formats.vcr import Interaction, Unmovable, read_cassette
from understudy.model import Mark, Request, Response

REQUEST = {
    "method": "post",
    "uri": "https://api.openai.com/v1/chat/completions",
    "body": '{"model": "m"}',
    "headers": {"Content-Type": ["application/json"], "authorization": ["Bearer x"]},
}
RESPONSE = {
    "status": {"code": 200, "message": "OK"},
    "headers": {"Content-Type": ["text/plain"], "Set-Cookie": ["a=1", "b=2"], "Content-Length": ["2"]},
    "body": {"string": "hi"},
}


def cassette(*interactions):
    return json.dumps({"version": 1, "interactions": list(interactions)})


def one(request=REQUEST, response=RESPONSE, **more):
    (found,) = read_cassette(cassette({"request": request, "response": response, **more}))
    return found


def test_an_interaction():
    """
    Header names are lower case, each value by itself; the one chunk arrives at once.
    """
    assert one() == Interaction(
        1,
        Request(
            "POST",
            REQUEST["uri"],
            (("content-type", "application/json"), ("authorization", "Bearer x")),
            b'{"model": "m"}',
        ),
        Response(
            200,
            (("content-type", "text/plain"), ("set-cookie", "a=1"), ("set-cookie", "b=2"), ("content-length", "2")),
            b"hi",
            (Mark(0, 0),),
        ),
        "",
    )


def test_a_body_without_a_byte_never_arrives():
    """
    So it has no mark.
    """
    assert one(response=RESPONSE | {"body": {"string": ""}}).response.marks == ()


def test_the_form_of_httpx_under_vcrpy_4():
    """
    `status_code` and `content`, headers without lists, and a body that was decoded.
    """
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    old = {"status_code": 404, "http_version": "HTTP/1.1", "headers": headers, "content": '{"error": 1}'}

    response = one(response=old).response

    assert (response.status, response.body, response.coding) == (404, b'{"error": 1}', "gzip")
    assert response.headers == (("content-type", "application/json"),)


@pytest.mark.parametrize(
    ("headers", "pairs"),
    [
        ({"A": ["1", "2"]}, (("a", "1"), ("a", "2"))),
        ({"A": "1", "N": 7}, (("a", "1"), ("n", "7"))),
        ([["A", "1"], ["A", ["2"]]], (("a", "1"), ("a", "2"))),
        (None, ()),
    ],
)
def test_headers_in_every_form(headers, pairs):
    """
    Lists, texts, pairs, none.
    """
    assert one(request=REQUEST | {"headers": headers}).request.headers == pairs


@pytest.mark.parametrize(
    ("stated", "of_server", "recorded"),
    [
        ("2026-11-22T12:00:00+01:00", None, "2026-11-22T11:00:00Z"),
        ("2026-11-22T12:00:00", None, "2026-11-22T12:00:00Z"),
        ("Tue, 01 Nov 2011 04:58:44 GMT", None, "2011-11-01T04:58:44Z"),
        (None, "Sun, 22 Nov 2026 10:00:00 GMT", "2026-11-22T10:00:00Z"),
        ("long ago", "Sun, 22 Nov 2026 10:00:00 GMT", "2026-11-22T10:00:00Z"),
        (None, "long ago", ""),
        (None, None, ""),
    ],
)
def test_when_it_was_recorded(stated, of_server, recorded):
    """
    What the cassette says, else the server's `date`, else nothing.
    """
    headers = {"Date": [of_server]} if of_server else {}

    assert one(response=RESPONSE | {"headers": headers}, recorded_at=stated).recorded == recorded


def test_a_date_that_yaml_has_read():
    """
    Unquoted it is one already.
    """
    text = (
        f"interactions:\n- {json.dumps({'request': REQUEST, 'response': RESPONSE})[:-1]}, recorded_at: 2026-11-22}}\n"
    )
    text = text.replace("2026-11-22", "2026-11-22 12:00:00")

    assert read_cassette(text)[0].recorded == "2026-11-22T12:00:00Z"


@pytest.mark.parametrize(
    ("interaction", "reason"),
    [
        ({"request": REQUEST}, "response: there is none"),
        ({"request": REQUEST, "response": None}, "response: there is none"),
        ({"response": RESPONSE}, "request: there is none"),
        ("x", "request: there is none"),
        ({"request": "x", "response": RESPONSE}, "request: expected an object, found 'x'"),
        ({"request": {"method": "GET"}, "response": RESPONSE}, "expected texts, found 'GET' and None"),
        ({"request": REQUEST | {"uri": "wss://h/v1"}, "response": RESPONSE}, "one of HTTP, found 'wss://h/v1'"),
        ({"request": REQUEST | {"uri": "/v1"}, "response": RESPONSE}, "one of HTTP, found '/v1'"),
        ({"request": REQUEST | {"uri": "http://h:x/"}, "response": RESPONSE}, "request.uri: Port could not"),
        ({"request": REQUEST | {"headers": ["x"]}, "response": RESPONSE}, "headers: expected names and values"),
        ({"request": REQUEST, "response": {"body": {}}}, "response.status.code: expected a status such as 200"),
        ({"request": REQUEST, "response": RESPONSE | {"status": {"code": "OK"}}}, "found 'OK'"),
        ({"request": REQUEST, "response": RESPONSE | {"body": {"string": 7}}}, "expected a text or bytes"),
    ],
)
def test_what_cannot_become_an_exchange_is_said_and_the_others_do(interaction, reason):
    """
    By its number in the cassette.
    """
    good = {"request": REQUEST, "response": RESPONSE}

    first, bad, last = read_cassette(cassette(good, interaction, good))

    assert (first.number, bad.number, last.number) == (1, 2, 3)
    assert isinstance(bad, Unmovable)
    assert reason in bad.reason


def test_what_is_not_http_has_no_number():
    """
    WebSockets and gRPC, in cassettes that hold them.
    """
    text = json.dumps({"interactions": [{"request": REQUEST, "response": RESPONSE}], "ws_interactions": [{}]})

    assert read_cassette(text) == (one(), Unmovable(None, "ws_interactions: 1 that are not HTTP"))


def test_no_reason_shows_a_key():
    """
    Not that of a URL which is no HTTP.
    """
    found = one(request=REQUEST | {"uri": "wss://api.openai.com/v1/realtime?api_key=sk-1"})

    assert "sk-1" not in found.reason


def test_a_whole_cassette_may_be_unmovable():
    """
    Then no interaction has a number.
    """
    assert read_cassette("{") == (
        Unmovable(None, "not JSON: Expecting property name enclosed in double quotes, line 1"),
    )

"""Requests without end, and requests that never come: memory and time are bounded."""

from __future__ import annotations

import time
from contextlib import ExitStack, suppress

import httpx
import pytest

from tests.trust.server.conftest import connected, said, statuses
from understudy.engine import Repeat
from understudy.model import Mode
from understudy.proxy import Bounds
from understudy.testing import Answer, Piece, Upstream

ASKED = b"POST /openai/v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\n"
BODY = b'{"model": "m", "messages": []}'
WHOLE = ASKED + b"content-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(BODY) + BODY
PLAIN = {"content-type": "text/plain"}


@pytest.fixture(params=["decided", "known", "tls"])
def door(request, served, forward, within, upstream, store, eventually):
    """A way into a server that answers WHOLE: connections are made by calling it. Where the answer is known, it is
    given without the application; within TLS the server is a forward proxy."""
    port = int(upstream.url.rpartition(":")[2])

    def start(**bounds):
        more = {"bounds": Bounds(**bounds), "repeat": Repeat.LAST, "upstreams": {"openai": upstream.url}}
        if request.param == "tls":
            address = forward(Mode.REPLAY, **more)
            return lambda: within(address, "localhost", port)
        with connected(served(Mode.RECORD, upstreams={"openai": upstream.url})) as client:
            assert statuses(said(client, WHOLE)[0]) == [200]
        eventually(lambda: list(store.glob("*.json")))
        address = served(**more)
        if request.param == "known":
            with connected(address) as client:
                assert statuses(said(client, WHOLE + WHOLE)[0]) == [200, 200]
        return lambda: connected(address)

    return start


ANSWERED = ([200], [404])
"""By its recording, or through the forward proxy, where there is none."""


def endless(client, beginning, more, limit=8 * 2**20):
    """What a server says to a request that goes on."""
    taken = 0
    with suppress(OSError):
        client.sendall(beginning)
        while taken < limit:
            client.sendall(more)
            taken += len(more)
    came = b""
    with suppress(OSError):
        client.settimeout(5)
        while chunk := client.recv(65536):
            came += chunk
    return came


@pytest.mark.parametrize(
    ("beginning", "more"),
    [
        (b"GET /", b"a" * 65536),
        (b"GET /openai/v1/models?", b"a" * 65536),
        (b"GET / HTTP/1.1\r\nhost: x\r\nx-a: ", b"a" * 65536),
        (b"GET / HTTP/1.1\r\nhost: x\r\n", b"x-a: b\r\n" * 8192),
        (b"GET / HTTP/1.1\r\nhost: x\r\n", b"a" * 65536),
    ],
    ids=["path", "query", "value", "many", "name"],
)
def test_a_head_without_an_end_is_refused(door, beginning, more):
    """
    After some hundred KiB, with 431 or because no method, name or version is so long.
    """
    with door()() as client:
        came = endless(client, beginning, more)

    assert statuses(came) in ([431], [400])


@pytest.mark.parametrize("in_pieces", [False, True])
def test_a_head_that_is_too_long_says_so(door, in_pieces):
    """
    With the option that takes more; one that just fits is answered.
    """
    start = door(head_bytes=8192)
    fitting = WHOLE.replace(b"content-type", b"x-a: %b\r\ncontent-type" % (b"a" * 7900))
    too_long = WHOLE.replace(b"content-type", b"x-a: %b\r\ncontent-type" % (b"a" * 8200))
    with start() as client:
        assert statuses(said(client, fitting)[0]) in ANSWERED
    with start() as client:
        if in_pieces:
            for place in range(0, len(too_long), 1000):
                client.sendall(too_long[place : place + 1000])
                time.sleep(0.005)
        came, is_over = said(client, b"" if in_pieces else too_long, 3)

    assert (statuses(came), is_over) == ([431], True)
    assert b"--max-head" in came


@pytest.mark.parametrize("trailer", [b"x-a: ", b"x-a: b\r\n"], ids=["one", "many"])
def test_fields_behind_a_body_have_an_end_too(door, trailer):
    """
    They are read, and dropped.
    """
    beginning = ASKED + b"transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n" + trailer[:5]
    with door()() as client:
        came = endless(client, beginning, b"a" * 65536 if len(trailer) == 5 else b"b\r\nx-a: " * 8192)

    assert statuses(came) == [431]


def test_a_chunk_s_extension_has_an_end_too(door):
    """
    Nobody needs one.
    """
    with door()() as client:
        came = endless(client, ASKED + b"transfer-encoding: chunked\r\n\r\n2;a=", b"a" * 65536)

    assert statuses(came) in ([431], [400])


def test_a_body_that_is_too_long_is_refused_before_it_comes(door):
    """
    Where its length is told; it is read and dropped, and the connection goes on.
    """
    raw = ASKED + b"content-length: 100000\r\n\r\n" + b"x" * 100000
    with door(body_bytes=1000)() as client:
        came, is_over = said(client, raw + WHOLE, 1)

    assert statuses(came) in ([413, 200], [413, 404])
    assert not is_over
    assert b"--max-body" in came


def test_a_body_without_a_length_is_refused_when_it_is_too_long(door):
    """
    What came is let go.
    """
    raw = ASKED + b"transfer-encoding: chunked\r\n\r\n" + b"400\r\n%b\r\n" % (b"x" * 1024) * 100 + b"0\r\n\r\n"
    with door(body_bytes=2000)() as client:
        came, _ = said(client, raw + WHOLE, 1)

    assert statuses(came) in ([413, 200], [413, 404])


def test_who_waits_for_a_word_is_told_before_it_sends(door):
    """
    And may keep its body: the connection ends, as nobody could tell it from the next request.
    """
    with door(body_bytes=1000)() as client:
        came, is_over = said(client, ASKED + b"expect: 100-continue\r\ncontent-length: 100000\r\n\r\n")

    assert (statuses(came), is_over) == ([413], True)


@pytest.mark.parametrize(
    "beginning",
    [b"GET /openai/v1", b"GET / HTTP/1.1\r\nhost: x\r\nx-a", ASKED + b"content-length: 9000\r\n\r\n{"],
    ids=["line", "head", "body"],
)
def test_a_request_that_stops_coming_is_refused(door, beginning):
    """
    Others are answered meanwhile.
    """
    start = door(request_s=1)
    with ExitStack() as stack:
        slow = [stack.enter_context(start()) for _ in range(20)]
        for each in slow:
            each.sendall(beginning)
        with start() as client:
            assert statuses(said(client, WHOLE)[0]) in ANSWERED
        answers = [said(each, b"", 1)[0] for each in slow]

    assert {tuple(statuses(each)) for each in answers} == {(408,)}
    assert b"--request-timeout" in answers[0]


def test_a_request_that_drips_is_refused(door):
    """
    One byte now and then does not keep it alive.
    """
    with door(request_s=1)() as client, suppress(OSError):
        client.settimeout(0.2)
        began, came = time.monotonic(), b""
        client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\nx-a: ")
        while not came and time.monotonic() - began < 10:
            client.sendall(b"a")
            with suppress(TimeoutError):
                came = client.recv(65536)

    assert came.startswith(b"HTTP/1.1 408 ")


def test_an_answer_may_take_any_time(served):
    """
    It is the request alone that has to come: a stream goes on, and so does a connection between two requests.
    """
    slow = Answer(tuple(Piece(each.content, 700 * place) for place, each in enumerate(_stream().pieces)))
    with Upstream(lambda _: slow) as upstream, httpx.Client(timeout=20) as client:
        address = served(Mode.LIVE, upstreams={"openai": upstream.url}, bounds=Bounds(request_s=1))
        first = client.post(f"{address}/openai/v1/chat/completions", content=BODY)
        time.sleep(2.5)
        second = client.post(f"{address}/openai/v1/chat/completions", content=BODY)

    assert first.content == second.content == b"one two three four "


def _stream():
    return Answer.of(200, PLAIN, [b"one ", b"two ", b"three ", b"four "])


def test_a_request_behind_a_long_answer_has_time(served):
    """
    It is not read while the answer before it is under way, and that is not its client's fault.
    """
    slow = Answer(tuple(Piece(each.content, 700 * place) for place, each in enumerate(_stream().pieces)))
    length = 300_000
    second = ASKED + b"content-length: %d\r\n\r\n" % length + b"x" * length
    with Upstream(lambda _: slow) as upstream:
        address = served(Mode.LIVE, upstreams={"openai": upstream.url}, bounds=Bounds(request_s=1))
        with connected(address) as client:
            came, _ = said(client, WHOLE + second, 3)

    assert statuses(came) == [200, 200]


def test_a_tunnel_s_first_line_has_an_end(forward):
    """
    Before it is known what the connection is.
    """
    with connected(forward()) as client:
        came = endless(client, b"CONNECT ", b"a" * 65536)

    assert statuses(came) == [400]


def test_a_hundred_silent_connections_cost_nothing(door):
    """
    Whoever comes after them is answered.
    """
    start = door()
    with ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(start())
        with start() as client:
            assert statuses(said(client, WHOLE)[0]) in ANSWERED

"""The protocol with bounds: however the network cuts what comes, the same is refused and the same let through."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from understudy.proxy.bounds import Bounds
from understudy.proxy.guarded import guarded

BOUNDS = Bounds(head_bytes=300, request_s=2)


class Wire(asyncio.Transport):
    """The network's edge: what the server writes, and whether it hung up."""

    def __init__(self):
        super().__init__()
        self.written, self.is_closed = b"", False

    def write(self, data):
        self.written += data

    def close(self):
        self.is_closed = True

    def is_closing(self):
        return self.is_closed

    def can_write_eof(self):
        return True

    def write_eof(self):
        self.written += b"(end)"

    def get_extra_info(self, name, default=None):
        return default

    def pause_reading(self):
        pass

    def resume_reading(self):
        pass


def served(pieces, times=()):
    """What a server writes to these pieces, and what reached its application; then the clock is looked at."""
    seen = []

    async def app(scope, receive, send):
        message = {"more_body": True}
        body = b""
        while message.get("more_body") and message.get("type") != "http.disconnect":
            message = await receive()
            body += message.get("body", b"")
        seen.append((scope["path"], body, [name for name, _ in scope["headers"]]))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def run():
        config = uvicorn.Config(app, lifespan="off", log_config=None)
        config.load()
        protocol = guarded(HttpToolsProtocol, BOUNDS)(config=config, server_state=ServerState(), app_state={})
        wire = Wire()
        protocol.connection_made(wire)
        for piece in pieces:
            protocol.data_received(piece)
            await asyncio.sleep(0)
        for _ in range(5):
            await asyncio.sleep(0)
        for now in times:
            protocol.look_at_clock(now)
        was_closed = wire.is_closed
        protocol.connection_lost(None)
        await asyncio.sleep(0)
        wire.is_closed = was_closed
        return wire

    wire = asyncio.run(run())
    return wire, seen


def cut(raw, places):
    edges = [0, *sorted({place % len(raw) for place in places}), len(raw)]
    return [raw[start:end] for start, end in pairwise(edges) if end > start]


HEAD = b"POST /x HTTP/1.1\r\nhost: h\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx-b: 1\r\nhost: evil\r\n\r\n"
RIGHT = {
    "a length": HEAD + b"content-length: 2\r\n\r\n{}",
    "chunks and fields behind them": CHUNKED,
    "a head that just fits": HEAD + b"x-a: %b\r\ncontent-length: 2\r\n\r\n{}" % (b"a" * 230),
}
WRONG = {
    "a long head": (431, HEAD + b"x-a: %b\r\n\r\n" % (b"a" * 400)),
    "a fragment": (400, b"GET /x#y HTTP/1.1\r\nhost: h\r\n\r\n"),
    "another host": (400, b"GET http://g/x HTTP/1.1\r\nhost: h\r\n\r\n"),
    "all": (400, b"OPTIONS * HTTP/1.1\r\nhost: h\r\n\r\n"),
    "two lengths": (400, HEAD + b"content-length: 1\r\ncontent-length: 2\r\n\r\n{}"),
}
PLACES = st.lists(st.integers(0, 1000), max_size=8)


@pytest.mark.parametrize("raw", RIGHT.values(), ids=RIGHT)
@given(places=PLACES)
@settings(max_examples=40, deadline=None)
def test_what_is_right_comes_through_whole(raw, places):
    """
    Its body, and no field behind it as a header.
    """
    wire, seen = served(cut(raw, places))

    assert wire.written.startswith(b"HTTP/1.1 200 ")
    assert [(path, body) for path, body, _ in seen] == [("/x", b"{}")]
    assert b"x-b" not in seen[0][2]
    assert seen[0][2].count(b"host") == 1


@pytest.mark.parametrize(("status", "raw"), WRONG.values(), ids=WRONG)
@given(places=PLACES)
@settings(max_examples=40, deadline=None)
def test_what_is_wrong_is_answered_and_nothing_else_is(status, raw, places):
    """
    What follows on the connection is not read.
    """
    wire, seen = served([*cut(raw, places), RIGHT["a length"]])

    assert wire.written.startswith(b"HTTP/1.1 %d " % status)
    assert wire.written.endswith(b"(end)")
    assert wire.written.count(b"HTTP/1.1 %d " % status) == 1
    assert seen == []


@pytest.mark.parametrize("beginning", [b"GE", HEAD, HEAD + b"content-length: 9\r\n\r\n{"], ids=["line", "head", "body"])
def test_the_clock_runs_for_what_is_not_whole(beginning):
    """
    From the first look on, and as long as the bounds say.
    """
    assert served([beginning], [10, 11, 12])[0].written == b""
    assert served([beginning], [10, 11, 12.5])[0].written.startswith(b"HTTP/1.1 408 ")


def test_the_clock_does_not_run_between_requests():
    """
    An answered one has all the time that uvicorn gives an idle connection.
    """
    wire, _ = served([RIGHT["a length"]], [10, 50, 1000])

    assert wire.written.count(b"HTTP/1.1 ") == 1
    assert not wire.is_closed


def test_who_says_nothing_at_all_is_left_after_a_while():
    """
    Without a word.
    """
    assert not served([], [10, 80])[0].is_closed
    wire, _ = served([], [10, 90])
    assert (wire.is_closed, wire.written) == (True, b"")

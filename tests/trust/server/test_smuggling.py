"""What is told in a misleading way: one request comes to exactly one, at the host that was configured, or to none."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.trust.server.conftest import connected, said, statuses
from understudy.engine import Repeat
from understudy.model import Mode
from understudy.proxy import ServeSettings, serving
from understudy.testing import Answer, Upstream

POST = b"POST /openai/v1/x HTTP/1.1\r\nhost: 127.0.0.1\r\n"
GET = b"GET /openai/v1/x HTTP/1.1\r\nhost: 127.0.0.1\r\n"
SECOND = b"GET /openai/v1/smuggled HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"

REFUSED = {
    "a length and chunks": POST + b"content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n" + SECOND,
    "chunks and a length": POST + b"transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n" + SECOND,
    "two lengths": POST + b"content-length: 3\r\ncontent-length: 4\r\n\r\nabc" + SECOND,
    "the same length twice": POST + b"content-length: 3\r\ncontent-length: 3\r\n\r\nabc" + SECOND,
    "a list of lengths": POST + b"content-length: 3, 3\r\n\r\nabc" + SECOND,
    "a signed length": POST + b"content-length: +3\r\n\r\nabc" + SECOND,
    "a length in hex": POST + b"content-length: 0x3\r\n\r\nabc" + SECOND,
    "an endless length": POST + b"content-length: 99999999999999999999999\r\n\r\n{}",
    "a length below nothing": POST + b"content-length: -1\r\n\r\n" + SECOND,
    "a space before the colon": POST + b"transfer-encoding : chunked\r\n\r\n0\r\n\r\n" + SECOND,
    "another coding": POST + b"transfer-encoding: xchunked\r\n\r\n0\r\n\r\n" + SECOND,
    "a coding below chunks": POST + b"transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "a coding above chunks": POST + b"transfer-encoding: chunked, gzip\r\n\r\n0\r\n\r\n" + SECOND,
    "two codings": POST + b"transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n" + SECOND,
    "a folded line": GET + b"x-a: 1\r\n transfer-encoding: chunked\r\n\r\n",
    "bare line ends": GET.replace(b"\r\n", b"\n") + b"\n",
    "a bare line end": GET + b"x-a: 1\nx-understudy-scope: s\r\n\r\n",
    "a bare return": GET + b"x-a: 1\rx-understudy-scope: s\r\n\r\n",
    "NUL in a name": GET + b"x\0a: 1\r\n\r\n",
    "NUL in a value": GET + b"x-a: 1\0\r\n\r\n",
    "a letter that is none": GET + b"x\xff: 1\r\n\r\n",
    "a name in brackets": GET + b"(x): 1\r\n\r\n",
    "no name": GET + b": 1\r\n\r\n",
    "no colon": GET + b"x-a\r\n\r\n",
    "two hosts": GET + b"host: evil.example\r\n\r\n",
    "no host": b"GET /openai/v1/x HTTP/1.1\r\n\r\n",
    "another host in the target": b"GET http://evil.example/openai/v1/x HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
    "a host and no path": b"GET http://evil.example?x HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
    "all of it": b"OPTIONS * HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
    "a target without a slash": b"GET @evil.example/ HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
    "a fragment": b"GET /openai/v1/x#/../y HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
    "NUL in the path": b"GET /openai/v1/x\0y HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
    "no UTF-8 in the path": b"GET /openai/v1/\xff\xfe HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
    "no UTF-8 in the query": b"GET /openai/v1/x?a=\xff HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
    "HTTP/0.9": b"GET /openai/v1/x\r\n\r\n",
    "HTTP/2": b"GET /openai/v1/x HTTP/2.0\r\nhost: 127.0.0.1\r\n\r\n",
    "HTTP/2 by its preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a method that is none": b"FOO /openai/v1/x HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
    "a chunk below nothing": POST + b"transfer-encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
    "a chunk without end": POST + b"transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    "a chunk that is longer": POST + b"transfer-encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n",
    "a length behind the body": POST + b"transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\ncontent-length: 5\r\n\r\n",
}
REFUSED |= {
    f"the path {path}": b"GET %b HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n" % path.encode()
    for path in (
        *("/openai/../_understudy/health", "/openai/v1/..%2f..%2fadmin", "/openai/%2e%2e/x", "/openai/v1/..;/admin"),
        *("/openai/v1\\..\\admin", "/openai/v1/%5c..%5cadmin", "/openai/v1/%252e%252e/admin", "/openai/v1/%00"),
        *("/openai/v1/x%0d%0ax-a:%20b", "/s/a/openai/v1/../x", "/%2e%2e/etc/passwd"),
    )
}

OF_THE_CONNECTION = {"transfer-encoding", "te", "upgrade", "x-a", "x-b", "authorization", "proxy-authorization"}

ONE = {
    "chunks": (POST + b"transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", b"{}"),
    "an extension of a chunk": (POST + b"transfer-encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\n\r\n", b"{}"),
    "a request as a body": (POST + b"content-length: %d\r\n\r\n" % len(SECOND) + SECOND, SECOND),
    "a body of a GET": (GET + b"content-length: %d\r\n\r\n" % len(SECOND) + SECOND, SECOND),
    "fields behind a body": (
        POST + b"transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx-b: 1\r\nauthorization: Bearer x\r\n\r\n",
        b"{}",
    ),
    "headers for a connection": (
        POST + b"connection: x-a, keep-alive\r\nx-a: 1\r\nte: trailers\r\nupgrade: h2c\r\nproxy-authorization: x\r\n"
        b"content-length: 2\r\n\r\n{}",
        b"{}",
    ),
}


@pytest.fixture(scope="module")
def doors(tmp_path_factory):
    """A server that is live, one that gives known answers, and a forward proxy within TLS; with what they reach."""
    folder, ca_dir = tmp_path_factory.mktemp("smuggling"), tmp_path_factory.mktemp("ca")
    with ExitStack() as stack:
        upstream = stack.enter_context(
            Upstream(lambda _: Answer.of(200, {"content-type": "text/plain"}, [b"live"], framing="length"))
        )
        upstreams = {"openai": f"{upstream.url}/base", "generic": f"{upstream.url}/base"}

        def started(mode, **more):
            settings = ServeSettings(folder / "s", mode, upstreams=upstreams, grace_s=1, **more)
            return stack.enter_context(serving(settings))

        with connected(started(Mode.RECORD)) as client:
            said(client, GET + b"\r\n", 0.5)
        known = started(Mode.REPLAY, repeat=Repeat.LAST)
        with connected(known) as client:
            said(client, GET + b"\r\n" + GET + b"\r\n", 0.05)
        live = started(Mode.LIVE)
        ahead = started(Mode.LIVE, forward=True, ca_dir=ca_dir)
        yield (
            {"live": lambda: connected(live), "known": lambda: connected(known), "forward": lambda: connected(ahead)},
            upstream,
        )


@pytest.mark.parametrize("door", ["live", "known"])
@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_and_nothing_behind_it_is_read(doors, raw, door):
    """
    With a status of 400 or nothing; what is hidden behind it comes to no request.
    """
    ways, upstream = doors
    before = len(upstream.received)
    with ways[door]() as client:
        came, _ = said(client, raw, 0.03)

    assert statuses(came) == [400]
    assert upstream.received[before:] == []


@pytest.mark.parametrize(("raw", "body"), ONE.values(), ids=ONE)
def test_it_is_one_request(doors, raw, body):
    """
    At the host and below the path that were configured, framed anew, and nothing of the connection's own.
    """
    ways, upstream = doors
    before = len(upstream.received)
    with ways["live"]() as client:
        came, _ = said(client, raw, 0.05)

    [sent] = upstream.received[before:]
    names = {name.lower() for name, _ in sent.headers}
    assert statuses(came) == [200]
    assert (sent.target, sent.body) == ("/base/v1/x", body)
    assert sent.header("host") == upstream.url.removeprefix("http://")
    assert sent.header("content-length") == str(len(body))
    assert names.isdisjoint(OF_THE_CONNECTION)


@pytest.mark.parametrize("door", ["live", "known"])
def test_requests_in_a_row_are_as_many(doors, door):
    """
    Answered in their order; what is wrong ends the row.
    """
    ways, _ = doors
    with ways[door]() as client:
        came, is_over = said(client, (GET + b"\r\n") * 3 + REFUSED["two lengths"], 0.5)

    assert statuses(came) in ([200, 200, 200], [200, 200, 200, 400])
    assert is_over


def test_the_forward_proxy_refuses_as_much(doors):
    """
    In absolute form; a target and a Host header that differ name two servers.
    """
    ways, upstream = doors
    before = len(upstream.received)
    place = upstream.url.removeprefix("http://").encode()
    for raw in (
        b"GET http://evil.example/x HTTP/1.1\r\nhost: %b\r\n\r\n" % place,
        b"GET http://%b/x HTTP/1.1\r\nhost: evil.example\r\n\r\n" % place,
        b"GET http://%b/x HTTP/1.1\r\nhost: %b\r\nhost: evil.example\r\n\r\n" % (place, place),
        b"GET http://%b/x#y HTTP/1.1\r\nhost: %b\r\n\r\n" % (place, place),
        b"POST http://%b/x HTTP/1.1\r\nhost: %b\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\na" % (place, place),
    ):
        with ways["forward"]() as client:
            came, _ = said(client, raw, 0.05)
        assert statuses(came) == [400]
    assert upstream.received[before:] == []


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED)
def test_within_tls_it_is_refused_too(forward, within, request, raw):
    """
    A tunnel's requests are read as all others; its paths are the server's own, which lies behind no base.
    """
    if raw.startswith(b"GET /") and "the path" in request.node.name:
        return
    with within(forward(Mode.REPLAY), "api.example") as client:
        came, _ = said(client, raw, 0.03)

    assert statuses(came) in ([400], [404]) if b"content-length: 3, 3" in raw else statuses(came) == [400]

"""One request goes out as it was given, and its answer's chunks come back as they were sent."""

from __future__ import annotations

import asyncio
import gzip
import socket

import pytest

from understudy.model import FailureKind
from understudy.testing import Answer, Finish, Piece, Upstream
from understudy.upstream import Client, UpstreamFailed

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n"


def exchanged(url, *, method="POST", headers=(), body=b""):
    """Status, headers and chunks of one exchange, and what ended it early."""
    return asyncio.run(_exchanged(url, method, headers, body))


async def _exchanged(url, method, headers, body):
    client, chunks = Client(), []
    status, answered, failure = None, (), None
    try:
        async with client.send(method, url, headers, body) as answer:
            status, answered = answer.status, answer.headers
            async for chunk in answer.chunks():
                chunks.append(chunk)
    except UpstreamFailed as error:
        failure = error
    finally:
        await client.close()
    return status, answered, chunks, failure


def test_a_request_arrives_as_it_was_given():
    """
    Path and query keep every escape; the body has its length; the host is the upstream's.
    """
    with Upstream([Answer.of(200, {}, [b"{}"])]) as upstream:
        url = f"{upstream.url}/v1beta/models/a%2Fb;c:generate?alt=sse&q=%20+"
        exchanged(url, headers=(("Host", "us"), ("x-key", "k")), body=b"{}")

        (received,) = upstream.received
        assert received.target == "/v1beta/models/a%2Fb;c:generate?alt=sse&q=%20+"
        assert (received.header("host"), received.header("x-key")) == (upstream.url.removeprefix("http://"), "k")
        assert (received.header("content-length"), received.body) == ("2", b"{}")


def test_a_get_announces_no_body():
    """
    Some servers refuse one that does.
    """
    with Upstream([Answer.of(200, {}, [b"{}"])]) as upstream:
        exchanged(upstream.url, method="GET")

        assert upstream.received[0].header("content-length") is None


def test_chunks_come_as_they_were_sent_and_stay_coded():
    """
    Each chunk of the wire is one chunk here, and nothing undoes its coding.
    """
    coded = gzip.compress(b"data: 1\n\n")
    pieces = [coded[:7], coded[7:], gzip.compress(b"data: 2\n\n")]

    with Upstream([Answer.of(200, {"content-encoding": "gzip"}, pieces)]) as upstream:
        status, headers, chunks, failure = exchanged(upstream.url)

    assert (status, chunks, failure) == (200, pieces, None)
    assert ("content-encoding", "gzip") in headers


@pytest.mark.parametrize(
    ("answer", "kind", "chunks"),
    [
        (Answer((Piece(HEAD + b"12345"),), Finish.CLOSE), FailureKind.PROTOCOL, [b"12345"]),
        (Answer((Piece(HEAD + b"12345"), Piece(b"", at_ms=30)), Finish.RESET), FailureKind.READ, [b"12345"]),
        (Answer((), Finish.CLOSE), FailureKind.PROTOCOL, []),
        (Answer((Piece(b"", at_ms=1),), Finish.RESET), FailureKind.READ, []),
        (Answer((Piece(b"what\r\n\r\n"),)), FailureKind.PROTOCOL, []),
    ],
    ids=["closed in a body", "reset in a body", "closed before the head", "reset before the head", "no HTTP"],
)
def test_a_failure_has_a_kind_and_a_text(answer, kind, chunks):
    """
    However an upstream breaks, what came before is there, and the error says how it broke.
    """
    with Upstream([answer]) as upstream:
        _, _, came, failure = exchanged(upstream.url)

    assert (came, failure.kind) == (chunks, kind)
    assert failure.message


def test_nobody_listening_is_a_failure_to_connect():
    """
    The kind is ours, not the library's.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert exchanged(f"http://127.0.0.1:{port}/v1/x")[3].kind is FailureKind.CONNECT


def test_leaving_early_closes_the_connection():
    """
    An upstream that still streams must not go on for nobody.
    """
    pieces = [b"data: 1\n\n", b"data: 2\n\n"]

    async def leave(url):
        client = Client()
        async with client.send("GET", url, (), b"") as answer:
            assert await anext(answer.chunks()) == pieces[0]
        await client.close()

    with Upstream([Answer.of(200, {}, pieces, at_ms=(0, 60_000))]) as upstream:
        asyncio.run(leave(upstream.url))
        exchanged(upstream.url)  # the upstream has seen the first client leave by the time it answers this

        assert upstream.left[0]

"""An upstream gives every answer to the byte, in time, and stops without a sound."""

from __future__ import annotations

import gc
import logging
import socket
import threading
import time
from collections.abc import Callable

import pytest

from understudy.testing import Answer, Finish, Piece, Received, Upstream

Connect = Callable[[str], socket.socket]
REQUEST = b"GET /v1/models HTTP/1.1\r\nhost: h\r\n\r\n"


def test_a_socket_sees_exactly_the_bytes(connect: Connect, read_to_end: Callable[[socket.socket], bytes]) -> None:
    """
    Nothing is checked, added or mended, not even what is no HTTP.
    """
    content = b"\x00\xffHTTP/9 what\n" + bytes(range(256)) * 4096

    with Upstream([Answer((Piece(content), Piece(b"\r\n", at_ms=1)), Finish.CLOSE)]) as upstream:
        client = connect(upstream.url)
        client.sendall(REQUEST)

        assert read_to_end(client) == content + b"\r\n"


def test_no_piece_leaves_before_its_time(connect: Connect) -> None:
    """
    Times are kept in order, and none is early.
    """
    times_ms = (0, 5, 5, 20, 40)

    with Upstream([Answer(tuple(Piece(b"x", at) for at in times_ms), Finish.CLOSE)]) as upstream:
        client = connect(upstream.url)
        asked = time.monotonic()
        client.sendall(REQUEST)
        while client.recv(1):
            pass

    (sent,) = upstream.sent
    assert len(sent) == len(times_ms)
    assert list(sent) == sorted(sent)
    assert all(at >= asked + at_ms / 1000 for at, at_ms in zip(sent, times_ms, strict=True))


def test_pieces_of_different_times_arrive_apart(connect: Connect) -> None:
    """
    A client that keeps up reads every piece on its own.
    """
    pieces = tuple(Piece(b"%d" % number, at_ms=number * 20) for number in range(5))

    def read_apart(url: str) -> bool:
        client = connect(url)
        client.sendall(REQUEST)
        return list(iter(lambda: client.recv(100), b"")) == [piece.content for piece in pieces]

    with Upstream(lambda _: Answer(pieces, Finish.CLOSE)) as upstream:
        # On a busy machine this very thread may sleep too long: then pieces wait for it together.
        assert any(read_apart(upstream.url) for _ in range(10))


def test_a_late_upstream_keeps_a_gap(connect: Connect) -> None:
    """
    Where the answer took too long to make, its pieces still do not run together.
    """

    def answer(_: Received) -> Answer:
        time.sleep(0.05)
        return Answer((Piece(b"a", 0), Piece(b"b", 10), Piece(b"c", 20), Piece(b"d", 20)), Finish.CLOSE)

    with Upstream(answer) as upstream:
        client = connect(upstream.url)
        client.sendall(REQUEST)
        while client.recv(1):
            pass

    a, b, c, _ = upstream.sent[0]
    assert b - a >= 0.0009
    assert c - b >= 0.0009


def test_times_are_known_when_the_client_sees_the_end(connect: Connect) -> None:
    """
    A test may look at `sent` as soon as it has its answer.
    """
    with Upstream([Answer((Piece(b"a"), Piece(b"b", 1)))] * 50) as upstream:
        client = connect(upstream.url)
        for number in range(50):
            client.sendall(REQUEST)
            while client.recv(1) != b"b":
                pass

            assert len(upstream.sent[number]) == 2


def test_after_the_last_answer_a_500_says_so(connect: Connect) -> None:
    """
    A request too many is not answered with an answer that was meant for another.
    """
    with Upstream([Answer((Piece(b"a"),))]) as upstream:
        client = connect(upstream.url)
        client.sendall(REQUEST)
        client.recv(10)
        client.sendall(REQUEST)
        text = client.recv(1000)

    assert text.startswith(b"HTTP/1.1 500 ")
    assert b"x-should-retry: false" in text
    assert text.endswith(b"no answer is left: 1 given, then GET /v1/models\n")
    assert len(upstream.received) == len(upstream.sent) == len(upstream.left) == 2


def test_a_function_answers_by_request(connect: Connect) -> None:
    """
    It sees the request whole.
    """
    with Upstream(lambda received: Answer((Piece(received.target.encode() + received.body),))) as upstream:
        client = connect(upstream.url)
        client.sendall(b"POST /x HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n")

        assert client.recv(100) == b"/xbody"
        assert [received.body for received in upstream.received] == [b"body"]


def test_a_function_that_raises_is_a_500_with_its_error(connect: Connect) -> None:
    """
    The client is told, instead of waiting for ever.
    """

    def answer(_: Received) -> Answer:
        raise LookupError("nobody home")

    with Upstream(answer) as upstream:
        client = connect(upstream.url)
        client.sendall(REQUEST)

        assert b"raised LookupError('nobody home')" in client.recv(1000)


def test_what_is_not_a_request_is_a_400(connect: Connect) -> None:
    """
    And it is not among those received.
    """
    with Upstream([]) as upstream:
        client = connect(upstream.url)
        client.sendall(b"hello\r\n\r\n")

        assert client.recv(1000).startswith(b"HTTP/1.1 400 ")
        assert upstream.received == []


def test_a_body_of_64_mb_is_received(connect: Connect) -> None:
    """
    Uploads of files and pictures fit.
    """
    size = 64_000_000

    with Upstream([Answer((Piece(b"a"),))]) as upstream:
        client = connect(upstream.url)
        client.sendall(b"POST / HTTP/1.1\r\ncontent-length: %d\r\n\r\n" % size)
        client.sendall(bytes(size))

        assert client.recv(10) == b"a"
        assert len(upstream.received[0].body) == size


def test_clients_are_answered_side_by_side(connect: Connect) -> None:
    """
    One that waits does not hold up another.
    """
    answers = [Answer((Piece(b"slow", at_ms=600_000),)), Answer((Piece(b"fast"),))]

    with Upstream(answers) as upstream:
        slow, fast = connect(upstream.url), connect(upstream.url)
        slow.sendall(REQUEST)
        while not upstream.received:
            time.sleep(0.001)
        fast.sendall(REQUEST)

        assert fast.recv(10) == b"fast"


def test_clients_that_come_as_it_stops_leave_nothing_behind(connect: Connect) -> None:
    """
    No socket stays open, whether it was accepted or not.
    """
    for _ in range(50):
        upstream = Upstream([])
        for _ in range(4):
            connect(upstream.url)
        upstream.close()

    gc.collect()


def test_it_stops_at_once_and_in_silence(
    connect: Connect, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """
    Whatever clients are doing: waiting, idle, in the middle of a request or of a large answer.
    """
    caplog.set_level(logging.DEBUG, "asyncio")
    answers = [Answer((Piece(b"a"), Piece(b"b", 600_000))), Answer((Piece(bytes(64_000_000)),))]
    upstream = Upstream(answers)
    waiting, large, idle, partial = (connect(upstream.url) for _ in range(4))
    waiting.sendall(REQUEST)
    waiting.recv(10)
    large.sendall(REQUEST)
    large.recv(10)
    partial.sendall(REQUEST[:10])

    upstream.close()
    upstream.close()

    assert idle.recv(10) == b""
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert capfd.readouterr().err == ""
    assert f"upstream {upstream.url}" not in [thread.name for thread in threading.enumerate()]

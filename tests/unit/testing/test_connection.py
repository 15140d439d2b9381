"""A connection notices at once that its client went away, and ends as the answer says."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import pytest

from understudy.testing import Answer, Finish, Piece, Upstream

REQUEST = b"GET / HTTP/1.1\r\nhost: h\r\n\r\n"
PATIENCE_S = 10


def wait_for(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_S
    while not is_so() and time.monotonic() < end:
        time.sleep(0.001)
    return is_so()


@pytest.mark.parametrize("how", ["close", "reset", "half"])
def test_a_client_that_leaves_during_a_pause_is_noticed_before_its_end(
    how: str, connect: Callable[[str], socket.socket]
) -> None:
    """
    `left` is true long before the next piece would be due.
    """
    with Upstream([Answer((Piece(b"a"), Piece(b"b", at_ms=600_000)))]) as upstream:
        client = connect(upstream.url)
        client.sendall(REQUEST)
        assert client.recv(10) == b"a"
        if how == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        if how == "half":
            client.shutdown(socket.SHUT_WR)
        else:
            client.close()

        assert wait_for(lambda: upstream.left == [True])
        assert wait_for(lambda: len(upstream.sent[0]) == 1)


def test_a_client_that_leaves_while_much_is_sent_is_noticed(connect: Callable[[str], socket.socket]) -> None:
    """
    More than the kernel takes: the upstream is in the middle of a send.
    """
    with Upstream([Answer((Piece(bytes(64_000_000)), Piece(b"end", at_ms=1)))]) as upstream:
        client = connect(upstream.url)
        client.sendall(REQUEST)
        client.recv(10)
        client.close()

        assert wait_for(lambda: upstream.left == [True])


def test_a_client_that_leaves_after_the_end_has_not_left(connect: Callable[[str], socket.socket]) -> None:
    """
    `left` speaks of answers that were not taken whole.
    """
    with Upstream([Answer((Piece(b"a"),))]) as upstream:
        client = connect(upstream.url)
        client.sendall(REQUEST)
        client.recv(10)
        client.close()

    assert upstream.left == [False]


@pytest.mark.parametrize("finish", Finish)
def test_the_connection_ends_as_the_answer_says(finish: Finish, connect: Callable[[str], socket.socket]) -> None:
    """
    KEEP answers again, CLOSE ends in good order, RESET resets.
    """
    with Upstream([Answer((Piece(b"a"),), finish), Answer((Piece(b"b"),))]) as upstream:
        client = connect(upstream.url)
        client.sendall(REQUEST)
        assert client.recv(10) == b"a"

        match finish:
            case Finish.KEEP:
                client.sendall(REQUEST)
                assert client.recv(10) == b"b"
            case Finish.CLOSE:
                assert client.recv(10) == b""
            case Finish.RESET:
                with pytest.raises(ConnectionResetError):
                    client.recv(10)


@pytest.mark.parametrize("finish", [Finish.CLOSE, Finish.RESET])
def test_a_connection_may_end_without_a_word(finish: Finish, connect: Callable[[str], socket.socket]) -> None:
    """
    No pieces: the client sees the end and not one byte.
    """
    with Upstream([Answer((), finish)]) as upstream:
        client = connect(upstream.url)
        client.sendall(REQUEST)

        if finish is Finish.CLOSE:
            assert client.recv(10) == b""
        else:
            with pytest.raises(ConnectionResetError):
                client.recv(10)


@pytest.mark.parametrize("head", [b"GET / HTTP/1.0\r\n\r\n", b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"])
def test_a_client_that_asks_for_the_end_gets_it(head: bytes, connect: Callable[[str], socket.socket]) -> None:
    """
    HTTP/1.0 clients read until the connection ends.
    """
    with Upstream([Answer((Piece(b"a"),))]) as upstream:
        client = connect(upstream.url)
        client.sendall(head)

        assert client.recv(10) == b"a"
        assert client.recv(10) == b""

"""Answers are built to the byte."""

from __future__ import annotations

import pytest

from understudy.errors import WrongUse
from understudy.testing import Answer, Finish, Framing

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n"
TYPE = {"content-type": "text/plain"}


@pytest.mark.parametrize(
    ("framing", "first", "second", "finish"),
    [
        ("chunked", b"transfer-encoding: chunked\r\n\r\n3\r\none\r\n", b"3\r\ntwo\r\n0\r\n\r\n", Finish.KEEP),
        ("length", b"content-length: 6\r\n\r\none", b"two", Finish.KEEP),
        ("close", b"connection: close\r\n\r\none", b"two", Finish.CLOSE),
    ],
    ids=["chunked", "length", "close"],
)
def test_each_framing_puts_its_own_bytes_around_the_pieces(
    framing: Framing, first: bytes, second: bytes, finish: Finish
) -> None:
    """
    One Piece per piece of the body: the head leaves with the first, the end with the last.
    """
    answer = Answer.of(200, TYPE, [b"one", b"two"], framing=framing)

    assert [piece.content for piece in answer.pieces] == [HEAD + first, second]
    assert answer.finish is finish


def test_empty_pieces_let_head_and_end_leave_alone() -> None:
    """
    An empty piece is no chunk: it would end the body.
    """
    answer = Answer.of(200, TYPE, [b"", b"one", b""], at_ms=(0, 10, 20))

    contents = [HEAD + b"transfer-encoding: chunked\r\n\r\n", b"3\r\none\r\n", b"0\r\n\r\n"]
    assert [(piece.content, piece.at_ms) for piece in answer.pieces] == list(zip(contents, (0, 10, 20), strict=True))


def test_a_length_that_is_given_stands_even_if_it_is_wrong() -> None:
    """
    A body shorter than promised is an answer that tests need.
    """
    answer = Answer.of(200, (("Content-Length", "9"),), [b"one"], framing="length")

    assert answer.pieces[0].content == b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\none"


@pytest.mark.parametrize("framing", ["chunked", "length"])
def test_a_status_that_has_no_body_has_no_framing(framing: Framing) -> None:
    """
    204 and 304 end with their head.
    """
    answer = Answer.of(204, {}, [], framing=framing)

    assert [piece.content for piece in answer.pieces] == [b"HTTP/1.1 204 No Content\r\n\r\n"]


def test_a_status_without_a_name_is_sent() -> None:
    """
    Providers invent statuses: Anthropic's 529.
    """
    answer = Answer.of(529, {}, [], framing="length")

    assert answer.pieces[0].content == b"HTTP/1.1 529 \r\ncontent-length: 0\r\n\r\n"


def test_times_that_do_not_match_the_pieces_are_refused() -> None:
    """
    A time for each piece, or none.
    """
    with pytest.raises(WrongUse, match="2 times for 1 pieces"):
        Answer.of(200, {}, [b"one"], at_ms=(0, 1))

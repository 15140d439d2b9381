"""Where the chunks of a body lie in the bytes that arrive."""

from __future__ import annotations

import pytest

from understudy.interceptors.urllib3_framing import Body, Chunked, Plain

WIRE = b"5\r\nhello\r\n6;name=value\r\n world\r\n0\r\nTrailer: x\r\n\r\n"


def fed(body: Body, content: bytes, size: int) -> bytes:
    """The body, with a bar after each chunk, when it is fed in pieces of this size."""
    found = b""
    for at in range(0, len(content), size):
        for start, piece, is_whole in body.feed(content[at : at + size]):
            assert content[at + start :].startswith(piece)
            found += piece + b"|" * is_whole
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000], ids="{}B".format)
def test_chunks_do_not_depend_on_how_they_arrive(size: int) -> None:
    """
    Sizes, extensions and trailers are not part of a body.
    """
    body = Chunked()

    assert fed(body, WIRE, size) == b"hello| world|"
    assert (body.is_complete, body.is_lost) == (True, False)


@pytest.mark.parametrize("at", range(len(WIRE) - len(b"\r\nTrailer: x\r\n\r\n")))
def test_a_body_is_complete_with_its_last_chunk(at: int) -> None:
    """
    And not a byte before.
    """
    body = Chunked()
    fed(body, WIRE[:at], 1000)
    body.end()

    assert not body.is_complete


def test_what_is_no_chunk_is_lost() -> None:
    """
    The library will say so; nothing after it is taken for a body.
    """
    body = Chunked()

    assert fed(body, b"2\r\nab\r\nnonsense\r\n2\r\ncd\r\n", 1000) == b"ab|"
    assert (body.is_complete, body.is_lost) == (False, True)


def test_a_plain_body_ends_with_its_length_or_with_the_connection() -> None:
    """
    Whichever it has.
    """
    measured, endless = Plain(3), Plain(None)

    assert fed(measured, b"ab", 2) == fed(endless, b"ab", 2) == b"ab|"
    measured.end()
    endless.end()
    assert (measured.is_complete, endless.is_complete) == (False, True)
    fed(measured, b"c", 1)
    assert measured.is_complete

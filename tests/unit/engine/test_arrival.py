"""`engine/arrival.py`: a body while it comes."""

from __future__ import annotations

import gzip
import zlib

import pytest

from understudy.engine import arrival
from understudy.engine.arrival import Arrival
from understudy.errors import TooLarge
from understudy.model import Mark


def arrived(*chunks, max_answer=1000):
    found = Arrival(max_answer)
    for at, chunk in enumerate(chunks, start=1):
        found.append(chunk, 10 * at)
    return found


def test_a_body_as_it_came():
    """
    All bytes, and where and when each chunk began; a clock that went back counts as none.
    """
    body = arrived(b"ab", b"cde")
    body.append(b"f", -5)

    assert body.as_it_came() == (b"abcdef", (Mark(0, 10), Mark(2, 20), Mark(5, 0)))
    assert body.size == 6


def test_a_body_without_its_coding():
    """
    Marks are where the plain bytes of a chunk begin.
    """
    coded = gzip.compress(b"x" * 900)

    plain, marks = arrived(coded[:5], coded[5:]).without("gzip")

    assert (plain, marks) == (b"x" * 900, (Mark(0, 20),))


@pytest.mark.parametrize("coding, content", [("gzip", b"no gzip"), ("pigeon", b"x")])
def test_what_cannot_be_undone_stays_as_it_came(coding, content):
    """
    An unknown coding, or a damaged body.
    """
    assert arrived(content).without(coding) is None


def test_more_than_may_be_kept_is_too_large(monkeypatch):
    """
    As it came, in chunks, and without its coding: a bomb is put out before it has gone off.
    """
    with pytest.raises(TooLarge):
        arrived(b"x" * 600, b"x" * 401)
    with pytest.raises(TooLarge):
        arrived(zlib.compress(bytes(2**20), 9), max_answer=2**19).without("deflate")
    monkeypatch.setattr(arrival, "MOST_CHUNKS", 3)
    with pytest.raises(TooLarge):
        arrived(b"a", b"b", b"c", b"d")

"""A body as pieces in time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from understudy.engine.pieces import Pieces

CONTENTS = st.lists(st.binary(min_size=1, max_size=4), max_size=5)


def spaced(contents):
    """One every 10 ms."""
    return Pieces(tuple((each, 10.0 * at) for at, each in enumerate(contents)), 10.0 * len(contents))


PIECES = CONTENTS.map(spaced)


def body(pieces):
    return b"".join(content for content, _ in pieces.contents)


@given(PIECES, st.integers(-1, 25))
def test_a_body_cut_anywhere_is_its_beginning(pieces, offset):
    """
    And ends when what came next would have come.
    """
    cut = pieces.until(offset)

    assert body(cut) == body(pieces)[: max(0, offset)]
    assert all(at <= cut.end_ms for _, at in cut.contents)
    assert cut.end_ms <= pieces.end_ms


@given(PIECES, st.integers(-1, 25))
def test_what_is_late_loses_nothing(pieces, offset):
    """
    Times never go back.
    """
    late = pieces.late(offset, 100)
    times = [*(at for _, at in late.contents), late.end_ms]

    assert body(late) == body(pieces)
    assert times == sorted(times)
    assert late.end_ms == pieces.end_ms + 100


@given(PIECES, st.integers(0, 20), st.integers(0, 20), st.binary(max_size=3))
def test_a_part_takes_the_place_of_another(pieces, start, size, part):
    """
    Of no bytes, of some, of all that are left.
    """
    start = min(start, pieces.size)
    end = min(start + size, pieces.size)
    before = body(pieces)

    assert body(pieces.with_part(start, end, part)) == before[:start] + part + before[end:]


@given(PIECES)
def test_byte_by_byte_is_the_same_body(pieces):
    """
    Each a step after the one before.
    """
    single = pieces.byte_by_byte(5)

    assert body(single) == body(pieces)
    assert {len(content) for content, _ in single.contents} <= {1}
    assert single.end_ms - (single.contents or ((b"", single.end_ms),))[0][1] == 5 * max(0, pieces.size - 1)

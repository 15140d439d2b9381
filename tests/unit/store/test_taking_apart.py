from __future__ import annotations

import pytest

from tests.unit.store.bodies import BODIES, ONE, SSE
from understudy.errors import TooLarge
from understudy.store import taking_apart
from understudy.store.taking_apart import take_apart


@pytest.mark.parametrize("body, content_type, plain, raw", BODIES)
def test_a_body_taken_apart_is_whole(body, content_type, plain, raw):
    """
    Nothing of a body lies outside of its pieces.
    """
    taken = take_apart(body, content_type)

    assert b"".join(piece.before + piece.raw for piece in taken.pieces) + taken.end == body


def test_more_frames_than_a_recording_may_have_are_too_large(monkeypatch):
    """
    As many as may be are taken apart; one more is not kept, and its caller has it.
    """
    monkeypatch.setattr(taking_apart, "MOST_FRAMES", 3)
    frame = b"data: " + ONE + b"\n\n"

    assert len(take_apart(frame * 3, SSE).pieces) == 3
    with pytest.raises(TooLarge, match=r"has 4 frames, and a recording no more than 3[^$]*caller has it whole"):
        take_apart(frame * 4, SSE)

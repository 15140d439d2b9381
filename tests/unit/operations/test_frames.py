"""The frames of an answer as they stood on the wire."""

from __future__ import annotations

from understudy.model import Mark
from understudy.operations.frames import WireFrame, frames_of


def test_frames_have_their_place_and_their_time(keep):
    """
    A frame came when the chunk came that holds its first byte. Comments and the end are frames, too.
    """
    body = b'data: {"a":1}\n\n: ping\n\ndata: {"b":2}\n\ndata: [DONE]\n\n'

    recording = keep("/odd", {}, body, content_type="text/event-stream", marks=(Mark(0, 10), Mark(18, 30)))

    assert frames_of(recording) == (
        WireFrame(0, 15, 10, '{"a":1}'),
        WireFrame(15, 8, 10, ": ping"),
        WireFrame(23, 15, 30, '{"b":2}'),
        WireFrame(38, 14, 30, "[DONE]"),
    )


def test_a_whole_answer_is_one_frame(keep):
    """
    As it is.
    """
    assert frames_of(keep("/odd", {}, b'{"a": 1}')) == (WireFrame(0, 8, 5, '{"a": 1}'),)

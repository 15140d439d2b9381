"""The frames of a recorded answer as they stood on the wire, and when each arrived."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from understudy.model import Recording
from understudy.wire import framing_for


@dataclass(frozen=True, slots=True)
class WireFrame:
    """One frame."""

    offset: int
    """First byte within the body."""

    size_bytes: int
    at_ms: int | None
    """When the chunk came that holds its first byte, in milliseconds after the request; None if not known."""

    payload: str
    """What it carries, as text; the whole frame where it carries nothing, such as a comment."""


def frames_of(recording: Recording) -> tuple[WireFrame, ...]:
    """All frames of the answer, comments and the end of the stream among them."""
    response = recording.response
    framing = framing_for(response.header("content-type"), response.body)
    splitter = framing.splitter()
    raws = splitter.feed(response.body)
    if rest := splitter.rest():
        raws = [*raws, rest]
    starts = [mark.offset for mark in response.marks] if recording.format > 1 else []
    frames, offset = [], 0
    for raw in raws:
        shape = framing.shape(raw)
        payload = shape.payload if shape else raw
        at_ms = response.marks[max(0, bisect_right(starts, offset) - 1)].at_ms if starts else None
        frames.append(WireFrame(offset, len(raw), at_ms, payload.decode("utf-8", "backslashreplace").strip()))
        offset += len(raw)
    return tuple(frames)

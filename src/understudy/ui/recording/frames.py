"""The frames of an answer, one by one."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from understudy.operations.frames import frames_of
from understudy.ui.answers import page
from understudy.ui.context import recording_of

ROWS = 500
LONGEST = 2000
"""Characters of one frame."""


def show(request: Request) -> Response:
    """The page."""
    recording = recording_of(request)
    frames = frames_of(recording) if recording.response.status is not None else ()
    asked = request.query_params.get("from", "")
    first = min(int(asked), len(frames)) if asked.isdigit() and len(asked) < 10 else 0
    return page(
        request,
        "frames.html",
        title=f"Frames of {recording.name}",
        tab="frames",
        name=recording.name,
        frames=list(enumerate(frames))[first : first + ROWS],
        count=len(frames),
        first=first,
        rows=ROWS,
        longest=LONGEST,
    )

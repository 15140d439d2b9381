"""What can be saved of a recording, byte by byte, and what a script needs to play it."""

from __future__ import annotations

from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import Response

from understudy.model import Request as Asked
from understudy.operations.timeline import timeline_of
from understudy.redact import redacted_text
from understudy.ui.answers import NotFound, as_json, inert
from understudy.ui.context import context_of, recording_of
from understudy.ui.recording.drawing import Scale

MOST_FRAMES = 20_000
LONGEST = 200_000
"""Characters that are played."""


def answer_bytes(request: Request) -> Response:
    """The exact body of the answer."""
    recording = recording_of(request)
    return inert(recording.response.body, "application/octet-stream", f"{_stem(recording.name)}.answer")


def request_bytes(request: Request) -> Response:
    """The exact body of the request."""
    recording = recording_of(request)
    if not isinstance(recording.request, Asked):
        raise NotFound("It was no request.")
    return inert(recording.request.body, "application/octet-stream", f"{_stem(recording.name)}.request")


def file_text(request: Request) -> Response:
    """The file in which the recording is kept."""
    context = context_of(request)
    recording = recording_of(request)
    text = redacted_text(context.files.text(recording.name) or "")
    return inert(text.encode("utf-8", "replace"), "text/plain; charset=utf-8")


def pace(request: Request) -> Response:
    """When each frame came, what it said, and where it stands in the drawing."""
    timeline = timeline_of(recording_of(request))
    if timeline is None:
        raise NotFound("There is no answer to play.")
    scale, left, frames = Scale(timeline), LONGEST, []
    for tick in timeline.ticks[:MOST_FRAMES]:
        frames.append([tick.at_ms, scale.x(tick.at_ms), redacted_text(tick.text[:left])])
        left = max(0, left - len(tick.text))
    return as_json({"is_timed": timeline.is_timed, "last_ms": timeline.last_ms, "frames": frames})


def _stem(name: str) -> str:
    """A name of ASCII for what is saved."""
    stem = PurePosixPath(name).stem
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in stem)

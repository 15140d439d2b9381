"""The JSON of a recording, from its bytes: the request's body, and each frame of the answer."""

from __future__ import annotations

from typing import Any

from understudy.model import Recording, Request
from understudy.wire import FRAMINGS, NotPlain, framing_for, parse


def asked_content(request: Request) -> Any:
    """The JSON of a request's body; None where it is none."""
    return _parsed(request.body)


def events_of(recording: Recording) -> list[Any]:
    """The JSON of each frame that has any, in order; one entry where the answer is no stream."""
    body = recording.response.body
    framing = framing_for(recording.response.header("content-type"), body)
    if framing.name == "whole":
        content = _parsed(body)
        # Gemini streams without `alt=sse` as one JSON array.
        is_array = isinstance(content, list) and recording.api == "gemini-generate"
        return content if is_array else [] if content is None else [content]
    splitter = FRAMINGS[framing.name].splitter()
    raws = splitter.feed(body)
    if rest := splitter.rest():
        raws.append(rest)
    shapes = [framing.shape(raw) for raw in raws]
    found = [_parsed(shape.payload) for shape in shapes if shape]
    return [content for content in found if content is not None]


def _parsed(payload: bytes) -> Any:
    try:
        return parse(payload)
    except NotPlain:
        return None

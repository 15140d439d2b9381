"""The frames of a playback, whatever chunks they came in."""

from __future__ import annotations

from understudy.engine.playback import Playback
from understudy.wire import FRAMINGS, Framing, framing_for


def framing_of(playback: Playback, body: bytes) -> Framing:
    """The framing of its body."""
    content_type = next((value for name, value in playback.headers if name.lower() == "content-type"), None)
    framing = framing_for(content_type, body)
    # The media type of a JSON array is that of any JSON; only one of several frames is a stream at rest.
    is_array = framing.name == "whole" and playback.is_streaming and body[:1] == b"["
    return FRAMINGS["json-array"] if is_array else framing


def frames_in(framing: Framing, body: bytes) -> list[bytes]:
    """Its frames, all of them: comments, the end of the stream, and what is left at the end."""
    splitter = framing.splitter()
    frames = splitter.feed(body)
    rest = splitter.rest()
    return [*frames, rest] if rest else frames

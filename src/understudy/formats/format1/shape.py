"""Which of the forms of format 1 an API's recordings have, and what none of them has a place for."""

from __future__ import annotations

import re
from typing import Any

from understudy.model import Recording
from understudy.wire import FRAMINGS, NotPlain, framing_for, parse

CALLS = re.compile(
    r"openai-(chat|completions|responses|embeddings|models|images|audio|moderations)|ollama-.*|anthropic-count-tokens"
    r"|(bedrock|cohere)-.*|gemini-(generate|embed|count-tokens|models)|mistral-(fim|agents|classifications)"
)
"""APIs that the original system knows as calls of an SDK. Others it catches as HTTP, as `{method, url, payload}`."""


class NotHeld(Exception):
    """Format 1 has no place for this recording; the text says why."""


def is_raw(recording: Recording) -> bool:
    """Whether the recording takes the form for what was caught as HTTP."""
    return CALLS.fullmatch(recording.api) is None


def contents(recording: Recording) -> tuple[list[Any], int]:
    """The JSON of each frame of a stream, and how many frames have none."""
    body = recording.response.body
    framing = framing_for(recording.response.header("content-type"), body)
    splitter = FRAMINGS[framing.name].splitter()
    raws = [*splitter.feed(body), splitter.rest()]
    found, odd = [], 0
    for raw in raws:
        shape = framing.shape(raw) if raw else None
        try:
            found.append(parse(shape.payload if shape else b""))
        except NotPlain:
            odd += bool(raw) and not framing.is_idle(raw)
    return found, odd

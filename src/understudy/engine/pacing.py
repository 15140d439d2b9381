"""When each chunk of a playback is to be given. Pure: times come out, nobody waits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any, assert_never

from understudy.apis import Profile, usage_of, values
from understudy.engine.playback import Playback
from understudy.engine.playback_frames import frames_in, framing_of
from understudy.model import AsRecorded, ByTokens, Instant, Pace

LETTERS_PER_TOKEN = 4
"""Where an answer does not say how many tokens it took."""

GENERATED = (
    "delta",
    "delta.partial_json",
    "delta.thinking",
    "delta.toolUse.input",
    "delta.reasoningContent.text",
    "choices.*.delta.reasoning_content",
    "choices.*.delta.tool_calls.*.function.arguments",
    "message.thinking",
)
"""What a model gives piece by piece beside the text that a profile names."""

REPEATED = "response."
"""The last event of the Responses API says all once more."""


def paced(playback: Playback, pace: Pace, profile: Profile) -> Playback:
    """The playback at this pace."""
    match pace:
        case Instant():
            return playback
        case AsRecorded(factor):
            last = playback.at_ms[-1:] or (0,)
            return _due(playback, [at * factor for at in (*playback.at_ms[: len(playback.chunks)], *last)])
        case ByTokens():
            return _by_tokens(playback, pace, profile)
        case other:
            assert_never(other)


def _due(playback: Playback, times: Sequence[float]) -> Playback:
    return replace(playback, due_ms=tuple(times)) if any(times) else playback


def _by_tokens(playback: Playback, pace: ByTokens, profile: Profile) -> Playback:
    """A chunk for each frame that brings text, and what follows it up to the next; its tokens are its share of the
    text. A whole answer is there when its last token is."""
    body = b"".join(playback.chunks)
    framing = framing_of(playback, body)
    frames = frames_in(framing, body)
    contents = [_parsed(shape.payload) if (shape := framing.shape(frame)) else None for frame in frames]
    letters = [_letters(content, profile) for content in contents]
    tokens = _tokens(contents, sum(letters))
    if framing.is_stream:
        share = tokens / (sum(letters) or 1)
        first = next((count * share for count in letters if count), 0.0)
        late = [max(0.0, had * share - first) for had in accumulate(letters)]
    else:
        late = [max(0.0, tokens - 1)] * len(frames)
    chunks, due = _joined(frames, [pace.ttft_ms + (1000 * each / pace.tps if pace.tps else 0.0) for each in late])
    made = replace(playback, chunks=chunks, at_ms=(0,) * len(chunks))
    return _due(made, [*due, *(due[-1:] or [pace.ttft_ms])])


def _tokens(contents: Iterable[Any], letters: int) -> float:
    usage = usage_of([content for content in contents if isinstance(content, dict)])
    if usage is not None and usage.output:
        return usage.output
    return letters / LETTERS_PER_TOKEN


def _letters(content: Any, profile: Profile) -> int:
    paths = (path for path in {*GENERATED, *profile.text} if not path.startswith(REPEATED))
    return sum(len(text) for path in paths for text in values(content, path) if isinstance(text, str))


def _parsed(payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return None


def _joined(frames: Sequence[bytes], times: Sequence[float]) -> tuple[tuple[bytes, ...], list[float]]:
    """Frames of one time are one chunk."""
    chunks: list[bytes] = []
    due: list[float] = []
    for frame, at in zip(frames, times, strict=True):
        if due and due[-1] == at:
            chunks[-1] += frame
        else:
            chunks.append(frame)
            due.append(at)
    return tuple(chunks), due

"""An answer over time: when each frame came, how long the first one and the first word took, where it stood still."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from understudy.apis import profile_named, values
from understudy.model import Recording
from understudy.operations.conversation import usage
from understudy.operations.frames import frames_of
from understudy.wire import NotPlain, parse

LONGEST_GAPS = 3
LEAST_GAP_MS = 100
"""A shorter pause is none that a person notices."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One frame."""

    at_ms: int
    """Milliseconds after the request; where times are not known, its place in the order."""

    offset: int
    size_bytes: int
    text: str
    """What the model said in it; empty for anything else."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A pause between two frames, in milliseconds after the request."""

    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """An answer's frames over time."""

    ticks: tuple[Tick, ...]
    is_timed: bool
    """Whether it is known when frames came. Format 1 knows only their order."""

    first_ms: int
    first_text_ms: int | None
    """When the first words came; None where there are none."""

    last_ms: int
    tokens_per_s: float | None
    """Of the answer, from its first words to its end; None where tokens or times are not known."""

    gaps: tuple[Gap, ...]
    """The longest pauses, as they came."""

    @property
    def longest_gap_ms(self) -> int | None:
        """None where there is no pause that a person notices."""
        return max((gap.to_ms - gap.from_ms for gap in self.gaps), default=None)


def timeline_of(recording: Recording) -> Timeline | None:
    """The frames of an answer over time; None where nothing was answered over HTTP."""
    frames = frames_of(recording) if recording.response.status is not None else ()
    if not frames:
        return None
    is_timed = all(frame.at_ms is not None for frame in frames)
    paths = profile_named(recording.api).text if recording.api != "call" else ()
    ticks = tuple(
        Tick(at if frame.at_ms is None else frame.at_ms, frame.offset, frame.size_bytes, _text(frame.payload, paths))
        for at, frame in enumerate(frames)
    )
    first_text = next((tick.at_ms for tick in ticks if tick.text), None)
    # A body in one frame may have come in many pieces.
    last = recording.response.marks[-1].at_ms if is_timed and recording.response.marks else ticks[-1].at_ms
    used = usage(recording)
    rate = None
    if is_timed and used and used.output and first_text is not None and last > first_text:
        rate = used.output * 1000 / (last - first_text)
    return Timeline(ticks, is_timed, ticks[0].at_ms, first_text, last, rate, _gaps(ticks) if is_timed else ())


def _gaps(ticks: tuple[Tick, ...]) -> tuple[Gap, ...]:
    pauses = [Gap(one.at_ms, other.at_ms) for one, other in pairwise(ticks)]
    longest = sorted(pauses, key=lambda gap: gap.from_ms - gap.to_ms)[:LONGEST_GAPS]
    return tuple(sorted((gap for gap in longest if gap.to_ms - gap.from_ms >= LEAST_GAP_MS), key=lambda g: g.from_ms))


def _text(payload: str, paths: tuple[str, ...]) -> str:
    if not paths:
        return ""
    try:
        content = parse(payload.encode("utf-8", "surrogatepass"))
    except NotPlain:
        return ""
    return "".join(found for path in paths for found in values(content, path) if isinstance(found, str))

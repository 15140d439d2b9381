"""A timeline as a drawing: numbers for a template, which makes SVG of them.

Own code, as a chart library draws charts: here each stroke is a frame, the curve says how much had been said by then,
and a script moves a line through both.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from understudy.operations.timeline import Timeline

WIDTH, LEFT, RIGHT = 640, 10, 10
TOP, GROUND, HEIGHT = 14, 116, 152
MARGIN = 8
LEAST, TALLEST = 6, 56
STEPS_MS = tuple(step * 10**power for power in range(7) for step in (1, 2, 5))
MOST_MARKS = 6


@dataclass(frozen=True, slots=True)
class Stroke:
    """Frames that came at one place of the drawing."""

    x: float
    y: float
    """Its top."""

    label: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time."""

    x: float
    width: float
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it, in the units of its view box."""

    strokes: tuple[Stroke, ...]
    curve: str
    """Points of a line: how much of the answer's text was there."""

    waits: Span | None
    """Until the first frame."""

    gaps: tuple[Span, ...]
    marks: tuple[tuple[float, str], ...]
    """Along the axis."""

    width: int = WIDTH
    height: int = HEIGHT
    ground: int = GROUND
    top: int = TOP
    left: int = LEFT
    right: int = WIDTH - RIGHT


class Scale:
    """From times to places."""

    def __init__(self, timeline: Timeline, last_ms: int | None = None) -> None:
        """`last_ms` where two timelines share an axis."""
        self._is_timed = timeline.is_timed
        self.last = max(timeline.last_ms if last_ms is None else last_ms, 1)

    def x(self, at_ms: float) -> float:
        """The place of a time."""
        share = at_ms / self.last if self._is_timed else (at_ms + 1) / (self.last + 2)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def drawing_of(timeline: Timeline, last_ms: int | None = None) -> Drawing:
    """A timeline's drawing; its axis ends at `last_ms`, or at its own end."""
    scale = Scale(timeline, last_ms)
    waits = Span(LEFT, scale.x(timeline.first_ms) - LEFT, f"{_time(timeline.first_ms)} to first frame")
    gaps = (
        Span(scale.x(gap.from_ms), round(scale.x(gap.to_ms) - scale.x(gap.from_ms), 1), _time(gap.to_ms - gap.from_ms))
        for gap in timeline.gaps
    )
    return Drawing(
        strokes=_strokes(timeline, scale),
        curve=_curve(timeline, scale),
        waits=waits if timeline.is_timed and waits.width >= 1 else None,
        gaps=tuple(gap for gap in gaps if gap.width >= 2),
        marks=_marks(timeline, scale),
        height=HEIGHT if timeline.is_timed else GROUND + MARGIN,
    )


def _strokes(timeline: Timeline, scale: Scale) -> tuple[Stroke, ...]:
    """One for each place: of many thousand frames a screen has room for some hundred."""
    places: dict[float, list[int]] = {}
    digits = 1 if len(timeline.ticks) <= WIDTH else 0
    for number, tick in enumerate(timeline.ticks):
        places.setdefault(round(scale.x(tick.at_ms), digits), []).append(number)
    sizes = {x: sum(timeline.ticks[number].size_bytes for number in numbers) for x, numbers in places.items()}
    largest = max(sizes.values(), default=1) or 1
    strokes = []
    for x, numbers in places.items():
        tall = LEAST + (TALLEST - LEAST) * sqrt(sizes[x] / largest)
        first, last = numbers[0], numbers[-1]
        names = f"frame {first}" if first == last else f"frames {first} to {last}"
        at = f" at {_time(timeline.ticks[first].at_ms)}" if timeline.is_timed else ""
        strokes.append(Stroke(x, round(GROUND - tall, 1), f"{names}{at}, {sizes[x]:,} bytes"))
    return tuple(strokes)


def _curve(timeline: Timeline, scale: Scale) -> str:
    whole = sum(len(tick.text) for tick in timeline.ticks)
    if not whole:
        return ""
    points: dict[float, float] = {}
    said = 0
    for tick in timeline.ticks:
        if tick.text:
            x = scale.x(tick.at_ms)
            points.setdefault(x - 0.01, _height(said, whole))
            said += len(tick.text)
            points[x] = _height(said, whole)
    return " ".join(f"{x:.1f},{y}" for x, y in points.items())


def _height(said: int, whole: int) -> float:
    return round(GROUND - said / whole * (GROUND - TOP), 1)


def _marks(timeline: Timeline, scale: Scale) -> tuple[tuple[float, str], ...]:
    if not timeline.is_timed:
        return ()
    step = next((step for step in STEPS_MS if scale.last / step <= MOST_MARKS), -(-scale.last // MOST_MARKS))
    return tuple((scale.x(at), _time(at)) for at in range(0, scale.last + 1, step))


def _time(ms: int) -> str:
    return f"{ms} ms" if ms < 1000 else f"{ms / 1000:.3f}".rstrip("0").rstrip(".") + " s"

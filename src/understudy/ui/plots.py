"""Plots: how a number is spread, and how many of something there were when. Numbers for a template, which makes SVG.

The same drawing stands in a page, whose style colours it, and in a file of its own, which brings its colours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from understudy.operations.catalogue import Distribution

WIDTH, HEIGHT = 400, 190
LEFT, RIGHT, TOP, GROUND = 40, 390, 30, 160
MOST_DAYS, MOST_MONTHS = 45, 48
MOST_LABELS = 6
MOST_STEPS = 4
GAP = 1.5


@dataclass(frozen=True, slots=True)
class Bar:
    """One column."""

    x: float
    y: float
    width: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place along an axis, or a line across the plot."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """All of it, in the units of its view box."""

    title: str
    says: str
    """The same in words, for who does not see it."""

    bars: tuple[Bar, ...]
    along: tuple[Mark, ...]
    """The axis below."""

    up: tuple[Mark, ...]
    """The axis of counts."""

    lines: tuple[Mark, ...] = ()
    """Where the half and the most lie."""

    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    ground: int = GROUND


def spread(title: str, found: Distribution, word: Callable[[int], str]) -> Plot | None:
    """How a number is spread; None where it is known of no recording.

    Args:
        word: the number in few words, with its unit.
    """
    if not found.count:
        return None
    step = (RIGHT - LEFT) / len(found.bins)
    top, up = _counts(max(each.count for each in found.bins))
    bars = tuple(
        _bar(LEFT + place * step, step, each.count / top, f"{word(each.start)} to {word(each.end)}: {each.count:,}")
        for place, each in enumerate(found.bins)
    )
    bounds = [each.start for each in found.bins] + [found.bins[-1].end]
    along = _thinned([Mark(round(LEFT + place * step, 1), word(bound)) for place, bound in enumerate(bounds)])
    lines = tuple(
        Mark(round(LEFT + _place(found, value) * step, 1), f"{round(share * 100)} %: {word(value)}")
        for share, value in found.quantiles.items()
    )
    shares = ", ".join(f"{round(share * 100)} % within {word(value)}" for share, value in found.quantiles.items())
    return Plot(title, f"{title} of {found.count:,}: {shares}", bars, along, up, lines)


def over_time(title: str, days: Mapping[str, int]) -> Plot | None:
    """How many there were when: by day, month or year, as the time is long."""
    counts = _periods(days)
    if not counts:
        return None
    step = (RIGHT - LEFT) / len(counts)
    top, up = _counts(max(counts.values()))
    bars = tuple(
        _bar(LEFT + place * step, step, count / top, f"{name}: {count:,}")
        for place, (name, count) in enumerate(counts.items())
    )
    marks = [Mark(round(LEFT + (place + 0.5) * step, 1), name) for place, name in enumerate(counts)]
    first, last = next(iter(counts)), next(reversed(counts))
    says = f"{title}: {sum(counts.values()):,} from {first} to {last}"
    return Plot(title, says, bars, _thinned(marks, 3), up)


def _periods(days: Mapping[str, int]) -> dict[str, int]:
    known = {day: count for each, count in days.items() if (day := _day(each)) is not None}
    if not known:
        return {}
    first, last = min(known), max(known)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if (span := (last - first).days + 1) <= MOST_DAYS:
        return {str(day): known.get(day, 0) for day in (first + timedelta(each) for each in range(span))}
    if months <= MOST_MONTHS:
        starts = (first.year * 12 + first.month - 1 + each for each in range(months))
        names = [f"{start // 12:04}-{start % 12 + 1:02}" for start in starts]
    else:
        names = [f"{year:04}" for year in range(first.year, last.year + 1)]
    counts = dict.fromkeys(names, 0)
    for day, count in known.items():
        counts[str(day)[: len(names[0])]] += count
    return counts


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _bar(x: float, step: float, share: float, label: str) -> Bar:
    gap = min(GAP, step / 4)
    height = 0.0 if not share else max(1.5, share * (GROUND - TOP))
    return Bar(round(x + gap / 2, 1), round(GROUND - height, 1), round(step - gap, 1), round(height, 1), label)


def _counts(most: int) -> tuple[int, tuple[Mark, ...]]:
    """Where the axis of counts ends, and its marks."""
    steps = (step * 10**power for power in range(12) for step in (1, 2, 5))
    step = next(step for step in steps if most / step <= MOST_STEPS)
    top = -(-most // step) * step
    return top, tuple(
        Mark(round(GROUND - count / top * (GROUND - TOP), 1), short(count)) for count in range(0, top + 1, step)
    )


def _thinned(marks: Sequence[Mark], most: int = MOST_LABELS) -> tuple[Mark, ...]:
    """So many that their words do not touch."""
    return tuple(marks[:: -(-len(marks) // most)])


def _place(found: Distribution, value: int) -> float:
    """In which column a number lies, and how far to its right."""
    for place, each in enumerate(found.bins):
        if value < each.end:
            return place + (value - each.start) / (each.end - each.start)
    return len(found.bins)


def short(count: int) -> str:
    """`1.2k`, `3M`: a number on an axis."""
    for size, unit in ((10**9, "G"), (10**6, "M"), (1000, "k")):
        if count >= size:
            return f"{count / size:.1f}".removesuffix(".0") + unit
    return str(count)

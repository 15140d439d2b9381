"""What the tests of a run did, summed up; it travels with the reports, from pytest-xdist's workers, too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

import pytest


@dataclass(frozen=True, slots=True)
class Line:
    """What one test did."""

    mode: str
    """With who set it."""

    played: int = 0
    recorded: int = 0
    missed: int = 0
    unused: int = 0
    live: int = 0
    dropped: int = 0
    """Recordings of a test that did not pass: the old ones stay."""


COUNTS = tuple(each.name for each in fields(Line) if each.name != "mode")


def attach(report: pytest.TestReport, line: Line) -> None:
    """Give a report its line."""
    report.__dict__["understudy"] = asdict(line)


def summary(reports: Iterable[pytest.TestReport]) -> list[str]:
    """All lines, summed up for people; none where nothing was done."""
    lines = [Line(**report.understudy) for report in reports]
    counts = Counter({name: sum(getattr(line, name) for line in lines) for name in COUNTS})
    if not any(counts.values()):
        return []
    tests = Counter(line.mode for line in lines)
    texts = [f"{count} test{'s' * (count != 1)} in mode {mode}" for mode, count in sorted(tests.items())]
    texts.append(", ".join(f"{counts[name]} {name}" for name in COUNTS if name != "dropped"))
    if dropped := counts["dropped"]:
        texts.append(f"{dropped} newly recorded dropped: the test did not pass, and what was recorded before stays")
    return texts

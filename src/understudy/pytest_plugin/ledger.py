"""What the tests of a run did, summed up; it travels with the reports, from pytest-xdist's workers, too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

import pytest

from understudy.engine import Session
from understudy.operations.proof import Piece, counts_of, told
from understudy.store import Store


@dataclass(frozen=True, slots=True)
class Line:
    """What one test did."""

    mode: str
    """With who set it."""

    played: int = 0
    """Exactly: each recording once, for the request that it answers and no other recording does."""

    repeated: int = 0
    """Played once more, because `repeat` allows it."""

    ambiguous: int = 0
    """Played without a scope, where recordings of several scopes answer differently."""

    weaker: int = 0
    """Answered by a recording of another request that begins alike, because `match` allows it."""

    followed: int = 0
    """Of those played: answers that repeat a volatile value, and followed the request's."""

    recorded: int = 0
    missed: int = 0
    unused: int = 0
    live: int = 0
    """Sent, and no recording came of it."""

    unsent: int = 0
    """To be sent, and nobody knows where, or nobody may."""

    dropped: int = 0
    """Recordings of a test that did not pass: the old ones stay."""

    pending: int = 0
    """Changes of recordings that wait for a review."""

    old: int = 0
    """Recordings that were played and are older than `max-age`."""

    not_kept: Mapping[str, int] = field(default_factory=dict)
    """Answers that came and were not kept, by what they were, and how often."""

    faults: Mapping[str, int] = field(default_factory=dict)
    """What went wrong on purpose, and how often; these answers do not count as played."""

    weaker_matches: tuple[str, ...] = ()
    """Which recordings answered other requests, and where these differ."""


NAMES = tuple(each.name for each in fields(Line))
COUNTS = tuple(each.name for each in fields(Line) if each.type == "int")


def line_of(
    session: Session, mode: str, *, is_kept: bool, is_dropped: bool, unused: int, pending: int, old: int
) -> Line:
    """What a session did, and what it does not know of itself.

    Args:
        mode: with who set it.
        is_kept: whether what it recorded is in its store.
        is_dropped: whether it is nowhere.
    """
    counts = counts_of(session.journal, session.mode)
    kept = counts.pop("recorded")
    return Line(
        mode=mode,
        **counts,
        recorded=kept if is_kept else 0,
        unused=unused,
        dropped=kept if is_dropped else 0,
        pending=pending,
        old=old,
        faults=session.journal.faults_by_name,
        not_kept=session.not_kept,
        weaker_matches=tuple(f"{_path(session.store, each.name)}: {each}" for each in session.weaker),
    )


def attach(report: pytest.TestReport, line: Line) -> None:
    """Give a report its line."""
    report.__dict__["understudy"] = {name: getattr(line, name) for name in NAMES}


def summary(reports: Iterable[pytest.TestReport]) -> list[list[Piece]]:
    """All lines, summed up for people; none where nothing was done. Of a test's attempts the last one counts."""
    last: dict[str, pytest.TestReport] = {}
    attempts = 0
    for report in sorted(reports, key=lambda each: each.stop):
        attempts += report.nodeid in last
        last[report.nodeid] = report
    lines = [Line(**report.__dict__["understudy"]) for report in last.values()]
    counts = Counter({name: sum(getattr(line, name) for line in lines) for name in COUNTS})
    faults = sum((Counter(line.faults) for line in lines), Counter())
    not_kept = sum((Counter(line.not_kept) for line in lines), Counter())
    if not any(counts.values()) and not faults and not not_kept and not attempts:
        return []
    modes = Counter(line.mode for line in lines)
    shown = [[Piece(f"{_count(count, 'test')} in mode {mode}")] for mode, count in sorted(modes.items())]
    shown += told(counts, faults, [each for line in lines for each in line.weaker_matches], not_kept)
    if dropped := counts["dropped"]:
        text = f"{dropped} newly recorded dropped: the test did not pass, and what was recorded before stays"
        shown.append([Piece(text, "yellow")])
    if attempts:
        shown.append(
            [Piece(f"not counted: {_count(attempts, 'attempt')} that {'was' if attempts == 1 else 'were'} repeated")]
        )
    return shown


def _path(store: Store, name: str) -> str:
    where = store.describe()
    return where if where.endswith(f"/{name}") else f"{where}/{name}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"

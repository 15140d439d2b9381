"""What the tests of a run did, summed up; it travels with the reports, from pytest-xdist's workers, too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields

import pytest

from understudy.engine import Session
from understudy.model import Mode


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

    followed: int = 0
    """Of those played: answers that repeat a volatile value, and followed the request's."""

    recorded: int = 0
    missed: int = 0
    unused: int = 0
    live: int = 0
    """Sent, and no recording came of it."""

    dropped: int = 0
    """Recordings of a test that did not pass: the old ones stay."""

    pending: int = 0
    """Changes of recordings that wait for a review."""

    old: int = 0
    """Recordings that were played and are older than `max-age`."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line, and its colour on a terminal."""

    text: str
    colour: str = ""


NAMES = tuple(each.name for each in fields(Line))
COUNTS = NAMES[1:]
COLOURS = {
    "played exactly": "green",
    "by a weaker rule": "yellow",
    "recorded": "cyan",
    "missed": "red",
    "unused": "yellow",
    "live": "purple",
}
"""In the order in which they are told."""


def line_of(session: Session, mode: str, *, unused: int, is_dropped: bool) -> Line:
    """What a session did.

    Args:
        mode: with who set it.
        is_dropped: whether nothing of what it recorded is kept.
    """
    journal = session.journal
    unclear = {name for each in journal.ambiguous.values() for name in each.names}
    ambiguous = sum(count for name, count in journal.played.items() if name in unclear)
    repeated = sum(count - 1 for name, count in journal.played.items() if name not in unclear)
    kept = len(journal.kept)
    return Line(
        mode=mode,
        played=sum(journal.played.values()) - ambiguous - repeated,
        repeated=repeated,
        ambiguous=ambiguous,
        followed=sum(map(bool, journal.followed.values())),
        recorded=0 if is_dropped else kept,
        missed=journal.missed,
        unused=unused,
        live=journal.sent if session.mode is Mode.LIVE else max(0, journal.sent - kept),
        dropped=kept if is_dropped else 0,
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
    if not any(counts.values()) and not attempts:
        return []
    modes = Counter(line.mode for line in lines)
    told = [[Piece(f"{_count(count, 'test')} in mode {mode}")] for mode, count in sorted(modes.items())]
    told.append(_proof(counts))
    weaker = {
        "played again (repeat)": counts["repeated"],
        "answered by one of several (ambiguous)": counts["ambiguous"],
    }
    if any(weaker.values()):
        rules = ", ".join(f"{count} {rule}" for rule, count in weaker.items() if count)
        told.append([Piece(f"by a weaker rule: {rules}", COLOURS["by a weaker rule"])])
    if followed := counts["followed"]:
        told.append([Piece(f"with the volatile values of their requests: {_count(followed, 'answer')}")])
    if dropped := counts["dropped"]:
        text = f"{dropped} newly recorded dropped: the test did not pass, and what was recorded before stays"
        told.append([Piece(text, "yellow")])
    if attempts:
        told.append(
            [Piece(f"not counted: {_count(attempts, 'attempt')} that {'was' if attempts == 1 else 'were'} repeated")]
        )
    return told


def _proof(counts: Counter[str]) -> list[Piece]:
    shown = {**counts, "played exactly": counts["played"], "by a weaker rule": counts["repeated"] + counts["ambiguous"]}
    pieces: list[Piece] = []
    for name, colour in COLOURS.items():
        pieces += [Piece(", ")] if pieces else []
        pieces.append(Piece(f"{shown[name]} {name}", colour if shown[name] else ""))
    return pieces


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"

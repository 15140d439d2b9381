"""What can be asked of a catalogue: which recordings, in which order, from where on; and what comes back."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.operations.catalogue.summary import Summary

MOST_COUNTED = 10_000
"""Of more nobody needs to know how many there are, and counting them takes its time."""

ORDERS = {
    "newest": "id",
    "recorded": "recorded",
    "frames": "frames",
    "tokens": "tokens_out",
    "cost": "dollars",
    "duration": "duration_ms",
}
"""By their words: the column; all but the first with the largest first."""

STATES = ("played", "unused", "orphan", "ambiguous", "repeated", "damaged", "not servable")

MARKS = ("\x02", "\x03")
"""Around what was found in a piece of text."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which recordings are meant; an empty text means any."""

    text: str = ""
    """Words that all occur in what was asked or answered, or in names; in quotation marks several as one."""

    api: str = ""
    model: str = ""
    scope: str = ""
    tag: str = ""
    state: str = ""
    order: str = "newest"
    after: str = ""
    """The key of the last row of the page before."""


@dataclass(frozen=True, slots=True)
class Row:
    """One of those that fit."""

    summary: Summary
    key: str
    piece: str = ""
    """Of its text, around what was looked for, which stands between `MARKS`."""


@dataclass(frozen=True, slots=True)
class Page:
    """The next rows."""

    rows: tuple[Row, ...]
    count: int
    """Of all that fit; one more than `MOST_COUNTED` stands for any larger number."""

    has_more: bool

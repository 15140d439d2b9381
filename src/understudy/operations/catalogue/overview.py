"""What a store holds and what it saves, by its catalogue: sums by API, model and scope, age, and distributions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from understudy.operations.catalogue.distribution import Distribution, distribution_of

MOST_SHOWN = 10
"""Of APIs, models and scopes; the others are one sum."""

AFTER = "substr(day, 1, 9) || char(unicode(substr(day, 10)) + 1)"
"""The first text after all that begin with ten letters: of another one if its tenth is the next."""

DAYS = f"""
WITH RECURSIVE found (day) AS (
    SELECT (SELECT substr(min(recorded), 1, 10) FROM recording WHERE recorded >= '0' AND recorded < ':')
    UNION
    SELECT (
        SELECT substr(min(recorded), 1, 10) FROM recording
        WHERE recorded >= CASE length(day) WHEN 10 THEN {AFTER} ELSE day || char(1) END AND recorded < ':'
    )
    FROM found WHERE day IS NOT NULL
)
SELECT day, (SELECT count(*) FROM recording WHERE recorded >= day AND recorded < {AFTER}) FROM found
WHERE day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
"""
"""From day to day through the index of dates, which begin with digits. UNION ends it where a stranger's date leads
nowhere."""

SUMS = "count(*), sum(file_bytes), sum(max(tokens_in, 0)), sum(max(tokens_out, 0)), sum(max(dollars, 0))"
"""-1 is not known."""


@dataclass(frozen=True, slots=True)
class Share:
    """Some of the recordings."""

    name: str
    """What they have in common; empty where they have no such thing."""

    count: int = 0
    file_bytes: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    dollars: float = 0.0
    """What answers with known prices would cost today."""

    def __add__(self, other: Share) -> Share:
        """Both, under the first one's name."""
        return Share(
            self.name,
            self.count + other.count,
            self.file_bytes + other.file_bytes,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.dollars + other.dollars,
        )


@dataclass(frozen=True, slots=True)
class Shares:
    """All recordings, parted by what they have in common."""

    shown: tuple[Share, ...]
    """The largest, the first one the most frequent."""

    others: Share
    kinds: int
    """How many there are, those among the others too."""

    @property
    def most(self) -> int:
        """Recordings of the longest row."""
        return max((each.count for each in (*self.shown, self.others)), default=0)


@dataclass(frozen=True, slots=True)
class Overview:
    """A store at one moment."""

    total: Share
    apis: Shares
    models: Shares
    scopes: Shares
    unpriced: int
    """Recordings whose cost is not known."""

    repeated: int
    """Recordings that say of the same request the same as another one."""

    repeated_bytes: int
    """Of their files."""

    states: Mapping[str, int]
    """How many are `damaged`, `ambiguous`, `not servable`: words that a list can be filtered by."""

    days: Mapping[str, int]
    """How many were recorded on each day, `2026-11-22`, in order; those without a date are in none."""

    first_ms: Distribution
    duration_ms: Distribution
    tokens_in: Distribution
    tokens_out: Distribution
    file_bytes: Distribution


@dataclass(frozen=True, slots=True)
class Saved:
    """What was played, and so not asked of an API."""

    plays: int
    recordings: int
    tokens_in: int
    tokens_out: int
    dollars: float
    unpriced: int
    """Plays whose cost is not known."""


def overview_of(database: sqlite3.Connection) -> Overview:
    """Everything at once; each question is answered from an index of its own."""
    pairs = database.execute(f"SELECT api, model, {SUMS} FROM recording GROUP BY api, model").fetchall()
    apis, models = _summed([(row[0], *row[2:]) for row in pairs]), _summed([row[1:] for row in pairs])
    scopes = _summed(database.execute(f"SELECT ifnull(scope, ''), {SUMS} FROM recording GROUP BY scope").fetchall())
    repeated, repeated_bytes = database.execute(
        "SELECT ifnull(sum(count), 0), ifnull(sum(bytes), 0) FROM (SELECT count(*) - 1 AS count, "
        "sum(file_bytes) - max(file_bytes) AS bytes FROM recording WHERE fingerprint != '' "
        "GROUP BY fingerprint, answer HAVING count(*) > 1)"
    ).fetchone()
    return Overview(
        total=sum(apis.values(), Share("")),
        apis=_shares(apis),
        models=_shares(models),
        scopes=_shares(scopes),
        unpriced=_count(database, "dollars < 0"),
        repeated=repeated,
        repeated_bytes=repeated_bytes,
        states={
            "damaged": _count(database, "damage != ''"),
            "ambiguous": _count(database, "is_ambiguous"),
            "not servable": _count(database, "not_servable != ''"),
        },
        days=dict(database.execute(DAYS).fetchall()),
        first_ms=distribution_of(database, "first_ms"),
        duration_ms=distribution_of(database, "duration_ms"),
        tokens_in=distribution_of(database, "tokens_in"),
        tokens_out=distribution_of(database, "tokens_out"),
        file_bytes=distribution_of(database, "file_bytes"),
    )


def saved_by(database: sqlite3.Connection, played: Mapping[str, int]) -> Saved:
    """What so many plays saved, by the recording's name."""
    row = database.execute(
        "SELECT count(*), sum(value * max(tokens_in, 0)), sum(value * max(tokens_out, 0)), "
        "sum(value * max(dollars, 0)), sum(value * (dollars < 0)), sum(value) "
        "FROM json_each(?) JOIN recording ON name = key",
        (json.dumps(played),),
    ).fetchone()
    recordings, tokens_in, tokens_out, dollars, unpriced, found = (each or 0 for each in row)
    plays = sum(played.values())
    # The catalogue may not know yet what was just recorded.
    return Saved(plays, recordings, tokens_in, tokens_out, dollars, unpriced + plays - found)


def state_of(database: sqlite3.Connection) -> tuple[int, ...]:
    """Another one, and an overview is out of date: what is new or changed has a smaller id than all before."""
    state: tuple[int, ...] = database.execute("SELECT count(*), min(id), max(id) FROM recording").fetchone()
    return (*state, *database.execute("SELECT count(*) FROM fact WHERE value != ''").fetchone())


def _count(database: sqlite3.Connection, condition: str) -> int:
    count: int = database.execute(f"SELECT count(*) FROM recording WHERE {condition}").fetchone()[0]
    return count


def _summed(rows: list[tuple[str, int, int, int, int, float]]) -> dict[str, Share]:
    found: dict[str, Share] = {}
    for row in rows:
        found[row[0]] = found.get(row[0], Share(row[0])) + Share(*row)
    return found


def _shares(found: dict[str, Share]) -> Shares:
    ordered = sorted(found.values(), key=lambda share: (-share.count, share.name))
    shown, others = ordered[:MOST_SHOWN], ordered[MOST_SHOWN:]
    return Shares(tuple(shown), sum(others, Share("")), len(ordered))

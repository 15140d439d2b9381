"""Asking a catalogue: which recordings fit, in which order, from where on."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any

from understudy.operations.catalogue.summary import Summary
from understudy.operations.standing import Standing

MOST_COUNTED = 10_000
"""Of more nobody needs to know how many there are, and counting them takes its time."""

SHORTEST = 3
"""Characters of a word that the index of texts knows. Where there are shorter ones alone, they are looked for in names
and in the beginnings of questions."""

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
WORD = re.compile(r'"([^"]+)"|(\S+)')
REPEATED = """fingerprint != '' AND EXISTS (
    SELECT 1 FROM recording AS other WHERE other.fingerprint = recording.fingerprint
    AND other.answer = recording.answer AND other.id != recording.id
)"""
"""Another recording says of the same request the same."""

MARKS = ("\x02", "\x03")
"""Around what was found in a piece of text."""

_SHOWN = tuple(each.name for each in fields(Summary))
_NUMBERS = frozenset({"status", "tokens_in", "tokens_out", "dollars", "first_ms", "duration_ms"})
"""Where -1 is not known."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which recordings are meant; an empty text means any."""

    text: str = ""
    """Words that all occur in what was asked or answered, or in names; in quotation marks several as one."""

    api: str = ""
    model: str = ""
    scope: str = ""
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


@dataclass(frozen=True, slots=True)
class Conditions:
    """Clauses of SQL, and their values."""

    clauses: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, clause: str, *values: Any) -> None:
        """One more, that must hold as well."""
        self.clauses.append(clause)
        self.values.extend(values)

    @property
    def where(self) -> str:
        """With its word, where there is any."""
        return f"WHERE {' AND '.join(self.clauses)}" if self.clauses else ""


def page_of(database: sqlite3.Connection, query: Query, limit: int, standing: Standing | None = None) -> Page:
    """The rows that come next.

    Args:
        standing: which recordings are needed, where that is known.
    """
    column, texts = ORDERS.get(query.order, "id"), texts_of(query)
    source, found = _found(texts, query, standing, Asked.ALONG)
    counted = f"SELECT count(*) FROM (SELECT 1 FROM {source} {found.where} LIMIT {MOST_COUNTED + 1})"
    count = database.execute(counted, found.values).fetchone()[0]
    if column != "id":
        source, found = _found(texts, query, standing, Asked.EACH if count > MOST_COUNTED else Asked.FIRST)
    after, key = Conditions([*found.clauses], [*found.values]), _parsed(query.after)
    if key and column == "id":
        after.add("recording.id > ?", key[1])
    elif key:
        after.add(f"(recording.{column}, recording.id) < (?, ?)", *key)
    order = "recording.id" if column == "id" else f"recording.{column} DESC, recording.id DESC"
    if column == "id" and texts.clauses:
        order = "said.rowid"
    columns = ", ".join(f"recording.{name}" for name in ("id", column, *_SHOWN))
    sql = f"SELECT {columns} FROM {source} {after.where} ORDER BY {order} LIMIT ?"
    rows = database.execute(sql, (*after.values, limit + 1)).fetchall()
    pieces = [_piece(database, texts, row[0]) for row in rows[:limit]]
    return Page(tuple(map(_row, rows, pieces)), count, len(rows) > limit)


def texts_of(query: Query) -> Conditions:
    """What texts must have in them, as SQL on the table `said`; no clauses where that table is of no use."""
    found, words = Conditions(), words_of(query.text)
    if words:
        found.add("said MATCH ?", " AND ".join('"{}"'.format(word.replace('"', '""')) for word in words))
        for word in short_words_of(query.text):
            _add_like(found, word, "said.about", "said.text")
    return found


class Asked(Enum):
    """When the index of texts is asked."""

    ALONG = "along"
    """It leads, in the order "newest first", and ends with the last row that is needed."""

    FIRST = "first"
    """For all that fit, which are few; the index of another order leads."""

    EACH = "each"
    """For each row by itself, as the index of another order leads to it: so many fit that few are looked at."""


def _found(texts: Conditions, query: Query, standing: Standing | None, asked: Asked) -> tuple[str, Conditions]:
    """Tables and conditions."""
    found = Conditions()
    match asked:
        case _ if not texts.clauses:
            # Reading all texts would take too long.
            for word in short_words_of(query.text):
                _add_like(found, word, "name", "asked", "model")
        case Asked.ALONG:
            found.clauses.extend(texts.clauses)
            found.values.extend(texts.values)
        case Asked.FIRST:
            found.add(f"recording.id IN (SELECT rowid FROM said {texts.where})", *texts.values)
        case Asked.EACH:
            found.add(f"EXISTS (SELECT 1 FROM said {texts.where} AND rowid = recording.id)", *texts.values)
    # A sign keeps SQLite from an index of the column where the index of texts leads.
    sign = "+" if texts.clauses else ""
    for column, wanted in (("api", query.api), ("model", query.model), ("scope", query.scope)):
        if wanted:
            found.add(f"{sign}recording.{column} = ?", wanted)
    _add_state(found, query.state, standing)
    # CROSS JOIN: in this order.
    joined = "said CROSS JOIN recording ON recording.id = said.rowid"
    return joined if texts.clauses and asked is Asked.ALONG else "recording", found


def _add_like(found: Conditions, word: str, *columns: str) -> None:
    pattern = "%" + re.sub(r"([%_\\])", r"\\\1", word) + "%"
    clause = " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in columns)
    found.add(f"({clause})", *[pattern] * len(columns))


def _add_state(found: Conditions, state: str, standing: Standing | None) -> None:
    match state:
        case "damaged":
            found.add("damage != ''")
        case "ambiguous":
            found.add("is_ambiguous")
        case "repeated":
            found.add(REPEATED)
        case "not servable":
            found.add("not_servable != ''")
        case "played" if standing is not None:
            found.add("name IN (SELECT value FROM json_each(?))", json.dumps(list(standing.played)))
        case "unused" if standing is not None and standing.unused is None:
            found.add("name NOT IN (SELECT value FROM json_each(?))", json.dumps(list(standing.played)))
        case "unused" | "orphan" if standing is not None:
            names = standing.orphans if state == "orphan" else standing.unused
            found.add("name IN (SELECT value FROM json_each(?))", json.dumps(list(names or ())))


def _piece(database: sqlite3.Connection, texts: Conditions, id_: int) -> str:
    """Of a recording's text, around what was looked for."""
    if not texts.clauses:
        return ""
    sql = f"SELECT snippet(said, 1, '{MARKS[0]}', '{MARKS[1]}', '…', 64) FROM said {texts.where} AND rowid = ?"
    row = database.execute(sql, (*texts.values, id_)).fetchone()
    return str(row[0]) if row and MARKS[0] in row[0] else ""


def facet(database: sqlite3.Connection, column: str, limit: int) -> list[tuple[str, int]]:
    """The values of a column and how many recordings have each, the most frequent first."""
    assert column in ("api", "model", "scope")
    sql = f"SELECT {column}, count(*) FROM recording WHERE {column} != '' GROUP BY {column} ORDER BY 2 DESC, 1 LIMIT ?"
    return [(str(value), count) for value, count in database.execute(sql, (limit,))]


def words_of(text: str) -> list[str]:
    """What the index of texts is asked for."""
    return [word for word in _words(text) if len(word) >= SHORTEST]


def short_words_of(text: str) -> list[str]:
    """What it does not know."""
    return [word for word in _words(text) if len(word) < SHORTEST]


def _words(text: str) -> list[str]:
    # SQLite ends a text at a zero byte.
    found = (quoted or plain for quoted, plain in WORD.findall(text.replace("\0", "")))
    return [word for word in found if word.strip()]


def _row(row: tuple[Any, ...], piece: str) -> Row:
    id_, value, *rest = row
    named = dict(zip(_SHOWN, rest, strict=True))
    known: dict[str, Any] = {name: None if name in _NUMBERS and value == -1 else value for name, value in named.items()}
    known |= {name: bool(known[name]) for name in ("is_streaming", "is_ambiguous")}
    return Row(Summary(**known), f"{id_}~{value}", piece)


def _parsed(after: str) -> tuple[Any, int] | None:
    id_, mark, value = after.partition("~")
    if not mark or not id_.isdigit() or len(id_) > 18:
        return None
    try:
        return float(value), int(id_)
    except ValueError:
        return value, int(id_)

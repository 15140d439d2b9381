"""Asking a catalogue: which recordings fit, in which order, from where on."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from typing import Any

from understudy.operations.catalogue.summary import Summary

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

STATES = ("played", "unused", "ambiguous", "damaged", "not servable")
WORD = re.compile(r'"([^"]+)"|(\S+)')
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
    """What SQL is told: a table, its conditions, and their values."""

    source: str
    clauses: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    @property
    def where(self) -> str:
        """With its word, where there is any."""
        return f"WHERE {' AND '.join(self.clauses)}" if self.clauses else ""


def page_of(database: sqlite3.Connection, query: Query, limit: int, played: Collection[str] | None = None) -> Page:
    """The rows that come next.

    Args:
        played: names of the recordings that a running session has played; None where none runs.
    """
    column = ORDERS.get(query.order, "id")
    found = conditions(query, played)
    matches = bool(words_of(query.text))
    piece = f"snippet(said, 1, '{MARKS[0]}', '{MARKS[1]}', '…', 64)" if matches else "''"
    clauses, values = list(found.clauses), list(found.values)
    if after := _parsed(query.after):
        value, id_ = after
        clauses.append("recording.id > ?" if column == "id" else f"(recording.{column}, recording.id) < (?, ?)")
        values += [id_] if column == "id" else [value, id_]
    where = f"WHERE {' AND '.join(clauses)}" if clauses else ""
    order = _order(column, matches)
    columns = ", ".join(f"recording.{name}" for name in _SHOWN)
    sql = f"SELECT recording.id, {column}, {piece}, {columns} FROM {found.source} {where} ORDER BY {order} LIMIT ?"
    rows = database.execute(sql, (*values, limit + 1)).fetchall()
    counted = f"SELECT count(*) FROM (SELECT 1 FROM {found.source} {found.where} LIMIT {MOST_COUNTED + 1})"
    count = database.execute(counted, found.values).fetchone()[0]
    return Page(tuple(map(_row, rows[:limit])), count, len(rows) > limit)


def conditions(query: Query, played: Collection[str] | None = None) -> Conditions:
    """The query as SQL."""
    words = words_of(query.text)
    found = Conditions("said JOIN recording ON recording.id = said.rowid" if words else "recording")
    if words:
        found.clauses.append("said MATCH ?")
        found.values.append(" AND ".join('"{}"'.format(word.replace('"', '""')) for word in words))
    # Without the index of texts, reading them all would take too long.
    columns = ("said.about", "said.text") if words else ("name", "asked", "model")
    for word in short_words_of(query.text):
        found.clauses.append("({})".format(" OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in columns)))
        found.values.extend(["%" + re.sub(r"([%_\\])", r"\\\1", word) + "%"] * len(columns))
    for column, wanted in (("api", query.api), ("model", query.model), ("scope", query.scope)):
        if wanted:
            found.clauses.append(f"{column} = ?")
            found.values.append(wanted)
    _add_state(found, query.state, played)
    return found


def _add_state(found: Conditions, state: str, played: Collection[str] | None) -> None:
    match state:
        case "damaged":
            found.clauses.append("damage != ''")
        case "ambiguous":
            found.clauses.append("is_ambiguous")
        case "not servable":
            found.clauses.append("not_servable != ''")
        case "played" | "unused" if played is not None:
            found.clauses.append(f"name {'NOT ' * (state == 'unused')}IN (SELECT value FROM json_each(?))")
            found.values.append(json.dumps(list(played)))


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


def _order(column: str, matches: bool) -> str:
    if column == "id":
        return "said.rowid" if matches else "recording.id"
    return f"recording.{column} DESC, recording.id DESC"


def _row(row: tuple[Any, ...]) -> Row:
    id_, value, piece, *rest = row
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

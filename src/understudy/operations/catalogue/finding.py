"""Asking a catalogue: which recordings fit, in which order, from where on."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import fields
from typing import Any

from understudy.operations.catalogue.conditions import LOOK, Asked, conditions_of
from understudy.operations.catalogue.query import MOST_COUNTED, ORDERS, Page, Query, Row
from understudy.operations.catalogue.summary import Summary
from understudy.operations.catalogue.words import Words
from understudy.operations.standing import Standing

_SHOWN = tuple(each.name for each in fields(Summary))
_NUMBERS = frozenset({"status", "tokens_in", "tokens_out", "dollars", "first_ms", "duration_ms"})
"""Where -1 is not known."""


def page_of(database: sqlite3.Connection, query: Query, limit: int, standing: Standing | None = None) -> Page:
    """The rows that come next.

    Args:
        standing: which recordings are needed, where that is known.
    """
    column, words = ORDERS.get(query.order, "id"), Words(query.text)
    source, found = conditions_of(query, words, standing, Asked.ALONG)
    counted = f"SELECT count(*) FROM (SELECT 1 FROM {source} {found.where} LIMIT {MOST_COUNTED + 1})"
    count = database.execute(counted, found.values).fetchone()[0]
    if column != "id":
        database.create_function(LOOK, 2, words.are_in, deterministic=True)
        source, found = conditions_of(query, words, standing, Asked.NEVER if count > MOST_COUNTED else Asked.FIRST)
    key = _parsed(query.after)
    if key and column == "id":
        found.add("recording.id > ?", key[1])
    elif key:
        found.add(f"(recording.{column}, recording.id) < (?, ?)", *key)
    order = "recording.id" if column == "id" else f"recording.{column} DESC, recording.id DESC"
    if column == "id" and words.indexed:
        order = "said.rowid"
    columns = ", ".join(f"recording.{name}" for name in ("id", column, *_SHOWN))
    sql = f"SELECT {columns} FROM {source} {found.where} ORDER BY {order} LIMIT ?"
    rows = database.execute(sql, (*found.values, limit + 1)).fetchall()
    pieces = [_piece(database, words, row[0]) for row in rows[:limit]]
    return Page(tuple(map(_row, rows, pieces)), count, len(rows) > limit)


def _piece(database: sqlite3.Connection, words: Words, id_: int) -> str:
    """Of a recording's text, around what was looked for."""
    if not words.indexed:
        return ""
    (text,) = database.execute("SELECT text FROM said WHERE rowid = ?", (id_,)).fetchone()
    return words.piece_of(text)


def facet(database: sqlite3.Connection, column: str, limit: int) -> list[tuple[str, int]]:
    """The values of a column, or the tags, and how many recordings have each, the most frequent first."""
    assert column in ("api", "model", "scope", "tag")
    table = "tag" if column == "tag" else "recording"
    sql = f"SELECT {column}, count(*) FROM {table} WHERE {column} != '' GROUP BY {column} ORDER BY 2 DESC, 1 LIMIT ?"
    return [(str(value), count) for value, count in database.execute(sql, (limit,))]


def _row(row: tuple[Any, ...], piece: str) -> Row:
    id_, value, *rest = row
    named = dict(zip(_SHOWN, rest, strict=True))
    known: dict[str, Any] = {name: None if name in _NUMBERS and value == -1 else value for name, value in named.items()}
    known |= {name: bool(known[name]) for name in ("is_streaming", "is_ambiguous")}
    known["tags"] = tuple(json.loads(known["tags"]))
    return Row(Summary(**known), f"{id_}~{value}", piece)


def _parsed(after: str) -> tuple[Any, int] | None:
    id_, mark, value = after.partition("~")
    if not mark or not id_.isdigit() or len(id_) > 18:
        return None
    try:
        return float(value), int(id_)
    except ValueError:
        return value, int(id_)

"""What must hold of a recording that is asked for, as SQL.

Two tables are asked: `said`, the index of texts, and `recording`; which of them leads is the question of how many fit.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from understudy.operations.catalogue.query import Query
from understudy.operations.standing import Standing

SHORTEST = 3
"""Characters of a word that the index of texts knows. Where there are shorter ones alone, they are looked for in names
and in the beginnings of questions."""

WORD = re.compile(r'"([^"]+)"|(\S+)')
REPEATED = """fingerprint != '' AND EXISTS (
    SELECT 1 FROM recording AS other WHERE other.fingerprint = recording.fingerprint
    AND other.answer = recording.answer AND other.id != recording.id
)"""
"""Another recording says of the same request the same."""


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


def conditions_of(texts: Conditions, query: Query, standing: Standing | None, asked: Asked) -> tuple[str, Conditions]:
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
    if query.tag:
        found.add(f"{sign}recording.id IN (SELECT id FROM tag WHERE tag = ?)", query.tag)
    _add_state(found, query.state, standing)
    # CROSS JOIN: in this order.
    joined = "said CROSS JOIN recording ON recording.id = said.rowid"
    return joined if texts.clauses and asked is Asked.ALONG else "recording", found


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

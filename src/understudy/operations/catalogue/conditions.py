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
from understudy.operations.catalogue.words import Words
from understudy.operations.standing import Standing

LOOK = "holds_the_words"
"""The function of SQL by which a text is looked at."""

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


class Asked(Enum):
    """When the index of texts is asked."""

    ALONG = "along"
    """It leads, in the order "newest first", and ends with the last row that is needed."""

    FIRST = "first"
    """For all that fit, which are few; the index of another order leads."""

    NEVER = "never"
    """The index of another order leads to the rows, and their texts are looked at: so many fit that few have to be."""


def conditions_of(query: Query, words: Words, standing: Standing | None, asked: Asked) -> tuple[str, Conditions]:
    """Tables and conditions.

    Args:
        asked: without a word that the index of texts knows, nothing is asked of it.
    """
    found, source = Conditions(), "recording"
    if not words.indexed:
        # Reading all texts would take too long.
        for word in words.short:
            _add_like(found, word, "name", "asked", "model")
    elif asked is Asked.NEVER:
        found.add(f"{LOOK}(said.about, said.text)")
    else:
        texts = _texts_of(words)
        if asked is Asked.FIRST:
            found.add(f"recording.id IN (SELECT rowid FROM said {texts.where})", *texts.values)
        else:
            found.add(" AND ".join(texts.clauses), *texts.values)
    if words.indexed and asked is not Asked.FIRST:
        # CROSS JOIN: in this order.
        tables = ("said", "recording") if asked is Asked.ALONG else ("recording", "said")
        source = f"{tables[0]} CROSS JOIN {tables[1]} ON recording.id = said.rowid"
    # A sign keeps SQLite from an index of the column where another one leads.
    sign = "+" if words.indexed else ""
    for column, wanted in (("api", query.api), ("model", query.model), ("scope", query.scope)):
        if wanted:
            found.add(f"{sign}recording.{column} = ?", wanted)
    if query.tag:
        found.add(f"{sign}recording.id IN (SELECT id FROM tag WHERE tag = ?)", query.tag)
    _add_state(found, query.state, standing)
    return source, found


def _texts_of(words: Words) -> Conditions:
    """What texts must have in them, as SQL on the table `said`."""
    found = Conditions()
    found.add("said MATCH ?", " AND ".join('"{}"'.format(word.replace('"', '""')) for word in words.indexed))
    for word in words.short:
        _add_like(found, word, "said.about", "said.text")
    return found


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

"""What somebody looks for: words, the texts that hold all of them, and the piece of a text where one of them is.

The index of texts finds them among many; a text at hand is quicker to look at by itself. Both compare letters without
case.
"""

from __future__ import annotations

import re

from understudy.operations.catalogue.query import MARKS

SHORTEST = 3
"""Characters of a word that the index of texts knows. Where there are shorter ones alone, they are looked for in names
and in the beginnings of questions."""

WORD = re.compile(r'"([^"]+)"|(\S+)')

BEFORE, PIECE = 32, 80
"""Characters of a piece: before what was found, and in all."""


class Words:
    """The words of a search."""

    def __init__(self, text: str) -> None:
        # SQLite ends a text at a zero byte.
        found = (quoted or plain for quoted, plain in WORD.findall(text.replace("\0", "")))
        words = [word for word in found if word.strip()]
        self.indexed = [word for word in words if len(word) >= SHORTEST]
        """What the index of texts is asked for."""
        self.short = [word for word in words if len(word) < SHORTEST]
        """What it does not know."""
        self._each = [re.compile(re.escape(word), re.IGNORECASE) for word in words]
        self._any = re.compile("|".join(map(re.escape, self.indexed)), re.IGNORECASE)

    def are_in(self, about: str, text: str) -> bool:
        """Whether each word is in one of these texts."""
        return all(word.search(text) or word.search(about) for word in self._each)

    def piece_of(self, text: str) -> str:
        """A piece of a text, around the first word that is in it, words between `MARKS`; empty where none is."""
        found = self._any.search(text) if self.indexed else None
        if found is None:
            return ""
        first = max(0, found.start() - BEFORE)
        last = max(first + PIECE, found.end())
        marked = self._any.sub(lambda word: f"{MARKS[0]}{word[0]}{MARKS[1]}", text[first:last])
        return f"{'…' * (first > 0)}{marked}{'…' * (last < len(text))}"

"""The names that a session knows: which of them stand in a text, at a cost that does not grow with their number."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from understudy.match.stable_ids import UNMISTAKABLE
from understudy.wire.texts import each_text

WINDOW = 8
"""Bytes that are compared at once, at every place of the text: a number of the machine's own."""

FEW = 64
"""So many names are looked for one by one, which is quicker."""


class Names:
    """What things are called here, and what they are called there. Names may hold any characters.

    A short one is meant only where it is all of a JSON value, in quotes.
    """

    def __init__(self, pairs: Mapping[str, str] | None = None, *, shortest: int = UNMISTAKABLE) -> None:
        """Begin with these.

        Args:
            shortest: characters from which on a name is meant wherever it stands.
        """
        self._pairs: dict[str, str] = {}
        self._ends: dict[int, list[tuple[int, bytes, str]]] = {}
        """By the last bytes of a name as it is spelt, as ids begin alike; with its place among all."""
        self._shorter: list[tuple[int, bytes, str]] = []
        self._shortest = shortest
        self.learn(pairs or {})

    def __bool__(self) -> bool:
        return bool(self._pairs)

    def __getitem__(self, name: str) -> str:
        return self._pairs[name]

    def learn(self, pairs: Mapping[str, str]) -> None:
        """Know these as well. Who is called otherwise by now goes by the new name."""
        for name, other in pairs.items():
            if name and name not in self._pairs:
                spelt = _bytes(name if len(name) >= self._shortest else f'"{name}"')
                found = (len(self._pairs), spelt, name)
                if len(spelt) < WINDOW:
                    self._shorter.append(found)
                else:
                    self._ends.setdefault(int.from_bytes(spelt[-WINDOW:], sys.byteorder), []).append(found)
            self._pairs[name] = other

    def within(self, text: bytes) -> dict[str, str]:
        """Those that stand in the text, in the order in which they became known."""
        found = sorted(each for each in self._possible(text) if each[1] in text)
        return {name: self._pairs[name] for _, _, name in found}

    def _possible(self, text: bytes) -> Iterator[tuple[int, bytes, str]]:
        yield from self._shorter
        if len(self._pairs) <= FEW:
            ends = set(self._ends)
        else:
            ends = set()
            for start in range(min(WINDOW, len(text))):
                stop = len(text) - (len(text) - start) % WINDOW
                ends |= self._ends.keys() & memoryview(text)[start:stop].cast("Q")
        for end in ends:
            yield from self._ends[end]


def texts_in(value: Any) -> bytes:
    """All texts of a JSON value, each in quotes, for names to be looked for in them."""
    return b"".join(_bytes(f'"{text}"') for text in each_text(value))


def _bytes(text: str) -> bytes:
    # Half a surrogate pair has no UTF-8, and JSON may hold one.
    return text.encode("utf-8", "surrogatepass")

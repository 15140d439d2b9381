"""What equal requests of one scope have got: recordings, and places for those whose answers are still to come.

Each has a turn, from 1. A place that is given back is the next to be taken, so that whoever asks again because an
answer was none gets the turn, and with it the name, that the first one would have had.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush


class Claims:
    """Names of recordings and of places, in the order in which they were taken."""

    def __init__(self) -> None:
        self._turns: dict[str, int] = {}
        self._free: list[tuple[int, int]] = []
        """Turns that were given back, and the number that their request had in its session."""

    def __contains__(self, name: str) -> bool:
        return name in self._turns

    def __len__(self) -> int:
        return len(self._turns)

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._turns))

    def take(self, name: str, number: int = 0) -> int:
        """This recording answers, or is recorded anew, for the request of this number in its session.

        Returns:
            The number of whoever had the turn first.
        """
        if name not in self._turns:
            self._turns[name], number = self._next(number)
        return number

    def take_place(self, number: int) -> tuple[str, int, int]:
        """A place for what is to come, for the request of this number.

        Returns:
            What stands for the place until it has come, its turn, and the number of whoever had it first.
        """
        turn, number = self._next(number)
        slot = f"(place {turn})"
        self._turns[slot] = turn
        return slot, turn, number

    def turn_of(self, name: str) -> int:
        """Of a recording that was taken."""
        return self._turns[name]

    def fill(self, slot: str, name: str) -> None:
        """What was to come is this recording."""
        if slot != name and name in self._turns:
            # Another process has recorded the same: the place is still to be had.
            self.give_back(slot)
            return
        self._turns[name] = self._turns.pop(slot) if slot in self._turns else self._next(0)[0]

    def give_back(self, name: str, number: int = 0) -> None:
        """It was not to be, and is free again."""
        if (turn := self._turns.pop(name, None)) is not None:
            heappush(self._free, (turn, number))

    def clear(self) -> None:
        """All begins anew."""
        self._turns.clear()
        self._free.clear()

    def _next(self, number: int) -> tuple[int, int]:
        if self._free:
            turn, first = heappop(self._free)
            return turn, first or number
        return len(self._turns) + 1, number

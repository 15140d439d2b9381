"""The traffic of a running server as it happens, for who looks at it.

The server never waits for them: what one has not taken is held up to a bound, and what is beyond that is counted,
not kept. While nobody looks, nothing is made for them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MOST_HELD = 500
"""Answers for one who looks."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One request and what it came to, without credentials. None is what there is none of."""

    time: str
    """When it was whole, ISO 8601."""

    method: str
    path: str
    """As it was asked for, with its query."""

    scope: str | None
    api: str | None
    model: str | None
    action: str
    recording: str | None
    """Name of the one that was played."""

    status: int | None
    bytes: int
    """Of the answer's body."""

    ms: float
    """To the end of the answer."""

    first_ms: float
    """To the first byte of its body."""

    fault: str | None
    miss: str | None
    """Its reason."""


class Listener:
    """One who looks."""

    def __init__(self) -> None:
        self._held: deque[Answered] = deque()
        self._lost = 0

    @property
    def has_room(self) -> bool:
        """Whether one more would be held."""
        return len(self._held) < MOST_HELD

    def put(self, answered: Answered | None) -> None:
        """Hold one more; None, or one too many, is lost."""
        if answered is None or not self.has_room:
            self._lost += 1
        else:
            self._held.append(answered)

    def take(self) -> tuple[tuple[Answered, ...], int]:
        """What has come since this was last asked, and how much was lost of it, all later."""
        taken, lost = tuple(self._held), self._lost
        self._held.clear()
        self._lost = 0
        return taken, lost


class Traffic:
    """What a server answers. For one event loop: who tells and who looks are in the same."""

    def __init__(self) -> None:
        self.listeners: list[Listener] = []
        self.is_over = False
        """Whether the server stops."""

    def tell(self, make: Callable[[], Answered]) -> None:
        """One more answer has ended; it is only made where somebody has room for it."""
        answered = make() if any(each.has_room for each in self.listeners) else None
        for each in self.listeners:
            each.put(answered)

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """Hold what is answered until the block ends."""
        listener = Listener()
        self.listeners.append(listener)
        try:
            yield listener
        finally:
            self.listeners.remove(listener)

    def end(self) -> None:
        """Nothing comes any more: who looks may go."""
        self.is_over = True

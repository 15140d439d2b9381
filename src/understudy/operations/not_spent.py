"""Tokens and money that plays did not cost, by what their recordings say of themselves."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from understudy.apis import Usage
from understudy.errors import RecordingUnreadable
from understudy.model import Recording
from understudy.operations.conversation import usage
from understudy.operations.prices import price_of

AT_ONCE = 1000
"""Recordings that are read for one count. Those beyond are read for the next ones."""


@dataclass(frozen=True, slots=True)
class NotSpent:
    """Sums over plays."""

    tokens: Mapping[tuple[str, str], int]
    """By model, and `input` or `output`."""

    dollars: Mapping[str, Decimal]
    """By model."""

    no_price: int
    """Plays with tokens that no price is known for."""

    unreadable: int
    """Plays of recordings that cannot be read any more."""

    unread: int
    """Plays of recordings that have not been read yet."""


@dataclass(frozen=True, slots=True)
class _Cost:
    """Of one play."""

    model: str
    usage: Usage
    dollars: Decimal | None


class Saving:
    """Reads each recording once, and sums up. Safe to use from several threads."""

    def __init__(self, load: Callable[[str], Recording]) -> None:
        self._load = load
        self._costs: dict[str, _Cost | None] = {}
        """By name; None is an answer without tokens."""
        self._unreadable: set[str] = set()
        self._lock = threading.Lock()

    def not_spent(self, plays: Mapping[str, int]) -> NotSpent:
        """Sums over so many plays, by the recording's name."""
        tokens: Counter[tuple[str, str]] = Counter()
        dollars: defaultdict[str, Decimal] = defaultdict(Decimal)
        no_price = 0
        with self._lock:
            self._read(plays)
            for name, count in plays.items():
                if cost := self._costs.get(name):
                    tokens[cost.model, "input"] += count * (cost.usage.input or 0)
                    tokens[cost.model, "output"] += count * (cost.usage.output or 0)
                    if cost.dollars is None:
                        no_price += count
                    else:
                        dollars[cost.model] += count * cost.dollars
            unreadable = sum(plays.get(name, 0) for name in self._unreadable)
            unread = sum(count for name, count in plays.items() if not self._is_read(name))
        return NotSpent(tokens, dollars, no_price, unreadable, unread)

    def _is_read(self, name: str) -> bool:
        return name in self._costs or name in self._unreadable

    def _read(self, plays: Mapping[str, int]) -> None:
        for name in [name for name in plays if not self._is_read(name)][:AT_ONCE]:
            try:
                self._costs[name] = _cost(self._load(name))
            except RecordingUnreadable:
                self._unreadable.add(name)


def _cost(recording: Recording) -> _Cost | None:
    used = usage(recording)
    return None if used is None else _Cost(recording.model, used, price_of(recording, used))

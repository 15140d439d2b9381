"""What a session did: played, missed, kept, sent."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

from understudy.misses import Miss

MISSES_HELD = 1000
"""A server that is asked the wrong thing for days remembers only the latest."""


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A request without a scope that recordings of several scopes answer differently."""

    endpoint: str
    names: tuple[str, ...]
    """Of the recordings, in the order in which they are played."""


class Journal:
    """Counts by recording, and the misses themselves."""

    def __init__(self) -> None:
        self.played: Counter[str] = Counter()
        """By the recording's name, in the order of their first play."""
        self.kept: dict[str, bool] = {}
        """Recordings written in this session; False where the one on disk already said the same."""
        self.followed: Counter[str] = Counter()
        """Volatile values that were put into answers, by the recording's name."""
        self.misses: deque[Miss] = deque(maxlen=MISSES_HELD)
        self.missed = 0
        self.sent = 0
        """Requests that went to an upstream."""
        self.side_traffic: Counter[str] = Counter()
        """What SDKs tried to send of their own accord and were quietly refused, by its name."""
        self.live_traffic: Counter[str] = Counter()
        """Connections that were refused in replay, by host."""
        self.refusals: dict[str, str] = {}
        """What was said of the latest, by host."""
        self.ambiguous: dict[str, Ambiguity] = {}
        """By fingerprint."""

    def follow(self, name: str, count: int) -> None:
        """So many volatile values were put into the answer of this recording."""
        if count:
            self.followed[name] += count

    def miss(self, miss: Miss) -> None:
        """One more."""
        self.missed += 1
        self.misses.append(miss)

    def refuse(self, host: str, text: str) -> None:
        """One more connection that no recording can answer."""
        self.live_traffic[host] += 1
        self.refusals[host] = text

    def excuse(self, miss: Miss, name: str) -> None:
        """The miss was side traffic of this name, and counts as that."""
        if miss in self.misses:
            self.misses.remove(miss)
        self.missed -= 1
        self.side_traffic[name] += 1

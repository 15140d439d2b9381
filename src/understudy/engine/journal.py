"""What a session did: played, missed, kept, sent."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from understudy.misses import Miss, Reason

MISSES_HELD = 1000
"""A server that is asked the wrong thing for days remembers only the latest."""


REFUSALS_HELD = 1000
FAULTS_HELD = 1000
OTHERS = ("others", "")
"""Stands for faults beyond that, and the recordings that they befell."""


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A request without a scope that recordings of several scopes answer differently."""

    endpoint: str
    names: tuple[str, ...]
    """Of the recordings, in the order in which they are played."""


@dataclass(frozen=True, slots=True)
class Faulted:
    """A fault that befell answers from a recording."""

    fault: str
    """As it is spelt, `reset after=3 frames`."""

    recording: str
    """Its name."""

    count: int


@dataclass(frozen=True, slots=True)
class WeakerMatch:
    """A request that was answered by a recording of another one, because that was asked for."""

    name: str
    """Of the recording."""

    rule: str
    """`prefix`."""

    equal: int
    """Turns that both begin with."""

    turns: int
    """All that there are, but for the system prompt."""

    path: str
    """The first place in which they differ, `messages[4].content`."""

    is_one_of_several: bool
    """Whether recordings of other requests begin with as many equal turns."""

    def __str__(self) -> str:
        """Without the name."""
        chosen = ", the first of several" if self.is_one_of_several else ""
        return f"differs at {self.path}, {self.equal} of {self.turns} turns equal{chosen}"


class Journal:
    """Counts by recording, and the misses themselves."""

    def __init__(self) -> None:
        self._played: Counter[str] = Counter()
        self._counted: list[Callable[[], Mapping[str, int]]] = []
        self.kept: dict[str, bool] = {}
        """Recordings written in this session; False where the one on disk already said the same."""
        self.followed: Counter[str] = Counter()
        """Volatile values that were put into answers, by the recording's name."""
        self.weaker: Counter[str] = Counter()
        """How often a recording answered another request than its own, by its name."""
        self.weaker_matches: deque[WeakerMatch] = deque(maxlen=MISSES_HELD)
        """The latest of these."""
        self.misses: deque[Miss] = deque(maxlen=MISSES_HELD)
        self.missed = 0
        self.reasons: Counter[Reason] = Counter()
        """Of all misses."""
        self.sent = 0
        """Requests that went to an upstream."""
        self.unsent = 0
        """Requests that were to go to one, and went nowhere: it is not known, or may not be reached."""
        self.not_kept: Counter[str] = Counter()
        """Answers that came and were not kept: `429`, `read-error`, `too large`, by how often."""
        self.asked_again = 0
        """Requests for what an earlier one had asked for, and nothing was kept of."""
        self.side_traffic: Counter[str] = Counter()
        """What SDKs tried to send of their own accord and were quietly refused, by its name."""
        self.live_traffic: Counter[str] = Counter()
        """Connections that were refused in replay, by host."""
        self.refusals: dict[str, str] = {}
        """What was said of the latest, by host."""
        self.faults: Counter[tuple[str, str]] = Counter()
        """Answers that went wrong on purpose, by the fault's name and the recording's."""
        self.ambiguous: dict[str, Ambiguity] = {}
        """By fingerprint."""

    @property
    def played(self) -> Counter[str]:
        """How often recordings answered, by their names, in the order of their first play."""
        for counted in self._counted:
            for name, times in counted().items():
                self.play_again(name, times)
        return self._played

    def ask(self, counted: Callable[[], Mapping[str, int]]) -> None:
        """Somebody else counts plays, too, and tells of those since it was last asked whenever they are looked at."""
        self._counted.append(counted)

    @property
    def faults_by_name(self) -> dict[str, int]:
        """How often each fault befell an answer."""
        counts: Counter[str] = Counter()
        for (fault, _), count in list(self.faults.items()):
            counts[fault] += count
        return dict(counts)

    @property
    def is_all_kept(self) -> bool:
        """Whether there is a recording of everything that was to be sent, be it at the second try."""
        return self.sent + self.unsent - self.asked_again == len(self.kept)

    def play(self, name: str, weaker: WeakerMatch | None = None) -> None:
        """This recording answered once more; `weaker` where that was another request than its own."""
        self._played[name] += 1
        if weaker is not None:
            self.weaken(weaker)

    def play_again(self, name: str, times: int) -> None:
        """This recording answered so many more equal requests."""
        self._played[name] += times

    def fault(self, fault: str, name: str) -> None:
        """This fault befell an answer from this recording, which does not count as played."""
        key = (fault, name)
        # A request may ask for any fault, spelt with any number.
        self.faults[key if key in self.faults or len(self.faults) < FAULTS_HELD else OTHERS] += 1

    def keep(self, name: str, is_changed: bool) -> None:
        """This recording was written, or found to be the same."""
        self.kept[name] = is_changed

    def send(self) -> None:
        """One more request went to an upstream."""
        self.sent += 1

    def unsend(self) -> None:
        """One of these did not: there is nowhere that it could go."""
        self.sent -= 1
        self.unsent += 1

    def pass_over(self, reason: str) -> None:
        """One more answer came and was not kept."""
        self.not_kept[reason] += 1

    def ask_again(self) -> None:
        """One more request asks for what nothing was kept of."""
        self.asked_again += 1

    def follow(self, name: str, count: int) -> None:
        """So many volatile values were put into the answer of this recording."""
        if count:
            self.followed[name] += count

    def weaken(self, match: WeakerMatch) -> None:
        """A recording answered another request than its own."""
        self.weaker[match.name] += 1
        self.weaker_matches.append(match)

    def miss(self, miss: Miss) -> None:
        """One more."""
        self.missed += 1
        self.reasons[miss.reason] += 1
        self.misses.append(miss)

    def refuse(self, host: str, text: str) -> None:
        """One more connection that no recording can answer."""
        if host not in self.refusals and len(self.refusals) >= REFUSALS_HELD:
            host = "other hosts"
        self.live_traffic[host] += 1
        self.refusals[host] = text

    def excuse(self, miss: Miss, name: str) -> None:
        """The miss was side traffic of this name, and counts as that."""
        if miss in self.misses:
            self.misses.remove(miss)
        self.missed -= 1
        self.reasons[miss.reason] -= 1
        self.side_traffic[name] += 1

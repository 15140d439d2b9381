"""What a session reports of what it did: played, recorded, missed, left unused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from understudy.engine.journal import Ambiguity, Faulted, Journal, WeakerMatch
from understudy.engine.lookup import Index
from understudy.engine.shared_state import SharedState
from understudy.errors import RecordingUnreadable
from understudy.misses import Miss
from understudy.model import Recording
from understudy.store import Entry, Store


class Reported(SharedState):
    """A store, what was in it at first, and the journal of one run with it."""

    scope: str | None
    journal: Journal
    _has_calls: bool

    def __init__(self, store: Store, entries: Iterable[Entry]) -> None:
        self.store, self._index = store, Index(entries)

    @property
    def count(self) -> int:
        """How many recordings there are to answer from."""
        return len(self._index)

    @property
    def played(self) -> tuple[Recording, ...]:
        """Recordings that answered in this session, in the order in which they first did."""
        return tuple(self.store.load(name) for name in list(self.journal.played))

    @property
    def entries_played(self) -> tuple[Entry, ...]:
        """What is known of those without reading them."""
        return tuple(entry for entry in self._index.all() if entry.name in self.journal.played)

    @property
    def recorded(self) -> tuple[Recording, ...]:
        """Recordings written in this session, or found to be the same as before."""
        return tuple(self.store.load(name) for name in list(self.journal.kept))

    @property
    def misses(self) -> tuple[Miss, ...]:
        """Requests that were refused."""
        return tuple(self.journal.misses)

    @property
    def not_kept(self) -> dict[str, int]:
        """Answers that reached their callers and were not kept, counted by what they were: `429`, `read-error`, `too
        large`."""
        return dict(self.journal.not_kept)

    @property
    def weaker(self) -> tuple[WeakerMatch, ...]:
        """Requests that recordings of others answered, as `match` allows it."""
        return tuple(self.journal.weaker_matches)

    @property
    def unused(self) -> tuple[Recording, ...]:
        """Recordings of this session's scope that neither answered nor were written; without a scope, of all."""
        faulted = {name for _, name in self.journal.faults}
        touched = self.journal.played.keys() | self.journal.kept.keys() | faulted
        entries = (entry for entry in self._index.all() if entry.fingerprints and entry.name not in touched)
        recordings = (self.store.load(entry.name) for entry in entries if self.scope in (None, entry.scope))
        # The original system records tools by itself: where no function of ours is called, nobody waits for them.
        return tuple(each for each in recordings if self._has_calls or each.format > 1 or each.outcome is None)

    @property
    def faults(self) -> tuple[Faulted, ...]:
        """What went wrong on purpose, and with which recordings; these answers do not count as played."""
        return tuple(Faulted(fault, name, count) for (fault, name), count in list(self.journal.faults.items()))

    @property
    def ambiguous(self) -> tuple[Ambiguity, ...]:
        """Requests without a scope that recordings of several scopes answer differently."""
        return tuple(self.journal.ambiguous.values())

    def _note_ambiguity(self, fingerprint: str, candidates: Sequence[Entry]) -> None:
        """Several scopes may answer a request without one: if they do so differently, it is reported."""
        if len({entry.scope for entry in candidates}) < 2:
            return
        try:
            recordings = [self.store.load(entry.name) for entry in candidates]
            answers = {(recording.response.body, repr(recording.outcome)) for recording in recordings}
        except RecordingUnreadable:
            # It will be reported when its turn to answer comes.
            return
        if len(answers) > 1:
            names = tuple(entry.name for entry in candidates)
            self.journal.ambiguous[fingerprint] = Ambiguity(candidates[0].endpoint, names)
